"""Says which day, week, month or year a date in an article means, where that is certain.

The rules follow how news is written. A day of the week is the nearest one, back for what has
happened, ahead for what is to come. So is a month and day without a year, which is within months of
the publication where the sentence does not tell. What may mean two days, such as ``last Tuesday``
written on a Friday, has no value.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from schemas.articles import DateValue, Published
from services.tagging.values.tense import Tense, tense

LEAST_CONFIDENCE = 0.7
"""Confidence that the publication date needs for relative dates to have a value."""

NEAR_DAYS = 120
"""A month and day without a year, in a sentence without a tense, is at most this many days from the
publication. Twice that is well short of a year, so that only one year fits."""

CLOSE_DAYS = 14
"""A month and day this close to the publication is meant, whatever the tense, before one that is
``FAR_DAYS`` away: then the tense is that of another verb."""

FAR_DAYS = 270
"""See ``CLOSE_DAYS``."""

CACHED_DATES = 1 << 12
"""Dates, as they are written, whose parts stay parsed."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FEASTS = {
    "christmas eve": "12-24",
    "christmas day": "12-25",
    "boxing day": "12-26",
    "new year['’]s eve": "12-31",
    "new year['’]s day": "01-01",
    "valentine['’]s day": "02-14",
    "halloween": "10-31",
    "(?:the )?fourth of july": "07-04",
}
_COUNTS = {"a": 1, "an": 1} | {word: count for count, word in enumerate(_SMALL, 1)}

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = rf"(?P<weekday>{'|'.join(DAYS)})"
_PART_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night))?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)"
_WHICH = r"(?P<which>this|last|next)"
_PARTS = r"(?:(?:earlier|later)\s+|(?:early|late|mid)[ -])?"
_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)",
        r"(?P<one>\d\d?)[/.](?P<other>\d\d?)[/.](?P<year>(?:19|20)\d\d)",
        rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}(?:(?:,\s*|\s+){_YEAR})?",
        rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_PARTS}{_MONTH}(?:,|\s+of)?\s+{_YEAR}",
        rf"{_PARTS}{_MONTH}(?:\s+{_WHICH}\s+year)?",
        rf"{_PARTS}(?:the\s+year\s+)?{_YEAR}",
        rf"{_PARTS}{_WHICH}\s+(?P<unit>week|month|year)(?:['’]s)?",
        rf"(?:{_WHICH}\s+)?{_PARTS}{_WEEKDAY}{_PART_OF_DAY}(?:['’]s)?",
        rf"(?:this\s+)?(?P<turn>coming|past)\s+{_WEEKDAY}{_PART_OF_DAY}",
        rf"{_WEEKDAY}\s+of\s+{_WHICH}\s+(?P<week>week)",
        rf"{_PARTS}(?P<word>today|yesterday|tomorrow|tonight){_PART_OF_DAY}(?:['’]s)?",
        r"the\s+day\s+(?P<step>before\s+yesterday|after\s+tomorrow)",
        rf"(?P<ago>\d\d?|an?|{'|'.join(_SMALL)})\s+(?P<unit>day|week|month)s?\s+ago",
        rf"(?P<feast>{'|'.join(_FEASTS)})",
    )
]
_BEFORE = re.compile(r"^(?:on|in|by|since|until|from|of|the\s+month\s+of)\s+")
Parts = Mapping[str, str]
"""The parts of a date by the names of ``_FORMS``'s groups."""

Day = tuple[date, str]
"""A day, and the precision: day, or the week, month or year that the day is in."""


def read_date(
    text: str, published: Published | None, before: str = "", after: str = "", quoted: bool = False
) -> DateValue | None:
    """The day, week, month or year that a DATE mention means, None where unsure.

    ``before`` and ``after`` are the rest of its sentence. A relative date that is ``quoted``, other
    than a month and day, has no value: the day on which it was said is unknown.
    """
    parts = _parts(text)
    if parts is None:
        return None
    try:
        if "year" in parts:
            return _value(_absolute(parts))
        is_known = published is not None and ("day" in parts or not quoted)
        todays = [*_publication_days(published)] if published and is_known else []
        told = tense(before, after) if todays else None
        days = {_relative(parts, today, told) for today in todays}
    except (ValueError, OverflowError):  # there is no such day
        return None
    return _value(days.pop()) if len(days) == 1 else None


def is_date(text: str) -> bool:
    """Whether these words may mean one day, week, month or year."""
    return _parts(text) is not None


def is_relative(text: str) -> bool:
    """Whether only the publication tells what these words mean."""
    parts = _parts(text)
    return parts is not None and "year" not in parts


@lru_cache(CACHED_DATES)
def _parts(text: str) -> Parts | None:
    plain = _BEFORE.sub("", " ".join(text.casefold().split())).rstrip(".,")
    matches = (form.fullmatch(plain) for form in _FORMS)
    match = next((match for match in matches if match), None)
    if match is None:
        return None
    parts = {name: part for name, part in match.groupdict().items() if part}
    if "feast" in parts:
        feast = next(day for form, day in _FEASTS.items() if re.fullmatch(form, parts["feast"]))
        return dict(zip(("month", "day"), feast.split("-"), strict=True))
    if "one" in parts:
        return _in_order(parts)
    return parts


def _in_order(parts: Parts) -> Parts | None:
    """Day and month of ``28/2/2026`` or ``2/28/2026``, None where either may be the month."""
    day, month = parts["one"], parts["other"]
    if int(month) > 12:
        day, month = month, day
    is_certain = int(day) > 12 >= int(month) or int(day) == int(month)
    return {"year": parts["year"], "month": month, "day": day} if is_certain else None


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


def _relative(parts: Parts, today: date, told: Tense | None) -> Day | None:
    if "day" in parts:
        return _of_day(parts, today, told)
    if "month" in parts:
        return _of_month(parts, today, told)
    if "ago" in parts:
        return _ago(_COUNTS.get(parts["ago"]) or int(parts["ago"]), parts["unit"], today)
    if "unit" in parts:
        return _of_unit(parts["unit"], _STEPS[parts["which"]], today)
    if "weekday" in parts:
        return _of_weekday(parts, today, told)
    if "step" in parts:
        return today + timedelta(-2 if parts["step"].startswith("before") else 2), "day"
    return today + timedelta({"yesterday": -1, "tomorrow": 1}.get(parts["word"], 0)), "day"


_STEPS = {"last": -1, "this": 0, "next": 1}


def _of_day(parts: Parts, today: date, told: Tense | None) -> Day | None:
    """A month and day: the next one for what is to come, the last one for what has happened."""
    years = (today.year + step for step in (-1, 0, 1))
    days = [day for year in years if (day := _day(year, parts))]
    days = [day for day in days if not _is_other_weekday(parts, day)]
    if not days:
        return None
    nearest = min(days, key=lambda day: abs(day - today))
    distance = abs((nearest - today).days)
    if "weekday" in parts:
        return nearest, "day"
    if told is None:
        return (nearest, "day") if distance <= NEAR_DAYS else None
    meant = [day for day in days if (day <= today if told == "past" else day >= today)]
    if not meant:
        return None
    chosen = max(meant) if told == "past" else min(meant)
    is_far = abs((chosen - today).days) > FAR_DAYS and distance <= CLOSE_DAYS
    return nearest if is_far else chosen, "day"


def _of_month(parts: Parts, today: date, told: Tense | None) -> Day | None:
    """A month alone: the next one for what is to come, the last one for what has happened, else
    this one or one of the last three."""
    month = _month(parts)
    if "which" in parts:
        return date(today.year + _STEPS[parts["which"]], month, 1), "month"
    back = (today.month - month) % 12
    if told in ("future", "possible") and back:
        return date(today.year + (month < today.month), month, 1), "month"
    is_sure = back <= 3 or told == "past"
    return (date(today.year - (month > today.month), month, 1), "month") if is_sure else None


def _ago(count: int, unit: str, today: date) -> Day:
    if unit == "month":
        return _of_unit(unit, -count, today)
    return today - timedelta(count * (7 if unit == "week" else 1)), unit


def _of_unit(unit: str, step: int, today: date) -> Day:
    if unit == "week":
        return today + timedelta(7 * step), "week"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return date(months // 12, months % 12 + 1, 1), "month"
    return date(today.year + step, 1, 1), "year"


def _of_weekday(parts: Parts, today: date, told: Tense | None) -> Day | None:
    """The last such day, the next one for what is to come, None for what may come.

    ``last`` and ``next`` have a value only where the nearest such day is in the neighbouring week:
    then both ways to read them agree.
    """
    weekday = DAYS.index(parts["weekday"])
    back = (today.weekday() - weekday) % 7
    last, following = today - timedelta(back), today + timedelta(7 - back)
    if "week" in parts:
        monday = today - timedelta(today.weekday())
        return monday + timedelta(7 * _STEPS[parts["which"]] + weekday), "day"
    if "turn" in parts:
        return (following if parts["turn"] == "coming" else last), "day"
    which = parts.get("which")
    if which is None and told in ("future", "possible"):
        return (following, "day") if told == "future" and back else None
    if which is None or (which == "last" and weekday > today.weekday()):
        return last, "day"
    if which == "next" and weekday < today.weekday():
        return following, "day"
    if which == "this" and weekday != today.weekday() and told in ("past", "future"):
        return (last if told == "past" else following), "day"
    return None


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
