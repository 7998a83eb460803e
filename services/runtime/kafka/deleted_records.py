"""Notices records that were deleted before they were read, and topics that were made anew.

aiokafka 0.14 goes on at the first offset that is left and says nothing. Faust 0.15.3 drops what
lies below the offset that it committed, also where the topic is another one of the same name.
"""

import logging
from collections.abc import Callable
from typing import Any

from aiokafka.consumer import consumer, fetcher, subscription_state
from aiokafka.structs import ConsumerRecord, TopicPartition

from services.runtime.kafka.fetched_batches import FetchResult
from services.runtime.stage import Reason, Unreadable

log = logging.getLogger(__name__)

OnAnew = Callable[[TopicPartition], None]


class PartitionState(subscription_state.TopicPartitionState):  # type: ignore[misc]
    """aiokafka's state of a partition, which remembers the place that was out of range."""

    lost_position: int | None = None
    deleted: range = range(0)
    """The offsets that were deleted unread, until they are told."""

    def await_reset(self, strategy: int) -> None:
        self.lost_position = self._position
        super().await_reset(strategy)


class NotingFetcher(fetcher.Fetcher):  # type: ignore[misc]
    """aiokafka's fetcher; ``on_anew``, where it is set, makes it note what was deleted."""

    on_anew: OnAnew | None = None

    async def _update_fetch_positions(self, assignment: Any, node_id: int, tps: Any) -> Any:
        wakes = await super()._update_fetch_positions(assignment, node_id, tps)
        for part in tps:
            state = assignment.state_value(part)
            if state.has_valid_position and state.lost_position is not None:
                lost, state.lost_position = state.lost_position, None
                if self.on_anew is not None:
                    self._note(part, state, lost)
        return wakes

    def _note(self, part: TopicPartition, state: PartitionState, lost: int) -> None:
        if state.position < lost:
            log.error("%s/%d was made anew: it is read from its start", part.topic, part.partition)
            assert self.on_anew is not None
            self.on_anew(part)
        elif state.position > lost:
            state.deleted = range(lost, state.position)
            log.error(
                "%s/%d: %d messages were deleted before they were read, from offset %d on",
                part.topic, part.partition, len(state.deleted), lost,
            )  # fmt: skip


class TellingFetchResult(FetchResult):
    """Fetched data, before which a stand-in tells of what was deleted."""

    def getall(self, max_records: int | None = None) -> list[Any]:
        taken = super().getall(max_records)
        state = self._assignment.state_value(self._topic_partition)
        if taken and state is not None and state.deleted:
            taken.insert(0, stand_in(self._topic_partition, state.deleted, taken[0]))
            state.deleted = range(0)
        return taken


def stand_in(part: TopicPartition, deleted: range, following: Any) -> Any:
    """The record that stands for what was deleted: at the last of its offsets, and with the time of
    the record that follows. Its reader makes a dead letter of it."""
    found = Unreadable.of(b"", f"offsets {deleted[0]} to {deleted[-1]} were deleted unread", 0)
    found.reason, found.messages = Reason.DELETED_UNREAD, len(deleted)
    return ConsumerRecord(
        part.topic, part.partition, deleted[-1], following.timestamp, following.timestamp_type,
        None, found, None, -1, 0, (),
    )  # fmt: skip


def install() -> None:
    """Let every consumer of this process read by these classes."""
    subscription_state.TopicPartitionState = PartitionState
    consumer.Fetcher = NotingFetcher
    fetcher.FetchResult = TellingFetchResult
