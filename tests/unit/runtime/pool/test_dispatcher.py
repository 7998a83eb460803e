"""A batch is shared out whole, and what a child did not do is tried alone."""

import pytest

from services.runtime.pool.dispatcher import CHUNK_BYTES, BatchDispatcher
from services.runtime.stage import Failed, Reason, Stored


def chunks(batch: BatchDispatcher) -> list[list[int]]:
    return list(iter(batch.take, []))


def test_large_messages_go_alone() -> None:
    large = b"x" * CHUNK_BYTES
    assert chunks(BatchDispatcher([b"a", large, b"b", None], 8, 1)) == [[0], [1], [2, 3]]


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
    shared = chunks(BatchDispatcher([b"a"] * messages, 8, children))
    assert [len(chunk) for chunk in shared] == sizes
    assert [index for chunk in shared for index in chunk] == list(range(messages))


def test_what_was_not_reached_is_tried_alone_and_next() -> None:
    batch = BatchDispatcher([b"a"] * 6, 4, 1)
    batch.record_results(batch.take(), [Stored()], Reason.CHILD_DIED)
    assert batch.outcomes == {0: Stored()}
    assert chunks(batch) == [[1], [2], [3, 4, 5]]


def test_alone_a_message_may_lose_two_children_but_time_out_once() -> None:
    batch = BatchDispatcher([b"a", b"b"], 1, 1)
    for _ in range(2):
        assert 0 not in batch.outcomes
        batch.record_results(batch.take(), [], Reason.CHILD_DIED)
    batch.record_results(batch.take(), [], Reason.TIMED_OUT)
    reasons = [one.reason for one in batch.outcomes.values() if isinstance(one, Failed)]
    assert reasons == [Reason.CHILD_DIED, Reason.TIMED_OUT]
    assert batch.take() == []
