"""Finds full dates in lines of text, in the usual ways of writing them.

How dates are put together stands here; the words that they are made of, in ``data/words``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.cleaning.attribution.date_words import SEASONAL, UPDATED, ZONES, months
from services.cleaning.language_words import WORDS, any_of

Precision = Literal["year", "month", "day", "hour", "minute", "second"]
"""The smallest unit that a text gives."""

_Y, _D = r"(?P<y#>(?:19|20)\d\d)(?!\d)", r"(?P<d#>\d{1,2})"
_WORD = r"(?P<w#>[^\W\d_][^\s\d,/|()·•:;–—]{1,14})"
_OF = rf"{any_of(WORDS['dates.of'])}?"
_ENDING = any_of([*WORDS["dates.day_endings"], r"\."])  # of a day's number
_ENDING_AFTER_MONTH = any_of(WORDS["dates.day_endings_after_month"])
_FORMS = (
    rf"{_Y}-(?P<m#>\d\d)-(?P<d#>\d\d)(?!\d)",
    rf"{_Y}\s?[년年./-]\s?(?P<m#>\d{{1,2}})\s?[月월./-]\s?{_D}(?!\d)\s?[日일.]?",
    r"(?<!\d)(?P<a#>\d{1,2})(?P<sep#>[./-])\s?(?P<b#>\d{1,2})(?P=sep#)\s?"
    r"(?P<y#>(?:19|20)\d\d(?=\d{1,2}\. )|(?:19|20)?\d\d(?!\d))",
    rf"(?<!\d){_D}{_ENDING}?(?:\s|-)?{_OF}{_WORD},?[\s-]{_OF}{_Y}",
    rf"{_WORD}\s?{_D}{_ENDING_AFTER_MONTH}?(?:,|,?\s)\s?(?:de\s)?{_Y}",
    rf"(?<!\d){_D}\stháng\s(?P<m#>\d{{1,2}}),?\s(?:năm\s)?{_Y}",
)
_DATE = re.compile(
    "|".join(form.replace("#", str(number)) for number, form in enumerate(_FORMS)), re.IGNORECASE
)
_TWO_DIGITS = re.compile(r"\d\d")  # every date has a year: a quick look first
_HALVES = any_of([r"[ap]\.?m\.?", *WORDS["dates.before_noon"], *WORDS["dates.after_noon"]])
_TIME = re.compile(
    rf"(?<![\d.:/])(?P<half>{_HALVES})?\s?(?P<h>[01]?\d|2[0-3])\s?"
    r"(?:[:.h时時点시]\s?(?P<mi>[0-5]\d)(?![\d.]|\s?%)(?::(?P<s>[0-5]\d))?|(?=\s?[ap]\.?m\b))"
    rf"(?:\s?{any_of(WORDS['dates.after_time'])})?\s?(?P<after>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?\(?(?:(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d\d)?|(?P<name>[A-Za-zМСК]{1,4}))\b"
)
_ISO_TIME = re.compile(r"[T\s](\d\d):(\d\d)(?::(\d\d?)(?:[.,]\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?(?!\d)")
_AFTER_NOON = frozenset(("pm", *WORDS["dates.after_noon"]))
# Set by hand; measured with `wireroom eval cleaning`.
_TIME_REACH = 24  # characters between a date and its time: "28.04.2023 | 17:52 Uhr"
_LABEL_REACH = 28  # characters before a date in which a label may call it the last change
_CLOCK_SKEW = timedelta(hours=1)  # a publisher's clock may be fast by so much
_EARLIEST_ZONE = timedelta(hours=14)  # UTC+14, where a day begins first


RELATIVE_DATE = "relative_date"
"""Method of a date that was counted from the moment of fetching: another one at every fetch."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at ``start:end`` of a text. ``value`` is an ISO 8601 date or time.

    ``is_update`` says that the words before it call it the last change. ``is_relative`` says that
    it was counted from the moment of fetching.
    """

    value: str
    precision: Precision
    start: int
    end: int
    is_update: bool
    is_relative: bool = False

    @property
    def method(self) -> str:
        """How it was found."""
        return RELATIVE_DATE if self.is_relative else "date_line"


def find(text: str, language: str | None = None, *, month_first: bool = False) -> list[FoundDate]:
    """Every full date in ``text``, in order.

    Months' names of ``language``, an ISO 639-1 code, go before those of others. ``month_first``
    decides how 1/2/2021 is read.
    """
    found: list[FoundDate] = []
    matches = list(_DATE.finditer(text)) if _TWO_DIGITS.search(text) else []
    for place, match in enumerate(matches):
        day = _day(match, language, month_first)
        if day is None:
            continue
        before = matches[place - 1].end() if place else 0
        after = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        clock, start, end = _clock(text, match, day, before, after)
        label = text[max(before, start - _LABEL_REACH) : start]
        value = day.isoformat()
        precision: Precision = "day"
        if clock:
            value, precision = f"{value}T{clock}", "second" if clock[5:6] == ":" else "minute"
        found.append(FoundDate(value, precision, start, end, UPDATED.search(label) is not None))
    return found


def parse_iso(value: str) -> tuple[str, Precision] | None:
    """The date or time that ``value`` opens with in ISO 8601, and its precision; else None."""
    value = value.strip()
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
    time = _ISO_TIME.match(value, match.end())
    if time is None or int(time[1]) > 23 or int(time[2]) > 59:
        return day, "day"
    offset = _offset(time[4])
    if time[3] is None:
        return f"{day}T{time[1]}:{time[2]}{offset}", "minute"
    return f"{day}T{time[1]}:{time[2]}:{time[3]:0>2}{offset}", "second"


def is_future(value: str, limit: datetime | None) -> bool:
    """Whether ``value``, ISO 8601, lies after ``limit``; never where there is no limit.

    A day without a zone may be tomorrow's: somewhere the day has begun.
    """
    if limit is None:
        return False
    if len(value) > 10:
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return False
        if parsed.tzinfo is not None:
            return parsed > limit + _CLOCK_SKEW
    return date.fromisoformat(value[:10]) > (limit + _EARLIEST_ZONE).date()


def _day(match: re.Match[str], language: str | None, month_first: bool) -> date | None:
    parts = {key.rstrip("012345"): value for key, value in match.groupdict().items() if value}
    year = int(parts["y"])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    if "w" in parts:
        month = months(language).get(parts["w"].lower().strip("."), 0)
        day = int(parts["d"])
    elif "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        swap = second > 12 or (month_first and parts["sep"] != "." and first <= 12)
        month, day = (first, second) if swap else (second, first)
    else:
        month, day = int(parts["m"]), int(parts["d"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(
    text: str, match: re.Match[str], day: date, before: int, after: int
) -> tuple[str, int, int]:
    """The time of day near a date, "" if none, and the span of date and time together."""
    start, end = match.span()
    iso = _ISO_TIME.match(text, end)
    if iso and int(iso[1]) < 24:
        seconds = f":{iso[3]:0>2}" if iso[3] else ""
        hours = f"{iso[1]}:{iso[2]}{seconds}"
        if iso[4]:
            return hours + _offset(iso[4]), start, iso.end()
        zone, stop = _zone(text, iso.end(), day, hours)
        return hours + zone, start, stop
    following = _TIME.search(text, end, min(after, end + _TIME_REACH))
    if following:
        hours = _hours(following)
        zone, stop = _zone(text, following.end(), day, hours)
        return hours + zone, start, stop
    preceding = list(_TIME.finditer(text, max(before, start - _TIME_REACH), start))
    if preceding:
        hours = _hours(preceding[-1])
        zone, _ = _zone(text, preceding[-1].end(), day, hours)
        return hours + zone, preceding[-1].start(), end
    return "", start, end


def _hours(time: re.Match[str]) -> str:
    hour = int(time["h"])
    half = (time["half"] or time["after"] or "").lower().replace(".", "")
    if half in _AFTER_NOON and hour < 12:
        hour += 12
    elif half and half not in _AFTER_NOON and hour == 12:
        hour = 0
    seconds = f":{time['s']}" if time["s"] else ""
    return f"{hour:02}:{time['mi'] or '00'}{seconds}"


def _zone(text: str, at: int, day: date, hours: str) -> tuple[str, int]:
    """The zone at ``at`` as an offset such as ``+01:00``, "" if none, and where it ends."""
    zone = _ZONE.match(text, at)
    if zone is None:
        return "", at
    if zone["sign"]:
        offset = f"{zone['sign']}{int(zone['h']):02}:{zone['m'] or '00'}"
        return (offset, zone.end()) if int(zone["h"]) < 15 else ("", at)
    name = zone["name"].lower()
    if name in SEASONAL:
        then = datetime.fromisoformat(f"{day.isoformat()}T{hours}")
        return then.replace(tzinfo=ZoneInfo(SEASONAL[name])).isoformat()[-6:], zone.end()
    return (ZONES[name], zone.end()) if name in ZONES else ("", at)


def _offset(written: str | None) -> str:
    if not written:
        return ""
    if written == "Z":
        return "+00:00"
    hours, minutes = written[1:3], written[-2:]
    return f"{written[0]}{hours}:{minutes}" if int(hours) < 15 else ""
