"""Reads the one date that a value holds, as programs write it: ISO 8601, seconds since 1970, text.

Dates in lines of text are found by ``dates``.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

from services.cleaning.attribution import calendars, clock, dates
from services.cleaning.attribution.calendars import fold
from services.cleaning.attribution.dates import Precision

_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-4]):[03]0)?", re.ASCII)
_ISO = re.compile(
    r"(?P<y>\d{4})(?:"
    r"(?P<sep>[-:]?)(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])"
    r"|-?W(?P<week>[0-5]\d)-?(?P<weekday>[1-7])"
    r"|-?(?P<of_year>[0-3]\d\d)"
    r")(?=[T\s,(]|$)"
)
_COMMON_YEARS = ("1600", "2400")  # others are of other calendars
_COMPACT = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)(?![\d.])")
_SMALL_LETTERS = re.compile(r"(?<=\d)[tz](?=\d|$)")
_EPOCH = re.compile(r"-?(?P<whole>\d{9,19})(?:\.\d+)?")
_JSON_DATE = re.compile(r"\\?/Date\((-?\d+)(?:([+-])(\d\d)(\d\d))?\)\\?/")
_LATEST_SECONDS = 2e10  # the year 2603: a greater number counts milliseconds, or still less


def read(
    value: str, language: str | None = None, *, month_first: bool = False, around: int | None = None
) -> tuple[str, Precision] | None:
    """The date or time that ``value`` names, in ISO 8601, and its precision; else None.

    A time with an offset has seconds, as RFC 3339 wants it, whatever its precision.

    ``language`` and ``month_first`` are those of ``dates.find``. A year of two digits lies within
    80 years before the year ``around`` or 20 after it.
    """
    written = value.strip()
    value = fold(written)
    if _USUAL.fullmatch(value) and _COMMON_YEARS[0] < value < _COMMON_YEARS[1]:
        with suppress(ValueError):
            return datetime.fromisoformat(value).isoformat(), "second"
    if found := _JSON_DATE.fullmatch(value):
        offset = timedelta(hours=int(found[3] or 0), minutes=int(found[4] or 0))
        return _of_seconds(int(found[1]) / 1000, -offset if found[2] == "-" else offset)
    compact = _COMPACT.match(value)
    if compact and _date(_ISO.match(compact[1]), written, language):
        value = f"{compact[1]}T{compact[2]}{value[compact.end() :]}"
    if found := _EPOCH.fullmatch(value):
        seconds = float(value)
        while abs(seconds) > _LATEST_SECONDS:
            seconds /= 1000
        return _of_seconds(seconds, timedelta(0))
    value = _SMALL_LETTERS.sub(lambda letter: letter[0].upper(), value)
    iso = _ISO.match(value)
    day = _date(iso, written, language)
    if iso is None or day is None:
        one = next(
            iter(dates.find(written, language, month_first=month_first, around=around)), None
        )
        return (_with_seconds(one.value), one.precision) if one else None
    time = next(clock.find(value, day, iso.end(), len(value), is_iso=True, language=language), None)
    return (_with_seconds(time.value), time.precision) if time else (day.isoformat(), "day")


def _date(iso: re.Match[str] | None, written: str, language: str | None) -> date | None:
    if iso is None:
        return None
    year = int(iso["y"])
    try:
        if iso["week"]:
            return date.fromisocalendar(year, int(iso["week"]), int(iso["weekday"]))
        if iso["of_year"]:
            day = date(year, 1, 1) + timedelta(days=int(iso["of_year"]) - 1)
            return day if day.year == year else None
        return calendars.of_numbers(year, int(iso["m"]), int(iso["d"]), written, language)
    except (ValueError, OverflowError):
        return None


def _of_seconds(seconds: float, offset: timedelta) -> tuple[str, Precision] | None:
    """The moment so many seconds after 1970 UTC, as a clock at ``offset`` shows it."""
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(seconds))
        return moment.astimezone(timezone(offset)).isoformat(), "second"
    except (ValueError, OverflowError):
        return None


def _with_seconds(value: str) -> str:
    return f"{value[:16]}:00{value[16:]}" if value[16:17] in ("+", "-") else value
