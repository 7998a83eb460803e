"""Reads dates that count from the moment of fetching: `3 hours ago`, `yesterday`, `Jan. 26`."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from dateparser.date import DateDataParser

from services.cleaning.attribution.date_words import PUBLISHED, UPDATED
from services.cleaning.attribution.dates import Dated, Precision
from services.cleaning.language_words import WORDS

_PIECE = re.compile(r"[^|·•–—,/]+")
_LONGEST = 5  # words of `3 hours and 5 minutes ago`
_DAY_WORD = frozenset(WORDS["dates.near_days"])
_LABEL = re.compile(
    rf"^\W*(?:(?:{PUBLISHED.pattern}|{UPDATED.pattern})\w*\W*)+|[\s.:]+$", re.IGNORECASE
)
_NUMBER = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")


def find(text: str, language: str | None, fetched: datetime) -> list[Dated]:
    """The dates in a short line that are told from ``fetched``, a moment with an offset.

    Hours are no more exact than an hour; weeks and months ago are not read, for they name no day.
    A day without a year is the last one of that name.
    """
    found = []
    for piece in _PIECE.finditer(text):
        bare = _LABEL.sub("", piece[0].strip())
        words = bare.lower().split()
        if not 0 < len(words) <= _LONGEST:
            continue
        if _NUMBER.search(bare) or not _DAY_WORD.isdisjoint(words):
            said = _read(bare, language, fetched)
            if said:
                updated = UPDATED.search(piece[0]) is not None
                found.append(Dated(*said, piece.start(), piece.end(), updated, is_relative=True))
    return found


def _read(text: str, language: str | None, fetched: datetime) -> tuple[str, Precision] | None:
    parser = _parser(language, fetched)
    try:
        said = parser.get_date_data(text)
    except (ValueError, OverflowError):
        return None
    moment = said.date_obj
    if moment is None or said.period not in ("day", "time"):
        return None
    ago = fetched.replace(tzinfo=None) - moment
    if ago < timedelta(0):
        return None
    day = moment.date().isoformat()
    if _CLOCK.search(text):  # `yesterday at 14:05`: by the clock of the page
        return f"{day}T{moment:%H:%M}", "minute"
    if said.period == "day":
        return day, "day"
    if ago < timedelta(hours=1):
        return f"{day}T{moment:%H:%M}+00:00", "minute"
    return (f"{day}T{moment:%H}:00+00:00", "hour") if ago < timedelta(days=1) else (day, "day")


@lru_cache(maxsize=1)
def _parser(language: str | None, fetched: datetime) -> DateDataParser:
    return DateDataParser(
        languages=[language] if language else None,
        settings={
            "RELATIVE_BASE": fetched.replace(tzinfo=None),
            "PARSERS": ["relative-time", "absolute-time"],
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
