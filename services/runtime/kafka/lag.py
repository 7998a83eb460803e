"""Measures consumer lag from the broker alone, so it is right also when a service is stuck.

A service that hangs, or has no partition, reports no lag of its own. The broker's offsets and the
group's commits do not depend on it.
"""

import time
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiokafka import AIOKafkaClient, AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError, RecordTooLargeError

from schemas.topics import Topic
from services.runtime.kafka.client import (
    READ_COMMITTED,
    client_options,
    group_id,
    readable_end,
)
from services.runtime.retry import Outage
from services.runtime.settings import Settings

WAIT_MS = 200
PROBE_SECONDS = 30.0
"""On a busy machine a fetch takes seconds. A partition that nobody leads is not waited for longer:
its oldest message then has no age."""


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """One partition: offsets of its first message, of the first one that its reader has not
    committed, and one past the last; when the message at ``committed`` was written, in
    milliseconds since 1970 UTC, None if there is none; and how many messages were deleted since
    its reader committed for the last time."""

    topic: str
    partition: int
    first: int
    committed: int
    end: int
    waiting_since: int | None
    deleted_unread: int = 0

    @property
    def lag(self) -> int:
        """Messages that are not committed."""
        return max(self.end - self.committed, 0)


class LagReader:
    """Asks a broker; ``async with``. Raises Outage where it gives no answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "LagReader":
        options = client_options(self._settings)
        self._reader = AIOKafkaConsumer(
            **options,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level=READ_COMMITTED,
            fetch_max_wait_ms=WAIT_MS // 2,
        )
        self._admin = AIOKafkaAdminClient(**options)
        self._client = AIOKafkaClient(**options)
        try:
            for start, stop in (
                (self._reader.start, self._reader.stop),
                (self._admin.start, self._admin.close),
                (self._client.bootstrap, self._client.close),
            ):
                self._stack.push_async_callback(stop)
                await start()
        except (KafkaError, OSError) as error:
            await self._stack.aclose()
            raise Outage("kafka", error) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def measure(self, topic: Topic, service: str | None = None) -> list[PartitionLag]:
        """The partitions of a topic, and how far a service is in each.

        Without a service nothing counts as committed. Empty if the topic is not there. Raises
        Outage.
        """
        try:
            # All of them, for asking for a topic by name makes some brokers create it.
            cluster = await self._client.fetch_all_metadata()
            numbers = sorted(cluster.partitions_for_topic(topic.name) or ())
            if not numbers:
                return []
            parts = [TopicPartition(topic.name, number) for number in numbers]
            committed = await self._committed(service, parts) if service else {}
            return await self._places(parts, committed)
        except (KafkaError, OSError, TimeoutError) as error:
            raise Outage("kafka", error) from error

    async def _committed(
        self, service: str, parts: Iterable[TopicPartition]
    ) -> dict[TopicPartition, int]:
        try:
            found = await self._admin.list_consumer_group_offsets(
                group_id(service), partitions=list(parts)
            )
        except GroupCoordinatorNotAvailableError:  # The first group of a new cluster.
            return {}
        return {part: told.offset for part, told in found.items() if told.offset >= 0}

    async def _places(
        self, parts: list[TopicPartition], committed: Mapping[TopicPartition, int]
    ) -> list[PartitionLag]:
        reader = self._reader
        reader.assign(parts)  # What was known of their ends is forgotten.
        first, told = await reader.beginning_offsets(parts), await reader.end_offsets(parts)
        places = {part: max(committed.get(part, 0), first[part]) for part in parts}
        for part, place in places.items():
            reader.seek(part, min(place, told[part]))
        # Asked for the end, Tansu 0.6 names the first message of the last batch; what it says
        # with a fetch is right. The fetch also tells how old the oldest message is.
        since: dict[TopicPartition, int] = {}
        deadline = time.monotonic() + PROBE_SECONDS
        while True:
            ends = {part: max(told[part], reader.highwater(part) or 0) for part in parts}
            unheard = [part for part in parts if reader.highwater(part) is None]
            unread = [
                part
                for part in parts
                if part not in since
                and await reader.position(part) < readable_end(reader, part, ends[part])
            ]
            if not (unheard or unread) or time.monotonic() > deadline:
                break
            try:
                found = await reader.getmany(timeout_ms=WAIT_MS)
            except RecordTooLargeError:
                break  # Its age stays unknown.
            for part, records in found.items():
                if records and part not in since:
                    since[part] = records[0].timestamp
                    places[part] = max(places[part], records[0].offset)
        for part in parts:
            if committed.get(part, 0) > ends[part]:  # The topic was made anew, and is read anew.
                places[part] = first[part]
            elif part not in since:  # Nothing follows but, perhaps, markers of transactions.
                places[part] = max(places[part], await reader.position(part))
        return [
            PartitionLag(
                part.topic, part.partition, first[part], place, ends[part],
                since.get(part) if place < ends[part] else None,
                max(min(first[part], ends[part]) - committed[part], 0) if part in committed else 0,
            )
            for part, place in places.items()
        ]  # fmt: skip
