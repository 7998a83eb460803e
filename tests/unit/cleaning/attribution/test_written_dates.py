"""Dates as programs and people write them, alone in a value, against the known moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.attribution.written_dates import read

MONTHS = "January February March April May June July August September October November December"
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2026, 12, 31)).map(
    lambda one: one.replace(microsecond=0)
)


def month(day: datetime) -> str:
    return MONTHS.split()[day.month - 1]


WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
DATES: dict[str, Callable[[datetime], str]] = {
    "iso": lambda d: f"{d:%Y-%m-%d}",
    "slashes": lambda d: f"{d:%Y/%m/%d}",
    "ordinal": lambda d: f"{d:%Y-%j}",
    "week": lambda d: f"{d:%G-W%V-%u}",
    "exif": lambda d: f"{d:%Y:%m:%d}",
    "american": lambda d: f"{month(d)} {d.day}, {d.year}",
    "american, weekday": lambda d: f"{WEEKDAYS.split()[d.weekday()]}, {month(d)} {d.day}, {d.year}",
    "american, short": lambda d: f"{month(d)[:3]}. {d.day}, {d.year}",
    "british": lambda d: f"{d.day} {month(d)} {d.year}",
    "rfc 2822, old": lambda d: (
        f"{WEEKDAYS.split()[d.weekday()][:3]}, {d.day:02} {month(d)[:3]} {d:%y}"
    ),
    "rfc 850": lambda d: f"{WEEKDAYS.split()[d.weekday()]}, {d.day:02}-{month(d)[:3]}-{d:%y}",
    "cookie": lambda d: f"{d.day:02}-{month(d)[:3]}-{d.year}",
    "german": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "german, short": lambda d: f"{d:%d.%m.%y}",
    "javascript": lambda d: f"{WEEKDAYS.split()[d.weekday()][:3]} {month(d)[:3]} {d:%d %Y}",
}
TIMES: dict[str, Callable[[datetime], str]] = {
    "": lambda d: "",
    "24 hours": lambda d: f"{d:%H:%M:%S}",
    "fraction": lambda d: f"{d:%H:%M:%S}.123",
    "minutes": lambda d: f"{d:%H:%M}",
    "dot": lambda d: f"{d:%H.%M}",
    "Uhr": lambda d: f"{d:%H.%M} Uhr",
    "heures": lambda d: f"{d.hour}h{d:%M}",
    "12 hours": lambda d: f"{d.hour % 12 or 12}:{d:%M} {'AM' if d.hour < 12 else 'PM'}",
    "12 hours, small": lambda d: f"{d.hour % 12 or 12}:{d:%M}{'am' if d.hour < 12 else 'pm'}",
    "12 hours, stops": lambda d: f"{d.hour % 12 or 12}.{d:%M} {'a.m.' if d.hour < 12 else 'p.m.'}",
}
SECONDS = ("24 hours", "fraction")
ZONES = {
    "": None,
    "Z": 0,
    " UTC": 0,
    " GMT": 0,
    " CET": 60,
    " CEST": 120,
    " EST": -300,
    " (PDT)": -420,
    "+02:00": 120,
    " +0530": 330,
    " −0300": -180,
    " GMT+1": 60,
    " (UTC-9)": -540,
}


@given(
    MOMENTS,
    st.sampled_from(sorted(DATES)),
    st.sampled_from(sorted(TIMES)),
    st.sampled_from([" ", ", ", " at "]),
    st.sampled_from(sorted(ZONES)),
)
def test_every_form_of_date_with_every_form_of_time_and_zone(
    moment: datetime, day: str, time: str, between: str, zone: str
) -> None:
    between = " " if "old" in day or "850" in day or "short" in day else between
    written = DATES[day](moment) + (between + TIMES[time](moment) + zone if time else "")

    written = written.replace("UhrZ", "Uhr Z")

    found = read(written, around=2026)

    if not time:
        assert found == (moment.date().isoformat(), "day"), written
        return
    precision = "second" if time in SECONDS else "minute"
    exact = moment if precision == "second" else moment.replace(second=0)
    offset = ZONES[zone]
    if offset is not None:
        exact = exact.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert found is not None, written
    assert found[1] == precision, written
    assert datetime.fromisoformat(found[0]) == exact, written
    assert datetime.fromisoformat(found[0]).utcoffset() == exact.utcoffset(), written


@given(MOMENTS, st.integers(-11 * 4, 14 * 4))
def test_what_libraries_write_is_the_same_moment(moment: datetime, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    aware = moment.replace(tzinfo=zone)
    offset = f"{aware:%z}"
    forms = [
        aware.isoformat(),
        aware.isoformat(" "),
        aware.isoformat().lower(),
        aware.isoformat().replace("-", "−") if quarters < 0 else aware.isoformat(),
        format_datetime(aware),
        f"{aware:%Y%m%dT%H%M%S}{offset}",
        f"{aware:%Y-%jT%H:%M:%S}{offset}",
        f"{aware:%GW%V%uT%H%M%S}{offset}",
        f"{aware:%Y-%m-%d %H:%M:%S}.123456 {offset} +03",  # Go
    ]
    forms[3] = aware.isoformat()[:19] + aware.isoformat()[19:].replace("-", "−")
    for form in forms:
        assert read(form) == (aware.isoformat(), "second"), form


@given(st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_moments_counted_from_1970(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    seconds = int(moment.timestamp())
    expected = (moment.isoformat(), "second")

    assert read(f"/Date({seconds}000)/") == read(f"\\/Date({seconds}123)\\/") == expected
    if seconds >= 10**9:
        assert read(f"{seconds}") == read(f"{seconds}.5") == read(f"{seconds}000") == expected


@given(MOMENTS.map(lambda one: one.replace(tzinfo=UTC)))
def test_asctime_and_its_kin(moment: datetime) -> None:
    begin = f"{WEEKDAYS.split()[moment.weekday()][:3]} {month(moment)[:3]}"
    clock = f"{moment:%H:%M:%S}"
    naive = moment.replace(tzinfo=None).isoformat()

    assert read(f"{begin} {moment.day:2} {clock} {moment.year}") == (naive, "second")
    for zone in ("UTC", "+0000", "GMT"):
        written = f"{begin} {moment.day:02} {clock} {zone} {moment.year}"
        assert read(written) == (moment.isoformat(), "second")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("20190304", ("2019-03-04", "day")),
        ("20190304160500", ("2019-03-04T16:05:00", "second")),
        ("201903041605", ("2019-03-04T16:05", "minute")),
        ("2019-03-04T16Z", ("2019-03-04T16:00:00+00:00", "hour")),
        ("2019-03-04T24:00:00Z", ("2019-03-05T00:00:00+00:00", "second")),
        ("2019-03-04T23:59:60Z", ("2019-03-04T23:59:59+00:00", "second")),
        ("2019-03-04T16:05+01:00[Europe/Paris]", ("2019-03-04T16:05:00+01:00", "minute")),
        ("/Date(1551715500000+0100)/", ("2019-03-04T17:05:00+01:00", "second")),
        ("Mon Mar 04 2019 16:05:00 GMT+0100 (Central European Standard Time)",
         ("2019-03-04T16:05:00+01:00", "second")),
        ("2019. március 4. 16:05", ("2019-03-04T16:05", "minute")),
        ("4 mars 2019 à 16h05", ("2019-03-04T16:05", "minute")),
        ("2019年3月4日 午後4時05分", ("2019-03-04T16:05", "minute")),
        ("4:05 PM EST, March 4, 2019", ("2019-03-04T16:05:00-05:00", "minute")),
        ("4 March 1861", ("1861-03-04", "day")),
    ],
)  # fmt: skip
def test_other_forms(written: str, expected: tuple[str, str]) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(
    ("written", "around", "year"),
    [("4 Mar 26", 2026, 2026), ("4 Mar 46", 2026, 2046), ("4 Mar 47", 2026, 1947),
     ("4 Mar 99", 2026, 1999), ("4 Mar 70", None, 1970), ("4 Mar 69", None, 2069)],
)  # fmt: skip
def test_a_year_of_two_digits_is_near(written: str, around: int | None, year: int) -> None:
    assert read(written, around=around) == (date(year, 3, 4).isoformat(), "day")


@pytest.mark.parametrize("written", ["", "today", "20191304", "2019-02-30", "12345", "/Date(x)/"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert read(written) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9TZ:+.\-W/ ]{4,30}", fullmatch=True))
def test_no_text_is_too_strange(written: str) -> None:
    found = read(written)

    if found:
        datetime.fromisoformat(found[0])
        assert found[0].isascii()
