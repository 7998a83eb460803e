"""BCubed, by cases that can be counted by hand."""

import pytest

from services.lab.stories.bcubed import BCubed, bcubed


@pytest.mark.parametrize(
    ("wanted", "found", "precision", "recall"),
    [
        ("aabb", "1122", 1.0, 1.0),
        ("aabb", "1234", 1.0, 0.5),
        ("aabb", "1111", 0.5, 1.0),
        ("aab", "112", 1.0, 1.0),
        ("aabb", "1112", (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, (1 + 1 + 0.5 + 0.5) / 4),
    ],
)
def test_means_over_articles(wanted: str, found: str, precision: float, recall: float) -> None:
    assert bcubed(wanted, found) == BCubed(pytest.approx(precision), pytest.approx(recall))


def test_f1_lies_between() -> None:
    assert bcubed("aabb", "1111").f1 == pytest.approx(2 / 3)
    assert BCubed(0.0, 0.0).f1 == 0.0


def test_nothing_is_nothing() -> None:
    assert bcubed("", "") == BCubed(0.0, 0.0)
