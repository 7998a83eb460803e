"""Writes an address as the standards do: one way for case, escapes, hosts, ports and breaks.

``url-normalize`` does most of it. The rest is what browsers do by the URL standard of WHATWG, and
repairs of what feeds and mails do to addresses.
"""

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from url_normalize import url_normalize
from url_normalize.tools import normalize_component

SEGMENT = r"(?!\.{1,2}(/|\?|$))[\w.~:@!$'()*+,;=-]+"
PARAMETER = r"[\w.~:/?@!$'()*,;-]+(=[\w.~:/?@!$'()*,;-]*)?"
STANDARD = re.compile(
    r"https?://[a-z0-9]+([.-][a-z0-9]+)*"
    rf"/({SEGMENT}/)*({SEGMENT})?(\?{PARAMETER}(&{PARAMETER})*)?",
    re.ASCII,
)
"""What the rest of this module would leave as it is: most addresses."""

ADDRESS = re.compile(
    r"(?:https?:?[\\/]{2,}(?=https?:?[\\/]{2}))*"
    r"(?:(https?)(?::[\\/]*|[\\/]{2,})|[\\/]{2,}|(?=[^\\/?#:@\s]+\.[^\\/?#:@\s]+(?::\d+)?(?:[\\/?#]|$)))",
    re.IGNORECASE,
)
"""How an address begins. Slashes after a scheme count for nothing; of two schemes the second is
meant; without one a host must stand there."""
AROUND = ' \t\r\n\f\v<>"\u00a0'
PREFIX = re.compile(r"(?:(?:feed|view-source):(?=https?:|//))?", re.IGNORECASE)
BREAK = re.compile(r"[ \t]*[\r\n][ \t\r\n]*|\t")
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
AMPERSAND = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
IN_PATH = re.compile(r"%(?:21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40|5B|5D)")
"""Escapes that mean the same as the character, which is no delimiter of a path."""
DEFAULT_PORTS = {None, 80, 443}
"""Of either scheme: ``http`` and ``https`` lead to one article."""


def repaired(text: str) -> str | None:
    """An address with a scheme and no breaks, entities or backslashes; None if it is none."""
    text = text.strip(AROUND)
    if STANDARD.fullmatch(text):
        return text
    if not text.isascii():
        text = INVISIBLE.sub("", text).strip()
    text = AMPERSAND.sub("&", BREAK.sub("", PREFIX.sub("", text, count=1)))
    found = ADDRESS.match(text)
    if not found:
        return None
    query = re.search("[?#]|$", text)
    end = query.start() if query else len(text)
    before = text[found.end() : end].replace("\\", "/")
    return f"{(found[1] or 'https').lower()}://{before}{text[end:]}"


def standard_parts(address: str) -> SplitResult:
    """The parts of a repaired address in standard form.

    Raises ValueError where the host or the port can be none.
    """
    if STANDARD.fullmatch(address):
        return urlsplit(address)
    address, _, fragment = address.partition("#")
    parts = urlsplit(url_normalize(address) or "")
    host, port = parts.hostname or "", parts.port
    if ":" in host:
        host = f"[{ipaddress.IPv6Address(host).compressed}]"
    netloc = host if port in DEFAULT_PORTS else f"{host}:{port}"
    path = IN_PATH.sub(lambda found: unquote(found[0]), parts.path)
    query = parts.query.replace("+", "%20")
    return SplitResult(parts.scheme, netloc, path, query, standard_fragment(fragment))


def standard_fragment(fragment: str) -> str:
    """As ``url-normalize`` writes a path; it takes more from a fragment than browsers do."""
    return normalize_component(fragment, "/~:?&=!$'()*+,;@", "/?&=#+")
