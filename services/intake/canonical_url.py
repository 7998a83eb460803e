"""One address for one article, whatever way its URL was shared.

``url-normalize`` does what the standards say (case, escapes, dot segments, international hosts).
The rest is ours. courlan's list of trackers is not used: it takes every parameter whose name merely
begins with ``ga``, ``ref`` or ``source``, so that ``?gallery=1`` and ``?gallery=2`` became one
article; here a parameter goes only if its name can't say which article is meant. Those names
stand in ``data/tracking_parameters.txt``.
"""

import re
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit, urlunsplit

from courlan import extract_domain
from url_normalize import url_normalize

MAX_LENGTH = 8192
"""Characters. Longer URLs hold data, not an address; servers refuse them at about this length."""

_TRACKING_LINES = (
    (files("services.intake") / "data" / "tracking_parameters.txt").read_text("utf-8").splitlines()
)
TRACKING = re.compile(
    "|".join(line.split()[0] for line in _TRACKING_LINES if line and not line.startswith("#")),
    re.IGNORECASE,
)
CHANNEL = re.compile(r"(ref|source|src|from|via|partner|medium|campaign)=[a-z_.-]*", re.IGNORECASE)
"""Where a reader came from, in a word; with a digit it may be an article's number and stays."""
AMP = re.compile(r"_?amp=?(1|true)?|output(type)?=(valid_)?amp", re.IGNORECASE)

MOBILE_LABELS = {"amp", "m", "mobile", "touch", "wap"}
AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\..+)")
AMP_CACHE = re.compile(r"/[a-z]/(s/)?([^/]+\..+)")
AMP_PATH = re.compile(r"(^/amp(?=/.)|(?<=[^/])/amp/?$|\.amp(?=(\.html?)?$))")
TRAILING = re.compile(r"(/index\.html?|/+)$|;jsessionid=[^/?]*", re.IGNORECASE)
ADDRESS = re.compile(r"https?:|//|[^/?#]+\.[^/?#]", re.IGNORECASE)
SEGMENT = r"(?!\.{1,2}(/|\?|$))[\w.~:@!$'()*+,;=-]+"
PARAMETER = r"[\w.~:/?@!$'()*+,;-]+(=[\w.~:/?@!$'()*+,;-]*)?"
STANDARD = re.compile(
    r"https?://[a-z0-9]+([.-][a-z0-9]+)*"
    rf"/({SEGMENT}/)*({SEGMENT})?(\?{PARAMETER}(&{PARAMETER})*)?",
    re.ASCII,
)
"""What ``url-normalize`` would leave as it is: most addresses, and a third of intake's time."""
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")


def canonical_url(url: str | None) -> str | None:
    """The address without what differs between ways to the same article.

    Applied to its own result it changes nothing. None if it is no http address of a page.
    """
    current = _cleaned(url or "")
    # One round can lay bare what the next one takes: an AMP address within another.
    for _ in range(5):
        again = _cleaned(current or "")
        if again == current:
            return current
        current = again
    return None


def domain(url: str | None) -> str | None:
    """The registered domain, such as ``example.co.uk``; None for addresses without one."""
    found: str | None = extract_domain(url) if url else None
    return found


def _cleaned(url: str) -> str | None:
    url = url.strip().replace("&amp;", "&")
    if len(url) > MAX_LENGTH or not ADDRESS.match(url):
        return None
    try:
        parts = urlsplit(_standard(url))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(host):
        return None
    if inner := _within_amp(host, parts.path):
        return f"{inner}?{parts.query}"
    netloc = _desktop(host) + (f":{port}" if port else "")
    path = TRAILING.sub("", AMP_PATH.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme, netloc, path, _telling(parts.query), ""))


def _standard(url: str) -> str:
    if STANDARD.fullmatch(url):
        return url
    # A fragment that is a route says which article; the library keeps those of the form `#!`.
    return url_normalize(url.replace("#/", "#!/", 1)) or ""


def _within_amp(host: str, path: str) -> str | None:
    """The address in one of Google's AMP viewer or of the AMP cache."""
    if re.fullmatch(r"(www\.)?google(\.[a-z]{2,3}){1,2}", host):
        viewed = AMP_VIEWER.fullmatch(path)
    elif host.endswith(".cdn.ampproject.org"):
        viewed = AMP_CACHE.fullmatch(path)
    else:
        return None
    return f"http{'s' if viewed[1] else ''}://{viewed[2]}" if viewed else None


def _desktop(host: str) -> str:
    """The host without labels such as ``m`` and ``amp`` before its registered domain."""
    registered = _registered(host)
    if registered is None or not host.endswith(f".{registered}"):
        return host
    labels = host.removesuffix(registered).split(".")
    return ".".join(one for one in labels if one not in MOBILE_LABELS) + registered


@lru_cache(maxsize=4096)
def _registered(host: str) -> str | None:
    """The host's domain: the same few hosts publish most articles."""
    return domain(f"https://{host}/")


def _telling(query: str) -> str:
    """The parameters that say which article is meant, sorted by name."""
    parameters = [
        one
        for one in query.split("&")
        if not (
            TRACKING.fullmatch(one.partition("=")[0])
            or CHANNEL.fullmatch(one)
            or AMP.fullmatch(one)
        )
    ]
    return "&".join(sorted(parameters, key=lambda one: one.partition("=")[0]))
