"""Stands in for aiokafka's consumer and admin client, over partitions in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError


def record(part: TopicPartition, offset: int) -> Any:
    """A record whose value says where it lies; written at its offset, in seconds since 1970."""
    return SimpleNamespace(
        topic=part.topic,
        partition=part.partition,
        offset=offset,
        timestamp=offset * 1000,
        timestamp_type=1,
        key=b"k",
        value=b"%d/%d" % (part.partition, offset),
        headers=(("h", b"v"),),
    )


@dataclass
class Cluster:
    """``parts``: offset of the first message, and one past the last, by partition.

    ``understates`` is by how many messages the broker, asked for an end, tells too few; a fetch
    tells the truth. ``silent`` partitions answer no fetch. ``at_once`` bounds a fetch. Behind
    ``stable`` lies an open transaction; ``markers`` are offsets without a message.
    """

    parts: dict[TopicPartition, tuple[int, int]]
    understates: int = 0
    silent: set[TopicPartition] = field(default_factory=set)
    stable: dict[TopicPartition, int] = field(default_factory=dict)
    markers: dict[TopicPartition, set[int]] = field(default_factory=dict)
    at_once: int = 3
    committed: dict[TopicPartition, int] = field(default_factory=dict)
    group_error: KafkaError | None = None
    away: Exception | None = None
    fetch_error: KafkaError | None = None

    def topics(self) -> set[str]:
        return {part.topic for part in self.parts}

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return {part.partition for part in self.parts if part.topic == topic} or None


class Consumer:
    """An assigned consumer. Its position in a partition is that of the last seek or read."""

    def __init__(self, cluster: Cluster, **options: Any) -> None:
        self.cluster = cluster
        self.options = options
        self.assigned: list[TopicPartition] = []
        self.places: dict[TopicPartition, int] = {}
        self.heard: dict[TopicPartition, int] = {}
        self.fetches = 0
        self.is_running = False
        self._client = self

    async def start(self) -> None:
        if self.cluster.away:
            raise self.cluster.away
        self.is_running = True

    async def stop(self) -> None:
        self.is_running = False

    async def bootstrap(self) -> None:
        await self.start()

    async def close(self) -> None:
        await self.stop()

    async def fetch_all_metadata(self) -> Cluster:
        return self.cluster

    def assign(self, parts: Sequence[TopicPartition]) -> None:
        self.assigned = list(parts)
        self.places, self.heard = {}, {}

    def subscribe(self, topics: Sequence[str]) -> None:
        self.subscribed = list(topics)

    def assignment(self) -> set[TopicPartition]:
        return set(self.assigned)

    async def beginning_offsets(self, parts: Sequence[TopicPartition]) -> dict[Any, int]:
        return {part: self.cluster.parts[part][0] for part in parts}

    async def end_offsets(self, parts: Sequence[TopicPartition]) -> dict[Any, int]:
        ends = {part: self.cluster.parts[part] for part in parts}
        return {
            part: max(end - self.cluster.understates, min(first + 1, end))
            for part, (first, end) in ends.items()
        }

    async def position(self, part: TopicPartition) -> int:
        return self.places.get(part, self.cluster.parts[part][0])

    def seek(self, part: TopicPartition, offset: int) -> None:
        self.places[part] = offset

    def highwater(self, part: TopicPartition) -> int | None:
        return self.heard.get(part)

    def last_stable_offset(self, part: TopicPartition) -> int | None:
        return self.cluster.stable.get(part) if part in self.heard else None

    async def getmany(
        self, *only: TopicPartition, timeout_ms: int, max_records: int | None = None
    ) -> Mapping[Any, list[Any]]:
        if self.cluster.fetch_error:
            raise self.cluster.fetch_error
        self.fetches += 1
        found: dict[TopicPartition, list[Any]] = {}
        for part in only or self.assigned:
            if part in self.cluster.silent:
                continue
            end = self.cluster.parts[part][1]
            start = await self.position(part)
            self.heard[part] = end
            most = min(self.cluster.at_once, max_records or self.cluster.at_once)
            some = range(start, min(start + most, self.cluster.stable.get(part, end)))
            if some:
                gone = self.cluster.markers.get(part, set())
                records = [record(part, offset) for offset in some if offset not in gone]
                found |= {part: records} if records else {}
                self.places[part] = some.stop
        return found

    async def list_consumer_group_offsets(
        self, group: str, partitions: Sequence[TopicPartition]
    ) -> dict[TopicPartition, Any]:
        if self.cluster.group_error:
            raise self.cluster.group_error
        self.group = group
        return {
            part: SimpleNamespace(offset=self.cluster.committed.get(part, -1))
            for part in partitions
        }
