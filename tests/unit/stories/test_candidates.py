"""Candidates are the earlier articles most alike, best first."""

from services.stories.candidates import MOST, Candidates
from services.stories.described import Described, describe
from services.stories.term_weights import shipped
from tests.unit.stories.samples import FERRY, FERRY_LATER, OTHER_FERRY, VOTE, clues

WEIGHTS = shipped()


def described(text: str, day: str | None = None) -> Described:
    return describe(clues(1, text, day), WEIGHTS)


def test_the_most_alike_stands_first() -> None:
    candidates = Candidates()
    assert candidates.of(described(FERRY)) == []
    for text in (VOTE, OTHER_FERRY, FERRY):
        candidates.add(described(text))
    assert candidates.of(described(FERRY_LATER), least_score=0.0)[:2] == [2, 1]
    assert candidates.of(described(FERRY_LATER)) == [2]


def test_of_two_equal_ones_the_nearer_in_time_stands_first() -> None:
    candidates = Candidates()
    candidates.add(described(FERRY, "2026-01-01"))
    candidates.add(described(FERRY, "2026-03-09"))
    assert candidates.of(described(FERRY_LATER, "2026-03-10")) == [1, 0]


def test_there_are_never_more_than_so_many() -> None:
    candidates = Candidates()
    for _ in range(MOST + 20):
        candidates.add(described(FERRY))
    assert candidates.of(described(FERRY)) == list(range(MOST))
