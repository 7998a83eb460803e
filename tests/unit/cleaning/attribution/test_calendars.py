"""Dates of other calendars are those of the common one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.attribution import calendars, dates, written_dates

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("۲۱ اسفند ۱۴۰۲", None, "2024-03-11"),
        ("دوشنبه ۲۱ اسفند ۱۴۰۲ ساعت ۱۸:۰۵", "fa", "2024-03-11T18:05"),
        ("تاریخ انتشار: ۱۴۰۲/۱۲/۲۱", None, "2024-03-11"),
        ("1402/12/21 - 18:05", "fa", "2024-03-11T18:05"),
        ("21-12-1402", "fa", "2024-03-11"),
        ("21 Esfand 1402", "en", "2024-03-11"),
        ("30 اسفند 1403", "fa", "2025-03-20"),
        ("۲۱ حوت ۱۴۰۲", "fa", "2024-03-11"),
        ("١ رمضان ١٤٤٥ هـ", "ar", "2024-03-11"),
        ("1 Ramadan 1445", "en", "2024-03-11"),
        ("1445/09/01", "ar", "2024-03-11"),
        ("الإثنين 1 رمضان 1445هـ الموافق 11 مارس 2024م", "ar", "2024-03-11"),
        ("11 آذار 2024", "ar", "2024-03-11"),
        ("11 اذار/مارس 2024", "ar", "2024-03-11"),
        ("11 مارس/آذار 2024", "ar", "2024-03-11"),
        ("3 كانون الثاني 2024", "ar", "2024-01-03"),
        ("11 มีนาคม 2567", None, "2024-03-11"),
        ("เผยแพร่: 11 มี.ค. 2567 18.05 น.", "th", "2024-03-11T18:05"),
        ("11 มี.ค. 67 18:05 น.", None, "2024-03-11T18:05"),
        ("๑๑ มีนาคม พ.ศ. ๒๕๖๗", None, "2024-03-11"),
        ("11/03/2567", "th", "2024-03-11"),
        ("11 มีนาคม 2024", "th", "2024-03-11"),
        ("令和6年3月11日", None, "2024-03-11"),
        ("令和六年三月十一日", "ja", "2024-03-11"),
        ("令和元年5月1日 午後6時05分", "ja", "2019-05-01T18:05"),
        ("平成31年4月30日", "ja", "2019-04-30"),
        ("昭和64年1月7日", "ja", "1989-01-07"),
        ("民國113年3月11日", None, "2024-03-11"),
        ("中華民國 113 年 3 月 11 日", "zh", "2024-03-11"),
        ("113年3月11日", "zh", "2024-03-11"),
        ("113/03/11", "zh", "2024-03-11"),
        ("二〇二四年三月十一日", "zh", "2024-03-11"),
        ("২১ মার্চ ২০২৪, রাত ১০টা ০৫", "bn", "2024-03-21T22:05"),
        ("११ मार्च २०२४", "hi", "2024-03-11"),
    ],
)
def test_a_date_is_converted(text: str, language: str | None, value: str) -> None:
    assert [one.value for one in dates.find(text, language)] == [value]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Room 1402/12/21", "en"),
        ("Order 2567-03-11", "en"),
        ("31 اسفند 1402", "fa"),
        ("30 شوال 1600", "ar"),
        ("令和6年13月11日", "ja"),
        ("113/03/11", "en"),
        ("In May 1402 he died", None),
    ],
)
def test_what_is_no_day_of_a_calendar_is_none(text: str, language: str | None) -> None:
    assert dates.find(text, language) == []


@pytest.mark.parametrize(
    ("written", "language", "value"),
    [
        ("1402-12-21T18:05:00+03:30", "fa", "2024-03-11T18:05:00+03:30"),
        ("2567-03-11", "th", "2024-03-11"),
        ("۱۴۰۲-۱۲-۲۱", None, "2024-03-11"),
        ("٢٠٢٤-٠٣-١١", "ar", "2024-03-11"),
    ],
)
def test_a_value_is_converted(written: str, language: str | None, value: str) -> None:
    found = written_dates.read(written, language)

    assert found is not None
    assert found[0] == value


@given(st.text())
def test_a_folded_text_is_as_long(text: str) -> None:
    assert len(calendars.fold(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("七", 7),
        ("十", 10),
        ("十一", 11),
        ("二十九", 29),
        ("三〇", 30),
        ("二〇二六", 2026),
    ],
)
def test_chinese_numbers(written: str, value: int) -> None:
    assert calendars.number(written) == value


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert calendars.of_era("令和", 6, 2, 30) is None
    assert calendars.of_month(1400, "اسفند", 30) is None
    assert calendars.of_numbers(2024, 3, 11, "", None) == date(2024, 3, 11)
