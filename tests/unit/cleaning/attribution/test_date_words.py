"""Names of months, labels of dates and zones in all languages."""

import re
from datetime import timedelta

import pytest
from dateparser.timezones import timezone_info_list

from services.cleaning.attribution.date_words import PUBLISHED, SEASONAL, UPDATED, ZONES, months


@pytest.mark.parametrize(
    ("name", "month"), [("march", 3), ("mrt", 3), ("sept", 9), ("märz", 3), ("марта", 3)]
)
def test_months_are_known_in_all_languages_at_once(name: str, month: int) -> None:
    assert months(None)[name] == month


def test_names_of_the_language_of_a_text_win() -> None:
    assert months("pl")["listopad"] == 11
    assert months("hr")["listopad"] == 10
    assert months("hr")["march"] == 3


def test_a_language_that_numbers_its_months_adds_no_names() -> None:
    assert months("ja") == months(None)


@pytest.mark.parametrize(
    "label", ["Updated:", "Zuletzt aktualisiert", "Mis à jour le", "업데이트 수정"]
)
def test_labels_of_the_last_change(label: str) -> None:
    assert UPDATED.search(label)


@pytest.mark.parametrize("label", ["First published", "Veröffentlicht am", "Publié le", "发布时间"])
def test_labels_of_publication(label: str) -> None:
    assert PUBLISHED.search(label)
    assert not UPDATED.search(label)


def test_zones_have_the_offsets_of_dateparser() -> None:
    theirs = {name.lower(): offset for of in timezone_info_list for name, offset in of["timezones"]}

    for name, written in ZONES.items():
        sign, hours, minutes = re.fullmatch(r"([+-])(\d\d):(\d\d)", written).groups()  # type: ignore[union-attr]
        offset = timedelta(hours=int(hours), minutes=int(minutes)).total_seconds()
        if name.isascii():
            assert theirs[name] == (offset if sign == "+" else -offset), name


def test_no_zone_is_both_fixed_and_seasonal() -> None:
    assert ZONES.keys().isdisjoint(SEASONAL)
