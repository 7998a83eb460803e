"""Finds full dates in lines of text, in the usual ways of writing them.

How dates are put together stands here; the words that they are made of, in ``data/words``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal

from services.cleaning.attribution import calendars, clock
from services.cleaning.attribution.calendars import fold, number
from services.cleaning.attribution.clock import Clock
from services.cleaning.attribution.date_words import EVENT, UPDATED, months
from services.cleaning.language_words import WORDS, any_of

Precision = Literal["year", "month", "day", "hour", "minute", "second"]
"""The smallest unit that a text gives."""

_Y, _D = r"(?P<y#>(?:18|19|20)\d\d)(?!\d)", r"(?P<d#>\d{1,2})"
_WORD = r"(?P<w#>[^\W\d_][^\s\d,/|()·•:;–—]{1,14})"  # a month's second name: أكتوبر/تشرين الأول
_OF = rf"{any_of(WORDS['dates.of'])}?"
_OTHER_Y = r"(?P<y#>1[2-5]\d\d|2[45]\d\d)(?!\d)"  # of other calendars
_CHINESE = calendars.CHINESE_NUMBER
_AFTER_YEAR = any_of(WORDS["dates.after_year"]) + "?"
_OF_YEAR = any_of(map(fold, WORDS["dates.before_year"])) + "?"
_ENDING = any_of([*WORDS["dates.day_endings"], r"\."])  # of a day's number
_ENDING_AFTER_MONTH = any_of(WORDS["dates.day_endings_after_month"])
# Two digits are a year where nothing or a time follows: not in "On 5 May 20 people".
_YY = r"['’]?(?P<y#0>\d\d)(?=\s*$|,?[\s|·]\s?\d{1,2}[:.h]\d\d)"
_TIME_WITHIN = r"\d\d?:\d\d(?::\d\d)?(?:\s?[AP]M)?(?:\s(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-]\d\d:?\d\d))?"
_FORMS = (
    rf"{_Y}-(?P<m#>\d\d)-(?P<d#>\d\d)(?!\d)",
    rf"{_Y}\s?[년年./-]\s?(?P<m#>\d{{1,2}})\s?[月월./-]\s?{_D}(?!\d)\s?[日일.]?",
    r"(?<!\d)(?P<a#>\d{1,2})(?P<sep#>[./-])\s?(?P<b#>\d{1,2})(?P=sep#)\s?"
    r"(?P<y#>(?:18|19|20)\d\d(?=\d{1,2}\. )|(?:18|19|20)?\d\d(?!\d))",
    rf"(?<!\d){_D}{_ENDING}?(?:,?\s|-)?{_OF}{_WORD}(?:,?[\s-]{_OF}{_OF_YEAR}{_Y}|[\s-]{_YY})",
    rf"{_WORD}\s{{0,2}}{_D}(?:{_ENDING_AFTER_MONTH}?(?:,|,?\s)\s?(?:(?:de\s)?{_Y}|{_YY})"
    rf"|\s(?P<time#>{_TIME_WITHIN})\s(?P<y#00>\d{{4}}))",  # Tue Nov  3 10:00:00 CET 2026
    rf"(?<!\d){_D}\s(?:tháng|thg)\s(?P<m#>\d{{1,2}}),?\s(?:năm\s)?{_Y}",
    rf"{_Y}\.?\s{_AFTER_YEAR[:-1]}{_D}\.?\s{_WORD}",  # 2019. gada 3. janvāris
    rf"{_Y}[.,]?[\s-]{_AFTER_YEAR}{_WORD}[\s-]{_D}(?!\d)",
    # Months of other calendars, and names of two words
    rf"(?<!\d){_D}{_ENDING}?(?:\s|-)?{_OF}(?:\w+/)?(?P<name#>{calendars.MONTH})\.?"
    r"(?:/\w+(?:\s\w+)?)?"
    rf"(?:,?\s|-){_OF_YEAR}(?:{_Y}|{_OTHER_Y.replace('#', '#a')})",
    rf"(?<!\d){_D}(?:\s|-)?{_WORD}[\s-]{_OF_YEAR}{_OTHER_Y}",  # 29 ตุลาคม 2569
    rf"(?:(?P<era#>{calendars.ERA})\s?(?P<y#>\d{{1,3}}|元|{_CHINESE}{{1,3}})"
    rf"|(?<!\d)(?P<y#a>1[0-4]\d)|(?P<y#b>{_CHINESE}{{4}}))\s?年\s?"
    rf"(?P<m#>\d{{1,2}}|{_CHINESE}{{1,2}})\s?月\s?(?P<d#>\d{{1,2}}|{_CHINESE}{{1,3}})\s?[日號号]",
    rf"(?<![\d./-])(?:{_OTHER_Y}|(?P<y#a>1[0-4]\d))(?P<sep#>[./-])(?P<m#>\d{{1,2}})(?P=sep#){_D}(?![\d./-])",
    rf"(?<![\d./-]){_D}(?P<sep#>[./-])(?P<m#>\d{{1,2}})(?P=sep#){_OTHER_Y}(?![./-]\d)",
)
_DATE = re.compile(
    "|".join(form.replace("#", str(number)) for number, form in enumerate(_FORMS)), re.IGNORECASE
)
_PARTS = {key: re.sub(r"\d.*", "", key) for key in _DATE.groupindex}
_YEAR = re.compile(
    rf"(?:1[2-589]|2[045])\d\d|\d[./-]\s?\d|(?:[\d元]|{_CHINESE})\s?年|"
    + _YY.replace("?P<y#0>", "?:")
)  # every date has one: a quick look first
_DIGIT = re.compile(r"\d")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Set by hand; measured with `wireroom eval cleaning`.
_TIME_REACH = 24  # characters between a date and its time: "28.04.2023 | 17:52 Uhr"
_TIME_LENGTH = 24  # characters of a time with its zone
_BESIDE = 2  # characters between a date and its time where nothing else stands: ", "
_LABEL_REACH = 28  # characters before a date in which a label may call it the last change
_CLOCK_SKEW = timedelta(hours=1)  # a publisher's clock may be fast by so much
_YEARS_BACK = 80  # of a year of two digits, as in Java's SimpleDateFormat
_PIVOT = 2049  # 70 is 1970, 69 is 2069
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


def find(
    text: str, language: str | None = None, *, month_first: bool = False, around: int | None = None
) -> list[FoundDate]:
    """Every full date in ``text`` that may be the article's, in order: `born 3 May 1950` is none.

    Months' names of ``language``, an ISO 639-1 code, go before those of others. ``month_first``
    decides how 1/2/2021 is read. A year of two digits lies within 80 years before the year
    ``around`` or 20 after it, as programs read it.
    """
    found: list[FoundDate] = []
    if not may_stand_in(text):
        return found
    written, text = text, fold(text)
    matches = list(_days(text, written, language, month_first, around or _PIVOT))
    matches = [one for one in matches if not _is_shown_twice(one, matches)]
    for place, (match, day) in enumerate(matches):
        before = matches[place - 1][0].end() if place else 0
        after = matches[place + 1][0].start() if place + 1 < len(matches) else len(text)
        time = _clock(text, match, day, before, after, language)
        start, end = match.span()
        if time:
            start, end = min(start, time.start), max(end, time.end)
        label = written[max(before, start - _LABEL_REACH) : start]
        value = time.value if time else day.isoformat()
        precision: Precision = time.precision if time else "day"
        if not EVENT.search(label):
            is_update = UPDATED.search(label) is not None
            found.append(FoundDate(value, precision, start, end, is_update))
    return found


def may_stand_in(text: str) -> bool:
    """Whether a text may hold a date. Quicker than ``find``."""
    return not text.isascii() or _DIGIT.search(text) is not None


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


def _days(
    text: str, written: str, language: str | None, month_first: bool, around: int
) -> Iterator[tuple[re.Match[str], date]]:
    """The days that ``text`` names, and where; ``written`` is it before it was folded."""
    at = 0
    while _YEAR.search(text, at) and (match := _DATE.search(text, at)):
        day = _day(match, written, language, month_first, around)
        if day is not None:
            yield match, day
        at = match.end() if day is not None else match.start() + 1


def _day(
    match: re.Match[str], text: str, language: str | None, month_first: bool, around: int
) -> date | None:
    """The day that a match names. ``text`` is the line before it was folded."""
    parts = {_PARTS[key]: value for key, value in match.groupdict().items() if value}
    if "era" in parts:
        year, month, day = (number(parts[key]) for key in ("y", "m", "d"))
        return calendars.of_era(parts["era"], year, month, day)
    year, day = number(parts["y"]), number(parts.get("d", "0"))
    if "name" in parts:
        return calendars.of_month(year, parts["name"], day)
    if "w" in parts:
        word = parts["w"].lower()
        year = calendars.buddhist_year(year, word)
        month = months(language).get(word.strip("."), 0)
        if not month:
            return calendars.of_month(year, word, day)
    elif "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        swap = second > 12 or (month_first and parts["sep"] != "." and first <= 12)
        month, day = (first, second) if swap else (second, first)
        if year < 100 and language == "th":
            year = calendars.buddhist_year(year, text)
    else:
        month = number(parts["m"])
    if year < 100:
        year += (around - _YEARS_BACK) // 100 * 100
        year += 0 if year > around - _YEARS_BACK else 100
    return calendars.of_numbers(year, month, day, text, language)


def _is_shown_twice(
    one: tuple[re.Match[str], date], others: Sequence[tuple[re.Match[str], date]]
) -> bool:
    """Whether a line gives a day of the Islamic calendar in the common one too.

    The common one is right: where a month begins by the moon that was seen, tables may err a day.
    """
    return calendars.is_islamic(one[0][0]) and any(
        abs((other[1] - one[1]).days) <= 2 and not calendars.is_islamic(other[0][0])
        for other in others
    )


def _clock(
    text: str,
    match: re.Match[str],
    day: date,
    before: int,
    after: int,
    language: str | None,
) -> Clock | None:
    """The time of day in a date, or the nearest beside it; not that of the last change."""
    start, end = match.span()
    read = partial(clock.find, text, day, language=language)
    within = next(read(start, end), None) if match["time4"] else None
    if within:
        return within
    is_iso = _ISO_DATE.fullmatch(match[0]) is not None
    following = next(read(end, min(after, end + _TIME_REACH + _TIME_LENGTH), is_iso=is_iso), None)
    if following and following.start >= end + _TIME_REACH:
        following = None
    if following and UPDATED.search(text[end : following.start]):
        following = None
    if following and following.start - end <= _BESIDE:
        return following
    preceding = list(read(max(before, start - _TIME_REACH), start))
    if preceding and (following is None or start - preceding[-1].end <= _BESIDE):
        return preceding[-1]
    return following
