"""A comparison says how much of either text the other has."""

import pytest

from services.stories.copies.comparison import NAMES, UNKNOWN_DAYS, compare
from services.stories.copies.wording import is_number, wording
from tests.unit.stories.copies.samples import ELSEWHERE, REPORT, form


def features(later: str, earlier: str, days: tuple[int | None, int | None]) -> dict[str, float]:
    told = compare(wording("b", later, days[1]), wording("a", earlier, days[0]))
    return dict(zip(NAMES, told.features, strict=True))


def test_the_same_text_shares_all() -> None:
    told = compare(wording("b", REPORT), wording("a", REPORT))
    assert told.shared == told.shared_of_earlier == told.sixes_of_longer == 1.0


def test_two_texts_share_nothing() -> None:
    told = compare(wording("b", REPORT), wording("a", ELSEWHERE))
    assert told.shared == told.shared_of_earlier == 0.0


def test_a_text_within_a_longer_one() -> None:
    told = compare(wording("b", f"{REPORT} {ELSEWHERE}"), wording("a", REPORT))
    assert told.shared_of_earlier == 1.0
    assert 0.5 < told.shared < 0.9


def test_a_form_has_other_numbers() -> None:
    one = form("Monday", "1,204.5", "310", "Norvane Line", "Brask Mills")
    other = form("Monday", "1,187.2", "282", "Norvane Line", "Brask Mills")
    found = features(other, one, (1, 4))
    assert found["days"] == 3.0
    assert found["share_of_other_numbers"] == pytest.approx(2 / 6)
    assert found["other_capitals_in_100"] == 0.0


def test_days_are_not_known_without_dates() -> None:
    assert features(REPORT, REPORT, (None, 4))["days"] == UNKNOWN_DAYS


@pytest.mark.parametrize(
    ("word", "is_one"), [("6-3/8", True), ("seven", True), ("b2b", True), ("often", False)]
)
def test_numbers_are_digits_and_words(word: str, is_one: bool) -> None:
    assert is_number(word) is is_one


def test_empty_texts_compare() -> None:
    told = compare(wording("b", ""), wording("a", ""))
    assert (told.shared, told.shorter) == (0.0, 1)
