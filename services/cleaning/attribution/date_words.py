"""The words of dates in all languages: months from CLDR, labels and time zones from ``data``."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from services.cleaning.language_words import LANGUAGES, WORDS, any_of

_LISTED = WORDS["dates.month_locales"]
_LOCALES = (*_LISTED, *sorted(LANGUAGES.difference(_LISTED, WORDS["dates.numbered_months"])))
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


@cache
def months(language: str | None) -> dict[str, int]:
    """The number of each month by its name, full or short, in lower case, without a full stop.

    Names of ``language``, an ISO 639-1 code, win: `listopad` is November in Polish and October in
    Croatian.
    """
    if language is None:
        extra = (entry.split() for entry in WORDS["dates.months"])
        names = {name: int(number) for name, number in extra}
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
        if len(written := str(name).lower().strip(".")) > 2 and not any(map(str.isdigit, written))
    }
