"""One address for one article, whatever way its URL was shared.

An address is taken out of what wraps it (``wrappers``), written as the standards say
(``standard_form``), and loses the forms of a page (``path_forms``, and mobile hosts, here) and the
parameters that choose none (``parameters``). The rules are data, in ``data/*.txt``.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from courlan import extract_domain

from services.intake.address.parameters import path_without_tracking, telling
from services.intake.address.path_forms import article_path
from services.intake.address.rules import lines
from services.intake.address.standard_form import repaired, standard_fragment, standard_parts
from services.intake.address.wrappers import ANY_HOST, Wrapper, unwrapped, wrappers_of

MAX_LENGTH = 8192
"""Characters. Longer URLs hold data, not an address; servers refuse them at about this length."""
ROUNDS = 8
"""One round can lay bare what the next one takes: an AMP address within an archive's."""

MOBILE_LABELS = {label for (label,) in lines("mobile_labels", 1)}
PUBLISHING_HOSTS = {host for (host,) in lines("publishing_hosts", 1)}
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")
AJAX = "_escaped_fragment_="
"""How crawlers ask for a route ``#!``, by Google's scheme for AJAX."""


class Site(NamedTuple):
    """What a host says, found once for each: few hosts publish most articles."""

    desktop: str
    wrappers: tuple[Wrapper, ...]


def canonical_url(url: str | None) -> str | None:
    """The address without what differs between ways to the same article.

    Applied to its own result it changes nothing. None if it is no http address of a page.
    """
    current = url or ""
    for _ in range(ROUNDS):
        again = _cleaned(current)
        if again is None or again == current:
            return again
        current = again
    return None


def domain(url: str | None) -> str | None:
    """The registered domain, such as ``example.co.uk``; None for addresses without one."""
    found: str | None = extract_domain(url) if url else None
    return found


def _cleaned(text: str) -> str | None:
    address = repaired(text) if len(text) <= MAX_LENGTH else None
    if address is None:
        return None
    try:
        parts = standard_parts(address)
    except ValueError:
        return None
    site = _site(parts.netloc)
    if site is None:
        return None
    if (site.wrappers or "/http" in address) and (inner := _inner(site, address)):
        return inner
    path = article_path(path_without_tracking(parts.path))
    query, route = parts.query, _route(parts.fragment, path)
    if AJAX in query:
        query, route = _without_ajax(query, route)
    query = telling(query, on_home_page=path == "/")
    return urlunsplit((parts.scheme, site.desktop, path, query, route))


def _inner(site: Site, address: str) -> str | None:
    given = urlsplit(address)
    rest = (f"?{given.query}" if given.query else "") + (
        f"#{given.fragment}" if given.fragment else ""
    )
    inner = unwrapped((*site.wrappers, *ANY_HOST), given.path, rest)
    return inner if inner != address else None


def _route(fragment: str, path: str) -> str:
    """The fragment if it chooses what is shown: ``#/story/41``, ``#!/story/41``.

    On a home page ``#story=41`` may too. Anchors, text directives and tracking choose nothing.
    """
    fragment = fragment.partition(":~:")[0]
    if fragment[:1] in {"/", "!"}:
        route, _, query = fragment.partition("?")
        query = telling(query)
        route = route.rstrip("/") + (f"?{query}" if query else "")
        return route if route.strip("!/") else ""
    if path == "/" and fragment[:1].isalpha() and "=" in fragment:
        return telling(fragment)
    return ""


def _without_ajax(query: str, route: str) -> tuple[str, str]:
    parameters = query.split("&")
    for one in parameters:
        if one.startswith(AJAX):
            asked = unquote(one.removeprefix(AJAX), errors="surrogateescape")
            route = _route("!" + standard_fragment(asked), "")
    return "&".join(one for one in parameters if not one.startswith(AJAX)), route


@lru_cache(maxsize=4096)
def _site(netloc: str) -> Site | None:
    host = netloc[: netloc.find("]") + 1] or netloc.partition(":")[0]
    if not HOST.fullmatch(host):
        return None
    registered = domain(f"https://{host}/")
    return Site(
        _desktop(host, registered) + netloc.removeprefix(host), wrappers_of(host, registered)
    )


def _desktop(host: str, registered: str | None) -> str:
    """The host without labels such as ``m`` and ``amp`` before the domain of its site."""
    if registered is None or not host.endswith(f".{registered}"):
        return host
    labels = host.removesuffix(registered).split(".")
    if registered in PUBLISHING_HOSTS and len(labels) == 2:
        return host
    return ".".join(one for one in labels if one not in MOBILE_LABELS) + registered
