"""Times of day beside a date: right, or absent."""

from datetime import date

import pytest

from services.cleaning.attribution import clock

SUMMER, WINTER = date(2019, 7, 4), date(2019, 12, 4)


def read(text: str, day: date = WINTER, *, is_iso: bool = False) -> list[str]:
    return [one.value[11:] for one in clock.find(text, day, 0, len(text), is_iso=is_iso)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9:05", "09:05"),
        ("21.05", "21:05"),
        ("12:00 am", "00:00"),
        ("12.40 a.m.", "00:40"),
        ("12:40 PM", "12:40"),
        ("7pm", "19:00"),
        ("7 p. m.", "19:00"),
        ("PM 7:20", "19:20"),
        ("21:05 PM", "21:05"),
        ("12 noon", "12:00"),
        ("noon", "12:00"),
        ("21 Uhr", "21:00"),
        ("21 Uhr 05", "21:05"),
        ("21.05 Uhr", "21:05"),
        ("21h", "21:00"),
        ("9h05", "09:05"),
        ("9 h 05", "09:05"),
        ("9 heures 05", "09:05"),
        ("21.05 uur", "21:05"),
        ("21 ч 05 мин", "21:05"),
        ("21時05分", "21:05"),
        ("午後9時", "21:00"),
        ("오후 9시 5분", "21:05"),
        ("9:05 μ.μ.", "21:05"),
        ("9:05 م", "21:05"),
        ("21:05:09.123456", "21:05:09"),
        ("9:05 PMEST", "21:05-05:00"),
    ],
)
def test_times_of_day(text: str, value: str) -> None:
    assert read(text)[:1] == [value]


@pytest.mark.parametrize(
    "text", ["25:10", "10:75", "14:00 AM", "24:30", "3 h", "3h", "3時間", "12.05.2019", "10.50 %"]
)
def test_what_no_clock_shows_is_no_time(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("zone", "summer", "winter"),
    [
        ("Z", "+00:00", "+00:00"),
        (" UTC", "+00:00", "+00:00"),
        (" gmt", "+00:00", "+00:00"),
        (" CET", "+01:00", "+01:00"),
        (" (WEST)", "+01:00", "+01:00"),
        (" EST", "-05:00", "-05:00"),
        (" ET", "-04:00", "-05:00"),
        (" PT", "-07:00", "-08:00"),
        (" Central Time", "-05:00", "-06:00"),
        (" Pacific Daylight Time", "-07:00", "-07:00"),
        (" America/New_York", "-04:00", "-05:00"),
        ("+01:00[Europe/Paris]", "+01:00", "+01:00"),
        ("+05:30", "+05:30", "+05:30"),
        (" −0330", "-03:30", "-03:30"),
        (" GMT+2", "+02:00", "+02:00"),
        (" (UTC-5)", "-05:00", "-05:00"),
        (" IST", "", ""),
        (" Europe/Nowhere", "", ""),
        ("+99:00", "", ""),
        (" et demie", "", ""),
    ],
)
def test_zones_are_kept(zone: str, summer: str, winter: str) -> None:
    assert read(f"14:20{zone}", SUMMER) == [f"14:20{summer}"]
    assert read(f"14:20{zone}", WINTER) == [f"14:20{winter}"]


def test_from_ten_to_eleven_is_no_offset() -> None:
    assert read("10:00-11:00")[0] == "10:00"
    assert read("10:00-11:00", is_iso=True) == ["10:00-11:00"]


def test_a_day_ends_at_24() -> None:
    assert [one.value for one in clock.find("24:00", WINTER, 0, 5)] == ["2019-12-05T00:00"]
