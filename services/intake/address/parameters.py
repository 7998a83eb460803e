"""Which query parameters say which article is meant.

The rules are data: ``tracking_parameters.txt`` holds names that never choose an article,
``parameters_by_value.txt`` names that choose one with other values than those that are listed.

Libraries were read, and their lists taken where they are right here; none is called. courlan takes
every name that merely begins with ``ga``, ``ref`` or ``source``, so that ``?gallery=1`` and
``?gallery=2`` become one article. detrack and mediacloud-metadata drop ``ref``, ``sid``, ``cid``
and ``source`` whatever their value; ClearURLs, in unalix and url-unwrap, every ``ref``. Those lists
are made for privacy: there a parameter too many is a page that opens all the same, here it is an
article that replaces another.
"""

import re
from functools import lru_cache

from services.intake.address.rules import lines, with_shapes

TRACKING_NAME = "|".join(name for (name,) in lines("tracking_parameters", 1))
TRACKING = re.compile(TRACKING_NAME, re.IGNORECASE)
STRAY = re.compile(
    rf"(?:[?&;]|%(?:3F|26|23))(?:amp;)*(?:{TRACKING_NAME})"
    r"(?:(?:=|%3D)(?:(?!%(?:3F|26|23))[^?&;/])*)?(?=[?&;/]|%(?:3F|26|23)|$)",
    re.IGNORECASE,
)
"""Tracking where none belongs: within the path, or within another parameter's value."""
MAY_BE_STRAY = re.compile(r"[?;]|%(?:3F|26|23)")
ESCAPED_AMPERSAND = re.compile(r"(?<![^&])(?:amp;|\?)+", re.IGNORECASE)

_BY_VALUE = list(with_shapes(lines("parameters_by_value", 2)))
BY_VALUE = [
    (re.compile(name, re.IGNORECASE), re.compile(value, re.IGNORECASE))
    for name, _, value in (rule.partition("=") for rule in _BY_VALUE if "&" not in rule)
]
PAIRS = re.compile(
    rf"(?<![^&])(?:{'|'.join(rule for rule in _BY_VALUE if '&' in rule)})(?=&|$)", re.IGNORECASE
)
CHOOSES_A_HOST = re.compile(r"(?:src|source|from|partner|campaign|channel)=[^=]*\.[^=]*", re.I)
"""On a home page: `/?source=example.net` may list what came from there."""


def telling(query: str, *, on_home_page: bool = False) -> str:
    """The parameters of a query in standard form that say which article is meant, sorted by name.

    The order of parameters with one name stays. ``a=`` and ``a`` are one.
    """
    if not query:
        return ""
    if MAY_BE_STRAY.search(query):
        query = STRAY.sub("", ESCAPED_AMPERSAND.sub("", query))
    kept = [_written(one) for one in query.split("&")]
    kept.sort(key=_name)
    if len(kept) > 1:
        kept = PAIRS.sub("", "&".join(dict.fromkeys(kept))).split("&")
    return "&".join(one for one in kept if one and not _goes(one, on_home_page))


def path_without_tracking(path: str) -> str:
    """A path in standard form without the parameters that somebody wrote or escaped into it."""
    return STRAY.sub("", path) if "&" in path or MAY_BE_STRAY.search(path) else path


def _written(parameter: str) -> str:
    return parameter.removesuffix("=") if parameter.count("=") == 1 else parameter


def _name(parameter: str) -> str:
    return parameter.partition("=")[0]


def _goes(parameter: str, on_home_page: bool) -> bool:
    name, _, value = parameter.partition("=")
    rules = _rules(name)
    if not rules:
        return rules is None
    if on_home_page and CHOOSES_A_HOST.fullmatch(parameter):
        return False
    return any(rule.fullmatch(value) for rule in rules)


@lru_cache(maxsize=4096)
def _rules(name: str) -> list[re.Pattern[str]] | None:
    """The values with which a parameter of this name goes; None: with all."""
    if TRACKING.fullmatch(name.partition("%3D")[0]):
        return None
    return [value for names, value in BY_VALUE if names.fullmatch(name)]
