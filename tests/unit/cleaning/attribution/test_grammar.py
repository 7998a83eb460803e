"""Dates and times as CLDR writes them in each language, against the known instant."""

from datetime import datetime, timedelta, timezone

from babel import Locale
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.attribution import dates, written_dates
from services.cleaning.attribution.date_words import LOCALES
from services.cleaning.text_normalisation import normalise_text

DIGITS = {
    code: str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10)))
    for code, zero in {
        "ar": 0x660, "fa": 0x6F0, "ur": 0x6F0, "hi": 0x966, "mr": 0x966, "ne": 0x966, "bn": 0x9E6,
        "th": 0xE50,
    }.items()
}  # fmt: skip
UNWRITTEN = {
    ("eu", "full"),
    ("eu", "long"),
    ("eu", "medium"),
    ("ca", "d MMM y"),
    ("ca", "medium"),
    ("my", "d MMM y"),
    ("my", "medium"),
}
"""Forms that are not read: months with endings that CLDR keeps outside of names, or one letter."""

DAYS = ["full", "long", "medium", "d MMM y", "EEEE, d MMMM y", "d LLLL y", "dd.MM.y", "d/M/y"]
NUMBERED = ("ja", "ko", "zh")
TIMES = ["", "HH:mm", "HH:mm:ss", "h:mm a", "h:mm B"]
ZONES = {"": None, " +02:00": 120, " UTC": 0, " GMT-5": -300, " (CET)": 60}
MOMENTS = st.datetimes(datetime(1800, 1, 1), datetime(2026, 12, 31)).map(
    lambda one: one.replace(microsecond=0)
)


def write(moment: datetime, code: str, day: str, time: str, between: str) -> str:
    pattern = Locale.parse(code).date_formats.get(day, day)
    written = format_datetime(moment, str(pattern), locale=code)
    if time:
        written += between + format_datetime(moment, time, locale=code)
    return normalise_text(written)


@given(
    MOMENTS,
    st.sampled_from(LOCALES),
    st.sampled_from(DAYS),
    st.sampled_from(TIMES),
    st.sampled_from([" ", ", ", " - ", " | "]),
    st.sampled_from(sorted(ZONES)),
    st.booleans(),
)
def test_a_date_in_any_language_is_the_known_instant(
    moment: datetime, code: str, day: str, time: str, between: str, zone: str, native: bool
) -> None:
    if (code, day) in UNWRITTEN or (code in NUMBERED and "MMM" in day.replace("L", "M")):
        day = "d MMMM y" if code in ("eu", "my", "ca") else "long"
    zone = zone if time in ("HH:mm", "HH:mm:ss") else ""
    written = write(moment, code, day, time, between) + zone
    if native and code in DIGITS and zone == "":
        written = written.translate(DIGITS[code])
    precision = "second" if time == "HH:mm:ss" else "minute" if time else "day"
    exact = moment if precision == "second" else moment.replace(second=0)
    if ZONES[zone] is not None:
        exact = exact.replace(tzinfo=timezone(timedelta(minutes=ZONES[zone] or 0)))

    line = dates.find(written, code)
    value = written_dates.read(written, code)

    assert [one.precision for one in line] == [precision], written
    assert value is not None
    for found in (line[0].value, value[0]):
        if not time:
            assert found == moment.date().isoformat(), written
        else:
            assert datetime.fromisoformat(found) == exact, (written, found)
            assert datetime.fromisoformat(found).utcoffset() == exact.utcoffset(), written


@given(MOMENTS, st.sampled_from(LOCALES), st.sampled_from(DAYS[:5]), st.sampled_from(TIMES))
def test_where_the_language_is_unknown_no_date_is_wrong(
    moment: datetime, code: str, day: str, time: str
) -> None:
    written = write(moment, code, day, time, ", ")

    for one in dates.find(written):
        # Months whose names two languages share are those of the more widely spoken one.
        assert one.value[:4] == f"{moment.year}", written
        assert one.value[8:10] == f"{moment.day:02}", written
