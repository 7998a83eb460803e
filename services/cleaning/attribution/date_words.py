"""The words of dates in all languages: months from CLDR, labels and time zones from ``data``."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from services.cleaning.attribution.calendars import fold
from services.cleaning.language_words import LANGUAGES, WORDS, any_of

_LISTED = WORDS["dates.month_locales"]
_NUMBERED = WORDS["dates.numbered_months"]
_LOCALES = (*_LISTED, *sorted(LANGUAGES.difference(_LISTED, _NUMBERED)))
LOCALES = (*_LOCALES, *_NUMBERED)
"""Locales whose newspapers' dates are read."""

_TIME_ZONES = tomllib.loads(
    (files("services.cleaning") / "data" / "time_zones.toml").read_text("utf-8")
)

ZONES: dict[str, str] = _TIME_ZONES["offsets"]
"""Offset such as ``+01:00`` by abbreviation in lower case."""

SEASONAL: dict[str, str] = _TIME_ZONES["seasonal"]
"""IANA zone by an abbreviation whose offset depends on the season."""

UPDATED = re.compile(any_of(WORDS["dates.updated"]), re.IGNORECASE)
"""A label before the date of the last change."""

PUBLISHED = re.compile(any_of(WORDS["dates.published"]), re.IGNORECASE)
"""A label before the date of publication."""

_EVENTS = WORDS["dates.events"]
_SHORT = [entry for entry in _EVENTS if len(entry) < 5 and entry[0] < "\u0590"]
_LONG = [entry for entry in _EVENTS if entry not in _SHORT]  # may be stems
EVENT = re.compile(
    rf"(?<!\w)(?:{any_of(_LONG)}\w{{0,5}}|{any_of(_SHORT)}\b)(?:\s[^\W\d]+)?[\s:：.,–—-]*$",
    re.IGNORECASE,
)
"""A label before the date of something else than the article, at the end of a text."""


@cache
def months(language: str | None) -> dict[str, int]:
    """The number of each month by its name, full or short, without a full stop.

    Names are folded and in lower case.

    Names of ``language``, an ISO 639-1 code, win: `listopad` is November in Polish and October in
    Croatian.
    """
    if language is None:
        extra = (entry.split() for entry in WORDS["dates.months"])
        names = {fold(name): int(number) for name, number in extra}
        for code in _LOCALES:
            names = {**_names(code), **names}
        return names
    return {**months(None), **(_names(language) if language in _LOCALES else {})}


def _names(code: str) -> dict[str, int]:
    """The names of one locale; none where CLDR does not have it."""
    try:
        months_of = Locale.parse(code).months
    except UnknownLocaleError:
        return {}
    return {
        written: number
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months_of[form][width].items()
        if _is_name(written := fold(str(name).lower().strip(".")))
    }


def _is_name(written: str) -> bool:
    """Whether a month's name is no number and no syllable; `मे` is May."""
    is_long = len(written) > 2 or (len(written) == 2 and written[0] > "\u0590")
    return is_long and not any(map(str.isdigit, written))
