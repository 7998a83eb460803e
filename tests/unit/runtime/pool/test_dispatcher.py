"""A batch is shared out whole, and what a child did not do is tried alone."""

import random
from collections.abc import Sequence

import pytest

from services.runtime.pool.dispatcher import CHUNK_BYTES, BatchDispatcher
from services.runtime.pool.time_budget import TimeBudget
from services.runtime.stage import Reason, Rejected, Stored


def owner(value: bytes) -> str:
    """Whose a message is: its first letter."""
    return value[:1].decode()


def dispatcher(
    values: Sequence[bytes | None], most: int, processes: int, budget: TimeBudget | None = None
) -> BatchDispatcher:
    return BatchDispatcher(values, most, processes, budget or TimeBudget(8.0, 1.0, owner))


def chunks(batch: BatchDispatcher) -> list[list[int]]:
    return list(iter(batch.take, []))


def test_large_messages_go_alone() -> None:
    large = b"x" * CHUNK_BYTES
    assert chunks(dispatcher([b"a", large, b"b", None], 8, 1)) == [[0], [1], [2, 3]]


@pytest.mark.parametrize(
    ("messages", "children", "sizes"),
    [
        (0, 2, []),
        (1, 2, [1]),
        (5, 1, [5]),
        (5, 2, [3, 2]),
        (16, 2, [8, 8]),
        (17, 2, [5, 5, 5, 2]),
        (60, 3, [7, 7, 7, 7, 7, 7, 7, 7, 4]),
    ],
)
def test_each_child_gets_as_many_chunks(messages: int, children: int, sizes: list[int]) -> None:
    shared = chunks(dispatcher([b"a"] * messages, 8, children))
    assert [len(chunk) for chunk in shared] == sizes
    assert [index for chunk in shared for index in chunk] == list(range(messages))


def test_what_was_not_reached_is_tried_alone_and_next() -> None:
    batch = dispatcher([b"a"] * 6, 4, 1)
    batch.record_results(batch.take(), [Stored()], Reason.CHILD_DIED)
    assert batch.outcomes == {0: Stored()}
    assert chunks(batch) == [[1], [2], [3, 4, 5]]


def test_alone_a_message_may_lose_two_children_but_time_out_once() -> None:
    batch = dispatcher([b"a", b"b"], 1, 1)
    for _ in range(2):
        assert 0 not in batch.outcomes
        batch.record_results(batch.take(), [], Reason.CHILD_DIED)
    batch.record_results(batch.take(), [], Reason.TIMED_OUT)
    reasons = [one.reason for one in batch.outcomes.values() if isinstance(one, Rejected)]
    assert reasons == [Reason.CHILD_DIED, Reason.TIMED_OUT]
    assert batch.take() == []


def test_messages_of_a_slow_owner_go_alone_after_the_others_with_little_time() -> None:
    budget = TimeBudget(8.0, 0.5, owner)
    for _ in range(3):
        budget.note_trouble(b"slow")
    batch = dispatcher([b"a", b"slow 1", b"b", b"slow 2", b"c"], 4, 1, budget)
    taken = chunks(batch)
    assert taken == [[0, 2], [4], [1], [3]]
    assert [batch.seconds_of(chunk) for chunk in taken] == [2.0, 6.0, 1.0, 1.0]


def test_a_chunk_of_a_slow_owner_alone_is_taken_one_by_one() -> None:
    budget = TimeBudget(8.0, 0.5, owner)
    for _ in range(3):
        budget.note_trouble(b"slow")
    assert chunks(dispatcher([b"s1", b"s2", b"a", b"b"], 2, 1, budget)) == [[2, 3], [0], [1]]


def test_a_rejection_says_that_time_was_short() -> None:
    batch = dispatcher([b"s%d" % number for number in range(5)], 1, 1)
    while chunk := batch.take():
        batch.record_results(chunk, [], Reason.TIMED_OUT)
    said = [one.error for one in batch.outcomes.values() if isinstance(one, Rejected)]
    assert ["little time" in error for error in said] == [False, False, False, True, True]


def test_what_came_after_one_that_is_too_complex_is_tried_alone() -> None:
    batch = dispatcher([b"a"] * 3, 3, 1)
    deep = Rejected(Reason.TOO_COMPLEX, "RecursionError")
    batch.record_results(batch.take(), [Stored(), deep], Reason.TOO_COMPLEX)
    assert batch.outcomes == {0: Stored(), 1: deep}
    assert chunks(batch) == [[2]]


ORDINARY, SLOW, TOGETHER, CHUNK, PROCESSES = 3000, 300, 128, 32, 2
LIMIT, LEAST, PAGE = 1.0, 0.05, 0.02
"""Seconds of processor: a page's limit, cleaning's least, and what an ordinary page takes."""


@pytest.mark.parametrize("seed", range(3))
def test_slow_pages_of_one_domain_cost_the_others_at_most_half_of_their_rate(seed: int) -> None:
    """``python -m tests.bench.slow_domain`` measures it on real processes."""
    values = [b"o"] * ORDINARY + [b"slow"] * SLOW
    random.Random(seed).shuffle(values)
    budget = TimeBudget(LIMIT, LEAST, owner)
    spent = rejected = 0.0
    for start in range(0, len(values), TOGETHER):
        batch = dispatcher(values[start : start + TOGETHER], CHUNK, PROCESSES, budget)
        while chunk := batch.take():
            done = next((at for at, index in enumerate(chunk) if batch.values[index] == b"slow"), 0)
            is_slow = batch.values[chunk[done]] == b"slow"
            spent += PAGE * (done if is_slow else len(chunk))
            spent += batch.seconds_of(chunk) if is_slow else 0
            # What a killed process has not sent is done again: at worst all of it.
            outcomes = [] if is_slow else [Stored()] * len(chunk)
            batch.record_results(chunk, outcomes, Reason.TIMED_OUT if is_slow else None)
        rejected += sum(isinstance(one, Rejected) for one in batch.outcomes.values())
        assert len(batch.outcomes) == len(batch.values)
    assert rejected == SLOW
    assert spent < 2 * PAGE * ORDINARY
