"""Dates as newspapers write them."""

from datetime import UTC, datetime

import pytest

from services.cleaning.attribution.dates import find, is_future, may_stand_in


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("By Orla Bredeveld January 26, 2021", "2021-01-26", "day"),
        ("26. Januar 2021, 15:59 Uhr", "2021-01-26T15:59", "minute"),
        ("Publiziert17. Dezember 2024, 12:17", "2024-12-17T12:17", "minute"),
        ("26.01.2021 | 17:52 Uhr", "2021-01-26T17:52", "minute"),
        ("Posted: Jan 26, 2021 4:00 PM EST", "2021-01-26T16:00-05:00", "minute"),
        ("Jan 26, 2021 4:00 PM ET", "2021-01-26T16:00-05:00", "minute"),
        ("July 26, 2021 at 4:00 p.m. ET", "2021-07-26T16:00-04:00", "minute"),
        ("26 January 2021 16:00 GMT+2", "2021-01-26T16:00+02:00", "minute"),
        ("26 January 2021, 16:00 (UTC+5:30)", "2021-01-26T16:00+05:30", "minute"),
        ("26.01.2021 16:00 MEZ", "2021-01-26T16:00+01:00", "minute"),
        ("26 January 2021 16:00 AEDT", "2021-01-26T16:00+11:00", "minute"),
        ("Publié le 1er janvier 2023 à 12h30", "2023-01-01T12:30", "minute"),
        ("Publisert 05.08.2024, kl. 13.05", "2024-08-05T13:05", "minute"),
        ("12 de marzo de 2024 - 10:20hs", "2024-03-12T10:20", "minute"),
        ("입력 2026.07.12 22:09", "2026-07-12T22:09", "minute"),
        ("2026年7月12日 下午3时05分", "2026-07-12T15:05", "minute"),
        ("17:30, 26 января 2021 г.", "2021-01-26T17:30", "minute"),
        ("ngày 5 tháng 8 năm 2024", "2024-08-05", "day"),
        ("2021-01-26T10:20:30.123Z", "2021-01-26T10:20:30+00:00", "second"),
        ("7 PM on Jan 5, 2020", "2020-01-05T19:00", "minute"),
    ],
)
def test_dates_are_read_with_their_precision(text: str, value: str, precision: str) -> None:
    dated = find(text)

    assert [(one.value, one.precision) for one in dated] == [(value, precision)]


def test_a_month_is_read_in_the_language_of_the_page() -> None:
    assert find("5 listopada 2023", "pl")[0].value == "2023-11-05"
    assert find("5. listopada 2023.", "hr")[0].value == "2023-10-05"


def test_a_date_that_can_be_read_both_ways_follows_the_page() -> None:
    assert find("1/2/2021", month_first=True)[0].value == "2021-01-02"
    assert find("1/2/2021")[0].value == "2021-02-01"
    assert find("1/26/2021")[0].value == "2021-01-26"


def test_the_last_change_is_told_from_the_publication() -> None:
    assert [one.is_update for one in find("Published 05.08.2024, Updated 06.08.2024, 13:52")] == [
        False,
        True,
    ]


def test_prices_and_results_are_no_dates() -> None:
    assert find("It cost 214,000 crowns, up 1.5% on 12.5, and ended 3:2") == []


@pytest.mark.parametrize("text", ["3 May 2019", "٣ مايو ٢٠١٩", "二〇二六年十月二十九日"])
def test_a_quick_look_misses_no_date(text: str) -> None:
    assert find(text)
    assert may_stand_in(text)
    assert not may_stand_in("Mills and rivers")


def test_the_future_begins_after_the_last_time_zone() -> None:
    limit = datetime(2021, 1, 26, 12, tzinfo=UTC)

    assert not is_future("2021-01-27", limit)
    assert is_future("2021-01-28", limit)
    assert is_future("2021-01-26T15:00:00+00:00", limit)


def test_a_word_that_is_no_month_hides_no_date_behind_it() -> None:
    assert [one.value for one in find("Issue 2021 Posted 3 November 2020")] == ["2020-11-03"]


@pytest.mark.parametrize(
    "text", ["On 5 May 20 people", "3 Nov 10:00", "Nov 3, 10:00 PM", "Nov 3, 10 am", "5 Mar 12.30"]
)
def test_a_number_behind_a_day_is_not_always_its_year(text: str) -> None:
    assert find(text) == []


def test_the_time_of_the_last_change_is_not_that_of_publication() -> None:
    text = "Published 9:15 AM, March 4, 2019. Updated 11:40 AM"

    assert [one.value for one in find(text)] == ["2019-03-04T09:15"]
    assert [one.value for one in find("March 4, 2019, updated 11:40 AM")] == ["2019-03-04"]


@pytest.mark.parametrize(
    "text",
    [
        "Accepted: 4 March 2019",
        "Opening date 4 March 2019",
        "Expires on 4 March 2019",
        "Date of birth: 4 March 1950",
        "Geboren am 4. März 1950",
        "Reçu le 4 mars 2019",
        "Valido fino al 4 marzo 2019",
        "Fecha límite: 4 de marzo de 2019",
        "Действует до 4 марта 2019",
        "Son başvuru: 4 Mart 2019",
        "締切：2019年3月4日",
        "截止日期：2019年3月4日",
        "마감 2019년 3월 4일",
        "تاريخ الاستلام: 4 مارس 2019",
    ],
)
def test_the_date_of_an_event_is_not_the_articles(text: str) -> None:
    assert find(text) == []


def test_beside_an_event_the_articles_own_date_is_read() -> None:
    text = "Received 4 March 2019; accepted 5 May 2019; published 6 June 2019"

    assert [one.value for one in find(text)] == ["2019-06-06"]
