"""Reads a time of day and its zone as people and programs write them beside a date.

A time that can't be read for sure is none: a day alone is right, a wrong hour is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.cleaning.attribution import day_periods
from services.cleaning.attribution.calendars import fold
from services.cleaning.attribution.date_words import SEASONAL, ZONES
from services.cleaning.language_words import WORDS, any_of

_AFTER_NOON = re.compile(
    any_of([r"p\.?\s?m\.?", *map(fold, WORDS["dates.after_noon"])]), re.IGNORECASE
)
_HALVES = any_of(
    map(fold, [r"[ap]\.?\s?m\.?", *WORDS["dates.before_noon"], *WORDS["dates.after_noon"]])
)
_AFTER_TIME = any_of(map(fold, WORDS["dates.after_time"]))
_HOURS = any_of(map(fold, WORDS["dates.hours"]))
_END = r"(?:(?!\w)|(?=(?:Z|UTC|GMT|[CEMP][SD]?T)\b))"  # of a word, or of one before a zone
_TIME = re.compile(
    r"(?<![\d:/+−])(?<!\d\.)(?:"
    # 22:15:30, 22.15, 22h15, 下午3时05分, 10pm, 22 Uhr; "3 h" may be how long it takes to read
    rf"(?:(?P<half>{_HALVES})\s?)?(?P<h>[01]?\d|2[0-4])(?!\d)"
    rf"(?:\s?(?:[:.]|{_HOURS})\s?(?P<mi>[0-5]\d|\d(?=\s?[分분]))"
    r"(?:[:.](?P<s>[0-5]\d|60)(?!\d)(?:[.,]\d+)?|(?!\d|[.:]\d|\s?%))"
    rf"|(?=\s?{_HALVES}{_END})|(?(half)|(?<=\d\d))(?=\s?{_HOURS}(?!\w))"
    r"|(?P<bare>)(?<!\dT\d\d)(?![\d%]|[.:/-]\d))"  # "10 de la noche": only with the part of the day
    rf"(?:\s?(?:{_AFTER_TIME}|{_HOURS})(?!\w))?(?:\s?(?P<after>{_HALVES}{_END}))?"
    # ISO 8601: T221530, T22
    r"|(?<=\dT)(?P<ch>[01]\d|2[0-4])(?:(?P<cm>[0-5]\d)(?:(?P<cs>[0-5]\d|60)(?:[.,]\d+)?)?)?(?!\d|:)"
    r"|(?:\b12\s)?\b(?P<noon>noon)\b)",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?P<space>\s*)\(?(?P<utc>(?:UTC|GMT)\s?)?(?P<sign>[+−-])(?P<h>\d\d?)(?::?(?P<m>\d\d))?(?![\d:])"
)
_PLACE = re.compile(
    r"\s?[\[(]?((?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)"
    r"/\w+(?:/\w+)?)"
)
_LONG_NAME = re.compile(
    r"\s?\(?(Eastern|Central|Mountain|Pacific)\s(?:(Standard|Daylight)\s)?Time\b", re.IGNORECASE
)
_NAME = re.compile(r"\s?[\[(]?([A-Za-zМСК]{1,4})\b")
_LOWER_NAMES = frozenset(("utc", "gmt", "z"))  # others in lower case are words too: `et`, `est`
_FARTHEST = timedelta(hours=14)  # UTC+14
_MINUTE, _FIRST_OF_24 = timedelta(minutes=1), timedelta(hours=13)  # 12:59 ends the first half
_MINUTES = frozenset((0, 15, 30, 45))  # of the offsets in use


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, with its zone, at ``start:end`` of a text.

    ``value`` is the date and the time in ISO 8601: ``2026-11-03T22:00-05:00``.
    """

    value: str
    precision: Literal["hour", "minute", "second"]
    start: int
    end: int


def find(
    text: str,
    day: date,
    start: int,
    end: int,
    *,
    is_iso: bool = False,
    language: str | None = None,
) -> Iterator[Clock]:
    """The times of ``day`` written in ``text[start:end]``, a folded text, in order.

    ``is_iso`` says that an ISO 8601 date goes before: `10:00-05:00` is a time with its offset, not
    the hours from ten to five.
    """
    stop = start
    for match in _TIME.finditer(text, start, end):
        read = _time(match)
        if read is None or match.start() < stop:
            continue
        moment, precision = read
        begin, written_end = match.span()
        if moment < _FIRST_OF_24 and not (match["half"] or match["after"]):
            period = day_periods.before(text, stop, begin, language)
            if period:
                begin = period[1]
            elif period := day_periods.after(text, written_end, language):
                written_end = period[1]
            if period:
                minutes = day_periods.minutes_in(period[0], moment // _MINUTE)
                moment = timedelta(minutes=minutes) + moment % _MINUTE
            elif match["bare"] is not None:
                continue
        elif match["bare"] is not None:
            continue
        try:
            then = datetime.combine(day, time()) + moment
        except OverflowError:
            continue
        is_full = is_iso or precision == "second"
        offset, stop = _zone(text, written_end, bool(match["after"]), then, is_full)
        written = then.isoformat(timespec="seconds" if precision == "second" else "minutes")
        yield Clock(written + offset, precision, begin, stop)


def offset_of(sign: str, hours: str, minutes: str | None) -> str | None:
    """An offset as ISO 8601 writes it, such as ``+05:30``; None where no place has it."""
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if size > _FARTHEST or int(minutes or 0) not in _MINUTES:
        return None
    return f"{'+' if sign == '+' else '-'}{int(hours):02}:{int(minutes or 0):02}"


def _time(match: re.Match[str]) -> tuple[timedelta, Literal["hour", "minute", "second"]] | None:
    """The time since midnight, and its smallest unit; None for one that no clock shows."""
    if match["noon"]:
        return timedelta(hours=12), "minute"
    hour, minute, second = (match[name] or match[f"c{name[0]}"] for name in ("h", "mi", "s"))
    hours, minutes, seconds = int(hour), int(minute or 0), min(int(second or 0), 59)
    half = match["half"] or match["after"]
    if half:
        is_after_noon = _AFTER_NOON.fullmatch(half) is not None
        if hours > 12 and not is_after_noon:
            return None
        hours = hours if hours > 12 else hours % 12 + 12 * is_after_noon
    if hours == 24 and (minutes or seconds or half):
        return None
    precision: Literal["hour", "minute", "second"] = "second" if second else "minute"
    if match["ch"] and not minute:
        precision = "hour"
    return timedelta(hours=hours, minutes=minutes, seconds=seconds), precision


def _zone(text: str, at: int, has_half: bool, then: datetime, is_full: bool) -> tuple[str, int]:
    """The zone at ``at`` as an offset such as ``+01:00``, "" if none, and where it ends."""
    if written := _OFFSET.match(text, at):
        is_sure = is_full or written["utc"] or written["sign"] == "+" or written["space"]
        is_whole = written["utc"] or len(written["h"]) == 2
        offset = offset_of(written["sign"], written["h"], written["m"])
        return (offset, written.end()) if offset and is_sure and is_whole else ("", at)
    if place := _PLACE.match(text, at):
        return _offset_in(place[1], then), place.end()
    if long := _LONG_NAME.match(text, at):
        name, end = long[1][0] + (long[2] or " ")[0].strip() + "t", long.end()
    elif short := _NAME.match(text, at):
        name, end = short[1], short.end()
        if not (name.isupper() or name in _LOWER_NAMES or has_half):
            return "", at
    else:
        return "", at
    name = name.lower()
    if name in SEASONAL:
        return _offset_in(SEASONAL[name], then), end
    return (ZONES[name], end) if name in ZONES else ("", at)


def _offset_in(place: str, then: datetime) -> str:
    """The offset of an IANA zone at a local time; "" if there is no such zone."""
    try:
        offset = then.replace(tzinfo=ZoneInfo(place)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    minutes = round(offset.total_seconds() / 60) if offset is not None else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
