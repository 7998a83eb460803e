"""Says which day, week, month or year a date in an article means, where that is certain.

The rules follow how news is written. A day of the week is the nearest one, back for what has
happened. A month and day without a year are within months of the publication. What may mean two
days, such as ``last Tuesday`` written on a Friday, has no value.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from schemas.articles import DateValue, Published
from services.tagging.names import any_of, line_list

LEAST_CONFIDENCE = 0.7
"""Confidence that the publication date needs for relative dates to have a value."""

NEAR_DAYS = 120
"""A month and day without a year is at most this many days from the publication. Twice that is well
short of a year, so that only one year fits."""

CACHED_DATES = 1 << 12
"""Dates, as they are written, whose parts stay parsed."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: count for count, word in enumerate(_SMALL, 1)}

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = rf"(?P<weekday>{'|'.join(DAYS)})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)"
_WHICH = r"(?P<which>this|last|next)"
_PARTS = r"(?:(?:earlier|later)\s+|(?:early|late|mid)[ -])?"
_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}(?:(?:,\s*|\s+){_YEAR})?",
        rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_PARTS}{_MONTH}(?:,|\s+of)?\s+{_YEAR}",
        rf"{_PARTS}{_MONTH}(?:\s+{_WHICH}\s+year)?",
        rf"{_PARTS}(?:the\s+year\s+)?{_YEAR}",
        rf"{_PARTS}{_WHICH}\s+(?P<unit>week|month|year)(?:['’]s)?",
        rf"(?:{_WHICH}\s+)?{_WEEKDAY}(?:['’]s)?",
        r"(?P<word>today|yesterday|tomorrow)(?:['’]s)?",
        rf"(?P<ago>\d\d?|{'|'.join(_SMALL)})\s+days?\s+ago",
    )
]
_BEFORE = re.compile(r"^(?:on|in|by|since|until|from|of|the\s+month\s+of)\s+")
_FUTURE = re.compile(rf"\b{any_of(line_list('future_phrases'))}\b|['’]ll\b")
_DONE = re.compile(r"\b(?:said|told|(?!need|proceed|succeed|indeed)\w{2,}ed)\s+(?:on\s+)?$")
_SPEECH = re.compile(r"\b(?:said|told|announced)\b")

Parts = Mapping[str, str]
"""The parts of a date by the names of ``_FORMS``'s groups."""

Day = tuple[date, str]
"""A day, and the precision: day, or the week, month or year that the day is in."""


def read_date(
    text: str, published: Published | None, before: str = "", after: str = "", quoted: bool = False
) -> DateValue | None:
    """The day, week, month or year that a DATE mention means, None where unsure.

    ``before`` and ``after`` are the rest of its sentence. A relative date that is ``quoted`` has no
    value: the day on which it was said is unknown.
    """
    parts = _parts(text)
    if parts is None:
        return None
    try:
        if "year" in parts:
            return _value(_absolute(parts))
        is_future = _is_future(before.casefold(), after.casefold())
        todays = [] if quoted or published is None else list(_publication_days(published))
        days = {_relative(parts, today, is_future) for today in todays}
    except (ValueError, OverflowError):  # there is no such day
        return None
    return _value(days.pop()) if len(days) == 1 else None


@lru_cache(CACHED_DATES)
def _parts(text: str) -> Parts | None:
    plain = _BEFORE.sub("", " ".join(text.casefold().split())).rstrip(".,")
    matches = (form.fullmatch(plain) for form in _FORMS)
    match = next((match for match in matches if match), None)
    return {name: part for name, part in match.groupdict().items() if part} if match else None


def _publication_days(published: Published) -> Iterator[date]:
    """The days that it may have been where the article was published.

    For a time in UTC early on a day that is also the day before (in the Americas), and late on a
    day also the day after (in Asia).
    """
    if published.precision in ("year", "month") or published.confidence < LEAST_CONFIDENCE:
        return
    moment = datetime.fromisoformat(published.value)
    yield moment.date()
    if "T" in published.value and not moment.utcoffset():
        if moment.hour < 8:
            yield moment.date() - timedelta(1)
        elif moment.hour >= 14:
            yield moment.date() + timedelta(1)


def _value(found: Day | None) -> DateValue | None:
    if found is None:
        return None
    day, precision = found
    year, week, _ = day.isocalendar()
    values = {
        "day": day.isoformat(),
        "week": f"{year:04}-W{week:02}",
        "month": f"{day.year:04}-{day.month:02}",
        "year": f"{day.year:04}",
    }
    return DateValue.model_validate({"date": values[precision], "precision": precision})


def _absolute(parts: Parts) -> Day | None:
    year = int(parts["year"])
    if "month" not in parts:
        return date(year, 1, 1), "year"
    if "day" not in parts:
        return date(year, _month(parts), 1), "month"
    day = date(year, _month(parts), int(parts["day"]))
    return None if _is_other_weekday(parts, day) else (day, "day")


def _relative(parts: Parts, today: date, is_future: bool) -> Day | None:
    if "day" in parts:
        years = (today.year + step for step in (-1, 0, 1))
        days = [day for year in years if (day := _day(year, parts))]
        near = [day for day in days if abs((day - today).days) <= NEAR_DAYS]
        return (near[0], "day") if near and not _is_other_weekday(parts, near[0]) else None
    if "month" in parts:
        return _of_month(parts, today)
    if "unit" in parts:
        return _of_unit(parts["unit"], _STEPS[parts["which"]], today)
    if "weekday" in parts:
        return _of_weekday(parts, today, is_future)
    if "ago" in parts:
        count = _COUNTS.get(parts["ago"]) or int(parts["ago"])
        return today - timedelta(count), "day"
    return today + timedelta({"today": 0, "yesterday": -1, "tomorrow": 1}[parts["word"]]), "day"


_STEPS = {"last": -1, "this": 0, "next": 1}


def _of_month(parts: Parts, today: date) -> Day | None:
    """A month alone is this one or one of the last three. A later month may be last year's."""
    month = _month(parts)
    if "which" in parts:
        return date(today.year + _STEPS[parts["which"]], month, 1), "month"
    back = (today.month - month) % 12
    return (date(today.year - (month > today.month), month, 1), "month") if back <= 3 else None


def _of_unit(unit: str, step: int, today: date) -> Day:
    if unit == "week":
        return today + timedelta(7 * step), "week"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return date(months // 12, months % 12 + 1, 1), "month"
    return date(today.year + step, 1, 1), "year"


def _of_weekday(parts: Parts, today: date, is_future: bool) -> Day | None:
    """The last such day, None for what is to come.

    ``last`` and ``next`` have a value only where the nearest such day is in the neighbouring week:
    then both ways to read them agree.
    """
    weekday = DAYS.index(parts["weekday"])
    back = (today.weekday() - weekday) % 7
    if "which" not in parts:
        return None if is_future else (today - timedelta(back), "day")
    if parts["which"] == "last" and weekday > today.weekday():
        return today - timedelta(back), "day"
    if parts["which"] == "next" and weekday < today.weekday():
        return today + timedelta(7 - back), "day"
    return None


def _is_future(before: str, after: str) -> bool:
    """Whether a sentence may speak of what is to come on the day that it names.

    ``before`` and ``after`` are the sentence around the day, in small letters.
    """
    if _DONE.search(before):
        return False
    return bool(_FUTURE.search(before) or _FUTURE.search(_SPEECH.split(after, maxsplit=1)[0]))


def _month(parts: Parts) -> int:
    name = parts["month"]
    return int(name) if name.isdigit() else MONTHS.index(name[:3]) + 1


def _day(year: int, parts: Parts) -> date | None:
    try:
        return date(year, _month(parts), int(parts["day"]))
    except ValueError:  # 29 February
        return None


def _is_other_weekday(parts: Parts, day: date) -> bool:
    return "weekday" in parts and DAYS[day.weekday()] != parts["weekday"]
