"""What was deleted before it was read is told, and a topic that was made anew is read anew."""

from typing import Any

import pytest
from aiokafka.consumer import consumer, fetcher, subscription_state
from aiokafka.structs import TopicPartition

from services.runtime.kafka.deleted_records import (
    NotingFetcher,
    PartitionState,
    TellingFetchResult,
)
from services.runtime.kafka.fetched_batches import FetchedBatches, PartitionRecords
from services.runtime.stage import Reason, Unreadable
from tests.unit.runtime.kafka.test_fetched_batches import built

PART = TopicPartition("t", 3)


@pytest.fixture
async def state() -> PartitionState:
    return PartitionState(None)


class Assignment:
    active = True

    def __init__(self, state: PartitionState) -> None:
        self._state = state

    def state_value(self, _: Any) -> PartitionState:
        return self._state


async def moved(
    state: PartitionState, to: int, monkeypatch: pytest.MonkeyPatch, *, notes: bool = True
) -> list[TopicPartition]:
    """Let a fetcher find that the position is out of range, and reset it; who was made anew."""
    anew: list[TopicPartition] = []

    async def update(self: Any, assignment: Any, node_id: int, tps: Any) -> bool:
        assignment.state_value(None).reset_to(to)
        return True

    monkeypatch.setattr(fetcher.Fetcher, "_update_fetch_positions", update)
    made: Any = NotingFetcher.__new__(NotingFetcher)
    made.on_anew = anew.append if notes else None
    state.await_reset(-2)
    assert await made._update_fetch_positions(Assignment(state), 1, [PART])
    return anew


def result(state: PartitionState, raw: bytes) -> TellingFetchResult:
    records = PartitionRecords(PART, FetchedBatches(raw), (), state.position, None, None, True, 0)
    return TellingFetchResult(
        PART, assignment=Assignment(state), partition_records=records, backoff=0
    )


async def test_a_gap_is_told_once_before_what_follows(
    state: PartitionState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    state.seek(3)
    assert await moved(state, 10, monkeypatch) == []
    assert "t/3: 7 messages were deleted before they were read, from offset 3 on" in caplog.text
    first, *rest = result(state, built([b"a", b"b"], base=10)).getall()
    assert isinstance(first.value, Unreadable)
    assert (first.offset, first.topic, first.partition, first.timestamp) == (9, "t", 3, 1_000)
    assert (first.value.reason, first.value.messages) == (Reason.DELETED_UNREAD, 7)
    assert first.value.error == "offsets 3 to 9 were deleted unread"
    assert [one.value for one in rest] == [b"a", b"b"]
    assert [one.value for one in result(state, built([b"c"], base=12)).getall()] == [b"c"]


async def test_a_topic_that_was_made_anew_is_told_to_the_consumer(
    state: PartitionState, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.seek(30)
    assert await moved(state, 0, monkeypatch) == [PART]
    assert [one.value for one in result(state, built([b"a"])).getall()] == [b"a"]


async def test_a_new_group_and_a_reader_that_seeks_miss_nothing(
    state: PartitionState, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await moved(state, 5, monkeypatch) == []
    assert not state.deleted
    assert await moved(state, 0, monkeypatch, notes=False) == []
    assert await moved(state, 9, monkeypatch, notes=False) == []
    assert not state.deleted


def test_every_consumer_of_this_process_reads_so() -> None:
    assert subscription_state.TopicPartitionState is PartitionState
    assert consumer.Fetcher is NotingFetcher
    assert fetcher.FetchResult is TellingFetchResult
