"""Follows one topic for one reader: from given positions, a time or now on, and through outages.

Each reader has a consumer without a group, whose fetches are small; it holds some hundred kilobytes
and fetches nothing while its reader does not read.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from services.runtime.kafka.client import READ_COMMITTED, client_options
from services.runtime.kafka.reader import (
    ReadError,
    Record,
    broker_there,
    ends_of,
    partitions,
)
from services.runtime.retry import backoff
from services.runtime.settings import Settings

FETCH_BYTES = 256 * 1024
"""Of one fetch; a larger message comes alone."""
MOST_RECORDS = 100
LONGEST_PAUSE = 5.0
"""Seconds between tries while the broker is away."""

_stopping: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: ``offsets`` (partitions left out begin at 0), else at ``since``, else now."""

    offsets: dict[int, int] | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition in order, none where nothing came; and the next offset of every
    partition after them. ``offsets`` is empty as long as the broker has not answered."""

    records: list[Record]
    before: dict[int, int]
    offsets: dict[int, int]


async def follow(
    settings: Settings, topic: str, start: Start, wait_seconds: float
) -> AsyncGenerator[Batch, None]:
    """Batches for ever, an empty one at least every ``wait_seconds`` or so.

    While the broker is away it yields empty batches, and goes on where it was. Where messages were
    deleted meanwhile, it goes on with the first that is there.
    """
    offsets: dict[int, int] = dict(start.offsets or {})
    known = start.offsets is not None
    pauses = backoff(cap=LONGEST_PAUSE)
    while True:
        try:
            async with _consumer(settings) as reader:
                parts = await _begin(reader, topic, Start(offsets) if known else start)
                offsets = {part.partition: await reader.position(part) for part in parts}
                known = True
                pauses = backoff(cap=LONGEST_PAUSE)
                yield Batch([], offsets, offsets)
                while True:
                    found = await reader.getmany(
                        timeout_ms=int(wait_seconds * 1000), max_records=MOST_RECORDS
                    )
                    if not found:
                        yield Batch([], offsets, offsets)
                    for part, records in found.items():
                        before, offsets = (
                            offsets,
                            offsets | {part.partition: records[-1].offset + 1},
                        )
                        yield Batch(records, before, offsets)
        except (ReadError, KafkaError, OSError, TimeoutError):
            yield Batch([], offsets, offsets)
            await asyncio.sleep(next(pauses))


@contextlib.asynccontextmanager
async def _consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    reader = AIOKafkaConsumer(
        **client_options(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level=READ_COMMITTED,
        fetch_max_wait_ms=1000,
        fetch_max_bytes=FETCH_BYTES,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        async with broker_there(settings):
            await reader.start()
        yield reader
    finally:
        # A task of its own: whoever ends a stream has cancelled what waits here.
        stopping = asyncio.create_task(reader.stop())
        _stopping.add(stopping)
        stopping.add_done_callback(_stopping.discard)
        await asyncio.shield(stopping)


async def _begin(reader: AIOKafkaConsumer, topic: str, start: Start) -> list[TopicPartition]:
    parts = await partitions(reader, [topic])
    reader.assign(parts)
    first = await reader.beginning_offsets(parts)
    for part in parts:
        reader.seek(part, first[part])
    if start.offsets is not None:
        last = await ends_of(reader, parts)
        for part in parts:
            wanted = start.offsets.get(part.partition, 0)
            # Beyond the end: the topic was made anew, and all that is there is new.
            beyond = wanted > last[part]
            reader.seek(part, first[part] if beyond else max(wanted, first[part]))
        return parts
    ends = await ends_of(reader, parts)
    found = {}
    if start.since is not None:
        moment = max(0, int(start.since.timestamp() * 1000))
        found = await reader.offsets_for_times(dict.fromkeys(parts, moment))
    for part in parts:
        place = found.get(part)
        reader.seek(part, ends[part] if place is None else max(place.offset, first[part]))
    return parts
