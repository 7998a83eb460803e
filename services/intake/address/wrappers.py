"""Takes an address out of another one: redirects, mail filters, caches, archives.

Nothing is requested; what only its owner can resolve stays an address of its own. The rules stand
in ``data/wrappers.txt``. ClearURLs' rules (in unalix and url-unwrap) know some of the redirects and
are where a part of ours is from. They hold patterns for any host, such as ``.*url=([^&]*)``, and
know no mail filters, archives or AMP caches but Google's, so they are not run.
"""

import base64
import re
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from services.intake.address.rules import lines

WITH_SCHEME = re.compile(r"https?(?::|%3a)|//|www\.[^./]+\.", re.IGNORECASE)
ESCAPED_SCHEME = re.compile("https?%3a", re.IGNORECASE)
HOST_FIRST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(?=[/?#%]|$)")
CACHED = re.compile(r"cache:(?:[\w-]{12}:)?([^\s+]+)")
RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Proofpoint 3: how many characters a ``**`` stands for, from two on."""


class Wrapper(NamedTuple):
    path: re.Pattern[str]
    where: str
    written: str


def unwrapped(wrappers: tuple[Wrapper, ...], path: str, rest: str) -> str | None:
    """The address within one whose host has these wrappers; None if there is none.

    ``path`` as it was given, ``rest`` what follows it: the query and the fragment with their marks.
    """
    for wrapper in wrappers:
        found = wrapper.path.match(path)
        if found and (inner := _held(wrapper, found, path, rest)):
            return inner
    return None


def wrappers_of(host: str, registered: str | None) -> tuple[Wrapper, ...]:
    """What unpacks addresses of this host. ``registered``: its registered domain."""
    host = host.removeprefix("www.")
    labels = host.split(".")
    names = [host, *("." + ".".join(labels[start:]) for start in range(len(labels)))]
    if registered and host.endswith(registered):
        names.append(host.removesuffix(registered) + registered.split(".")[0] + ".*")
    return tuple(wrapper for name in names if name in _BY_HOST for wrapper in _BY_HOST[name])


def _held(wrapper: Wrapper, found: re.Match[str], path: str, rest: str) -> str | None:
    if wrapper.where == "path":
        text = found[1] if found.lastindex else path[found.end() :] + rest
    elif wrapper.where == "query":
        text = rest.removeprefix("?")
    else:
        text = _parameter(rest, wrapper.where)
    try:
        text = DECODERS[wrapper.written](text, found) if text else ""
    except ValueError:
        return None
    if WITH_SCHEME.match(text):
        return text if ":" in text[:6] or text[0] in "/wW" else unquote(text)
    in_path = wrapper.where == "path" and HOST_FIRST.match(text)
    return f"http://{text}" if in_path else None


def _parameter(rest: str, name: str) -> str:
    for one in rest.partition("#")[0].removeprefix("?").split("&"):
        key, _, value = one.partition("=")
        if key.lower() == name:
            return value if "://" in value[:9] else unquote(value)
    return ""


def _escaped(text: str, found: re.Match[str]) -> str:
    """A parameter was read already; what stands in a path may be escaped or not."""
    return unquote(text) if found.lastindex or ESCAPED_SCHEME.match(text) else text


def _amp(text: str, found: re.Match[str]) -> str:
    """``s/`` stands for https. Viewers escape the mark of the page's own query."""
    if not HOST_FIRST.match(text):
        return ""
    if "?" not in text:
        text = re.sub("%3f", "?", text, count=1, flags=re.IGNORECASE)
    return f"http{'s' if found[0].endswith('/s/') else ''}://{text}"


def _base64(text: str, _: re.Match[str]) -> str:
    text = text.removeprefix("a1")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def _dashes(text: str, _: re.Match[str]) -> str:
    return unquote(text.replace("-", "%").replace("_", "/"))


def _tokens(text: str, _: re.Match[str]) -> str:
    """Proofpoint 3: ``*`` for a character, ``**`` and a letter for several, written in base64."""
    address, _mark, hidden = text.partition("__;")
    hidden = hidden.partition("!")[0]
    characters = base64.urlsafe_b64decode(hidden + "=" * (-len(hidden) % 4)).decode()
    at = 0

    def put_in(found: re.Match[str]) -> str:
        nonlocal at
        start, at = at, at + (RUN_LENGTHS.index(found[1]) + 2 if found[1] else 1)
        return characters[start:at]

    return re.sub(r"\*(?:\*([\w-]))?", put_in, unquote(address))


def _cache(text: str, _: re.Match[str]) -> str:
    found = CACHED.match(text)
    inner = found[1] if found else ""
    return inner if WITH_SCHEME.match(inner) else f"http://{inner}" if inner else ""


def _google_news(text: str, _: re.Match[str]) -> str:
    """Ids of before 2024 hold the address: in protobuf, a length stands before it."""
    try:
        message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        message = b""
    if message.startswith(b'\x08\x13"') and len(message) > 4:
        length, start = message[3], 4
        if length > 127:
            length, start = length - 128 + 128 * message[4], 5
        inner = message[start : start + length].decode("ascii", "replace")
        if inner.startswith("http"):
            return inner
    return f"https://news.google.com/articles/{text}"


DECODERS: dict[str, Callable[[str, re.Match[str]], str]] = {
    "": _escaped,
    "amp": _amp,
    "base64": _base64,
    "cache": _cache,
    "dashes": _dashes,
    "google_news": _google_news,
    "tokens": _tokens,
}


def _by_host() -> dict[str, list[Wrapper]]:
    found: dict[str, list[Wrapper]] = defaultdict(list)
    for hosts, path, where in lines("wrappers", 3):
        place, _, written = where.partition("|")
        first, *others = hosts.split("|")
        stem = first.rpartition(".")[0]
        for host in (first, *(f"{stem}.{ending}" for ending in others)):
            found[host].append(Wrapper(re.compile(path, re.IGNORECASE), place, written))
    return dict(found)


_BY_HOST = _by_host()
ANY_HOST = tuple(_BY_HOST.pop("*"))
