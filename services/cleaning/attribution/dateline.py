"""Reads the dateline that opens a wire story: `KYIV, Ukraine, Jan. 26 (AP) — `."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from schemas.articles import Dateline
from services.cleaning.attribution import dates
from services.cleaning.attribution.date_words import months
from services.cleaning.attribution.dates import Precision
from services.cleaning.finding import Finding
from services.cleaning.language_words import WORDS

_AGENCIES = "|".join(name.replace(" ", r"\s") for name in WORDS["agencies.datelines"])
_AGENCY = rf"(?P<agency#>{_AGENCIES})"
_PLACE = (
    r"(?P<place#>[^\W\d_](?:[^\d()\[\]:;.!?/„\"“”—–|]|(?<=\b[^\W\d_])\.|(?<=\b[Ss][Tt])\.){1,40}?)"
)
_DAY = (
    r"(?P<date#>[^\W\d_]{3,9}\.?\s\d{1,2}(?:,\s\d{4})?"
    r"|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,9}\.?(?:\s(?:de\s)?\d{4})?)"
)
_DASH = r"\s?(?:[-–—]{1,2}|\.\s?[-–—]{1,2})\s"
_IN_BRACKETS = rf"(?:[(\[]{_AGENCY}\b[^)\]]{{0,30}}[)\]]|/{_AGENCY.replace('#', 's')}/)"
_FORMS = (
    rf"{_PLACE}(?:,\s{_DAY})?\.?\s?{_IN_BRACKETS}\s?(?:[-–—:.]{{1,2}}|\.\s?[-–—])\s",
    rf"{_IN_BRACKETS}{_DASH}(?:(?-i:(?=[^\W\d_]{{3}}))(?P<place#b>[^\W\d_a-zа-я][^\d,.]{{2,30}}),\s"
    rf"(?P<date#b>\d{{1,2}}\s[^\W\d_]{{3,9}}){_DASH})?",
    rf"{_PLACE}(?:,\s{_DAY}){_DASH}{_AGENCY}[.:]?\s",
    rf"{_PLACE},\s{_DAY}\.?\s?[(\[](?P<agencys>[^\d()\[\]]{{2,30}})[)\]]{_DASH}",
    rf"{_PLACE}(?:,\s{_DAY})?\s(?:[-–—]|--)(?=\s)\s?",
    rf"{_PLACE}:\s",
)
_MARK = re.compile(r"[-–—:]\s|[(\[/]")  # every dateline has one, most paragraphs do not
_WITH_AGENCY = 3  # forms that name an agency; in the others only capitals tell a place
_DATELINE = [re.compile(form.replace("#", "")) for form in _FORMS]
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LEAP = 9  # years between which a 29 February may lie
_SMALL_WORDS = frozenset(WORDS["dateline.small_words"])
_NO_PLACES = frozenset(WORDS["dateline.no_places"])

# Set by hand.
_OPENING = 120  # characters of a paragraph that may hold its dateline
_AGENCY_NAMED, _PLACE_ALONE, _DAY_ALONE = 0.95, 0.8, 0.5  # confidence


def find(paragraphs: Sequence[str]) -> Finding[Dateline] | None:
    """The dateline that opens the first paragraph, or the second below a summary."""
    for paragraph in paragraphs[:2]:
        if found := read(paragraph):
            return Finding(found[0], "dateline", _AGENCY_NAMED if found[0].agency else _PLACE_ALONE)
    return None


def find_day(
    opening: Dateline | None, fetched: datetime | None, language: str | None
) -> Finding[tuple[str, Precision]] | None:
    """The day in a dateline; one without a year is the last of that name when ``fetched``."""
    if opening is None or not opening.date:
        return None
    full = dates.find(opening.date, language)
    if full:
        return Finding((full[0].value, full[0].precision), "dateline", _DAY_ALONE)
    words = _WORD.findall(opening.date.lower())
    day = next((int(word) for word in words if word.isdigit()), None)
    month = next((found for word in words if (found := months(language).get(word))), None)
    if fetched is None or day is None or month is None:
        return None
    latest = (fetched + timedelta(days=1)).date()
    for year in range(latest.year, latest.year - _LEAP, -1):
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if named <= latest:
            return Finding((named.isoformat(), "day"), "dateline", _DAY_ALONE)
    return None


def read(paragraph: str) -> tuple[Dateline, int] | None:
    """The dateline at the start of ``paragraph`` and the offset of its end, or None.

    A dash or a colon alone makes a dateline only after a place in capitals: `KYIV — `.
    """
    head = paragraph[:_OPENING]
    if not _MARK.search(head):
        return None
    for number, form in enumerate(_DATELINE):
        match = form.match(head)
        if match is None:
            continue
        parts = match.groupdict()
        place = (parts.get("place") or parts.get("placeb") or "").strip(" ,") or None
        if place and not all(word[:1].isupper() or word in _SMALL_WORDS for word in place.split()):
            continue
        if number >= _WITH_AGENCY and not _is_in_capitals(place or ""):
            continue
        day = parts.get("date") or parts.get("dateb")
        agency = parts.get("agency") or parts.get("agencys")
        return Dateline(place=place, date=day, agency=agency), match.end()
    return None


def _is_in_capitals(place: str) -> bool:
    """Whether the town of a place is in capitals, and no label such as `UPDATE`."""
    town = place.split(",")[0]
    letters = town.replace(".", "")
    return len(letters) > 2 and town.isupper() and _NO_PLACES.isdisjoint(town.lower().split())
