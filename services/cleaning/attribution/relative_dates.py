"""Reads dates that depend on the moment of fetching: `3 hours ago`, `yesterday`, `Jan. 26`."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from dateparser.date import DateDataParser

from services.cleaning.attribution.date_words import PUBLISHED, UPDATED
from services.cleaning.attribution.dates import FoundDate, Precision
from services.cleaning.language_words import WORDS, any_of

_PIECE = re.compile(r"[^|·•–—,/]+")
_MAX_WORDS = 5  # words of `3 hours and 5 minutes ago`
_DAY_WORDS = frozenset(WORDS["dates.near_days"])
_DAY_WORD = re.compile(any_of(map(re.escape, _DAY_WORDS)))
_LABEL = re.compile(
    rf"^\W*(?:(?:{PUBLISHED.pattern}|{UPDATED.pattern})\w*\W*)+|[\s.:]+$", re.IGNORECASE
)
_COUNTER = re.compile(r"\d+\s*(?:/|of|von|de|di|sur|van|av|af|из|z)\s*\d+")  # `3 of 5`
_USUAL = ["en", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "sv", "tr", "id"]
"""Languages of lines whose language is not known: to try all of them takes 13 ms a line."""
_NUMBER = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")


def find(text: str, language: str | None, fetched: datetime) -> list[FoundDate]:
    """The dates in a short line, counted from ``fetched``, a time with an offset.

    `3 hours ago` is exact to the hour. Weeks and months ago are not read: they name no day. A day
    without a year is the last one of that name before ``fetched``.
    """
    found: list[FoundDate] = []
    if not (_NUMBER.search(text) or _DAY_WORD.search(text.lower())):
        return found
    for piece in _PIECE.finditer(text):
        bare = _LABEL.sub("", piece[0].strip())
        words = bare.lower().split()
        if not 0 < len(words) <= _MAX_WORDS or _COUNTER.fullmatch(" ".join(words)):
            continue
        if _NUMBER.search(bare) or not _DAY_WORDS.isdisjoint(words):
            found_date = _read(bare, language, fetched)
            if found_date:
                is_update = UPDATED.search(piece[0]) is not None
                found.append(
                    FoundDate(*found_date, piece.start(), piece.end(), is_update, is_relative=True)
                )
    return found


def _read(text: str, language: str | None, fetched: datetime) -> tuple[str, Precision] | None:
    try:
        parsed = _parser(language, fetched).get_date_data(text)
    except (ValueError, OverflowError):
        return None
    moment = parsed.date_obj
    if moment is None or parsed.period not in ("day", "time"):
        return None
    ago = fetched.replace(tzinfo=None) - moment
    if ago < timedelta(0):
        return None
    day = moment.date().isoformat()
    if _CLOCK.search(text):  # `yesterday at 14:05`: the page's clock, without an offset
        return f"{day}T{moment:%H:%M}", "minute"
    if parsed.period == "day":
        return day, "day"
    if ago < timedelta(hours=1):
        return f"{day}T{moment:%H:%M}+00:00", "minute"
    return (f"{day}T{moment:%H}:00+00:00", "hour") if ago < timedelta(days=1) else (day, "day")


@lru_cache(maxsize=1)
def _parser(language: str | None, fetched: datetime) -> DateDataParser:
    return DateDataParser(
        languages=[language] if language else _USUAL,
        settings={
            "RELATIVE_BASE": fetched.replace(tzinfo=None),
            "PARSERS": ["relative-time", "absolute-time"],
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["day", "month"],
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
