"""Reads what an article's URL says of it: words of its headline, its date, its site's name."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote, urlsplit

from courlan import extract_domain

from services.cleaning.attribution.date_words import months
from services.cleaning.lines.features import UrlClues

_MONTH_FIRST_DOMAINS = (".us", ".com", ".gov", ".org", ".net", ".ph")
"""Endings of domains whose sites may be American or Philippine."""

_MONTH_FIRST_REGIONS = frozenset(("US", "PH"))
_REGION = re.compile(r"[-_]([A-Za-z]{2})(?![A-Za-z])")
_WORD = re.compile(r"[^\W_]{4,}")
_MIN_SITE = 4  # letters; shorter names stand in other words too
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|[1-9](?=[/-])|[a-z]{3}(?=/))\2"
    r"(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)",
    re.IGNORECASE,
)


def read_url_clues(url: str | None, domain: str | None) -> UrlClues:
    """The words of the URL's path, and the first label of its domain.

    ``domain`` is the registered domain if it is known.
    """
    if not url and not domain:
        return UrlClues()
    path = unquote(_path(url or ""))
    domain = domain or extract_domain(url or "") or ""
    site = domain.split(".")[0].replace("-", "").lower()
    return UrlClues(
        frozenset(_WORD.findall(path.lower())), site if len(site) >= _MIN_SITE else None
    )


def headline_words(url: str | None) -> frozenset[str]:
    """The longer words of the URL's last path segment that has several, else one."""
    parts = [_WORD.findall(part) for part in unquote(_path(url or "")).lower().split("/")]
    with_words = [words for words in parts if any(map(str.isalpha, words))]
    several = [words for words in with_words if sum(map(str.isalpha, words)) > 1]
    return frozenset((several or with_words or [[]])[-1])


def is_month_first(
    language: str | None, domain: str | None, tags: Iterable[str | None] = ()
) -> bool:
    """Whether 1/2/2021 is the second of January: in English, unless domain or region says not.

    ``tags`` are language tags of the page or its publisher, such as `en-GB`. `en-US` says nothing:
    programs write it wherever nobody chose.
    """
    regions = {found[1].upper() for tag in tags if (found := _REGION.search(tag or ""))}
    return (
        language == "en"
        and regions <= _MONTH_FIRST_REGIONS
        and (domain is None or domain.endswith(_MONTH_FIRST_DOMAINS))
    )


def date_in(url: str | None) -> date | None:
    """The date in a URL such as `…/2021/01/26/…`, or None."""
    match = _DAY.search(_path(url or ""))
    try:
        if match is None:
            return None
        month = int(match[3]) if match[3].isdigit() else months(None)[match[3].lower()]
        return date(int(match[1]), month, int(match[4]))
    except (ValueError, KeyError):
        return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
