"""An owner whose messages keep reaching their limit gets less time, and gets it back."""

import pytest

from services.runtime.pool.time_budget import RECOVERY, TimeBudget


def owner(value: bytes) -> str:
    return value.decode()


@pytest.fixture
def budget() -> TimeBudget:
    return TimeBudget(8.0, 1.5, owner)


def test_each_trouble_halves_the_time_of_its_owner_down_to_the_least(budget: TimeBudget) -> None:
    found = []
    for _ in range(5):
        found.append(budget.seconds_for(b"a"))
        budget.note_trouble(b"a")
    assert found == [8.0, 4.0, 2.0, 1.5, 1.5]
    assert budget.seconds_for(b"b") == budget.seconds_for(None) == 8.0


def test_it_doubles_with_every_thousand_outcomes_until_it_is_whole(budget: TimeBudget) -> None:
    for _ in range(3):
        budget.note_trouble(b"a")
    budget.note_done(RECOVERY - 1)
    assert budget.seconds_for(b"a") == 1.5
    found = []
    for _ in range(3):
        budget.note_done(1)
        found.append(budget.seconds_for(b"a"))
        budget.note_done(RECOVERY - 1)
    assert found == [3.0, 6.0, 8.0]
    assert budget._shortened == {}


def test_only_time_that_is_less_than_in_a_chunk_is_short(budget: TimeBudget) -> None:
    found = []
    for _ in range(4):
        found.append(budget.is_short(b"a"))
        budget.note_trouble(b"a")
    assert found == [False, False, False, True]


def test_a_least_above_the_limit_is_the_limit() -> None:
    budget = TimeBudget(0.5, 2.0, owner)
    budget.note_trouble(b"a")
    assert budget.seconds_for(b"a") == 0.5


def test_without_owners_all_get_all_of_it() -> None:
    budget = TimeBudget(8.0, 1.0, None)
    budget.note_trouble(b"a")
    assert budget.seconds_for(b"a") == 8.0
    assert not budget.is_short(b"a")
