"""Reads topics outside of stages: readers that know where to stop, or follow for ever."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError

from services.runtime.kafka.client import (
    LOG_APPEND_TIME,
    READ_COMMITTED,
    client_options,
    readable_end,
    refusal,
)
from services.runtime.kafka.producer import max_request_bytes
from services.runtime.settings import Settings
from services.runtime.stage import Message

Record: TypeAlias = ConsumerRecord[bytes | None, bytes | None]
Records: TypeAlias = AsyncIterator[tuple[TopicPartition, list[Record]]]

WAIT_MS = 250
"""How long a read waits for messages before it looks whether it is done."""
MOST_RECORDS = 1000
"""Records that a read hands over at once: a fetch of 50 MiB may hold 200,000 small ones."""
PROBE_SECONDS = 60.0
"""On a busy machine a fetch takes seconds; a partition that nobody leads never answers one."""

# They tell of every try in words meant for their authors; what matters is raised.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


class ReadError(Exception):
    """Why a topic can't be read, in one line: no broker, a refusal, no such topic."""


@asynccontextmanager
async def broker_there(settings: Settings) -> AsyncIterator[None]:
    """Turn a connection that can't be made into ReadError, in one line."""
    try:
        yield
    except FileNotFoundError as error:
        raise ReadError(
            f"{settings.kafka_ca_file}: no such file (WIREROOM_KAFKA_CA_FILE)"
        ) from error
    except ValueError as error:
        raise ReadError(f"{settings.kafka}: not host:port (WIREROOM_KAFKA)") from error
    except (KafkaConnectionError, OSError) as error:
        if why := await refusal(settings):
            raise ReadError(
                f"Kafka at {settings.kafka} refuses us: {why} "
                "(WIREROOM_KAFKA_USERNAME, _PASSWORD, _CA_FILE)"
            ) from error
        raise ReadError(f"no Kafka broker answers at {settings.kafka} (WIREROOM_KAFKA)") from error


@asynccontextmanager
async def consumer(
    settings: Settings, group: str | None = None, start: str = "earliest"
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer that reads nothing yet. Raises ReadError if no broker answers."""
    session_ms = int(settings.kafka_session_timeout * 1000)
    async with broker_there(settings):
        options = client_options(settings)
    reader = AIOKafkaConsumer(
        **options,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset=start,
        isolation_level=READ_COMMITTED,
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=session_ms // 5,
        max_partition_fetch_bytes=max_request_bytes(settings),
    )
    try:
        async with broker_there(settings):
            await reader.start()
        yield reader
    finally:
        await reader.stop()


async def partitions(
    reader: AIOKafkaConsumer,
    topics: Iterable[str],
    leave_out: Callable[[list[str]], object] | None = None,
) -> list[TopicPartition]:
    """All partitions of the topics.

    ``leave_out`` is told which topics are not there, and the others are read. Raises ReadError if
    none is there, or one is not and there is no ``leave_out``.
    """
    topics = list(topics)
    # The reader's own view of the cluster comes some time after its start, and until then holds
    # no partitions. All topics are asked for: asking for one by name makes some brokers create it.
    cluster = await reader._client.fetch_all_metadata()
    there = cluster.topics()
    missing = sorted(set(topics) - there)
    if missing and (leave_out is None or there.isdisjoint(topics)):
        raise ReadError(
            f"no topic {', '.join(missing)} there; `wireroom topics create` makes Wireroom's own"
        )
    if missing and leave_out is not None:
        leave_out(missing)
    return [
        TopicPartition(topic, number)
        for topic in topics
        if topic in there
        for number in sorted(cluster.partitions_for_topic(topic) or ())
    ]


async def ends_of(
    reader: AIOKafkaConsumer, parts: Collection[TopicPartition]
) -> dict[TopicPartition, int]:
    """Where the reader's partitions end now; its places in them stay as they are.

    Asked for the end, Tansu 0.6 names the first message of the last batch, and only with a fetch
    says what is right: so one message of each partition is fetched. Raises ReadError if one of
    them can't be.
    """
    first, found = await reader.beginning_offsets(parts), await reader.end_offsets(parts)
    places = {part: await reader.position(part) for part in parts}
    probes = [part for part in parts if found[part] > first[part]]
    for part in probes:
        reader.seek(part, found[part] - 1)
    deadline = time.monotonic() + PROBE_SECONDS
    while silent := [part for part in probes if reader.highwater(part) is None]:
        if time.monotonic() > deadline:
            raise ReadError(f"{silent[0].topic}/{silent[0].partition}: the broker gives no message")
        await reader.getmany(*probes, timeout_ms=WAIT_MS)
    for part, place in places.items():
        reader.seek(part, place)
    return {
        part: readable_end(reader, part, max(end, reader.highwater(part) or 0))
        for part, end in found.items()
    }


async def until_now(reader: AIOKafkaConsumer, parts: Collection[TopicPartition]) -> Records:
    """What lies between the reader's place in its assigned partitions and their ends of now."""
    ends = await ends_of(reader, parts)
    waiting = [part for part in ends if await reader.position(part) < ends[part]]
    while waiting:
        batch = await reader.getmany(*waiting, timeout_ms=WAIT_MS, max_records=MOST_RECORDS)
        for part, found in batch.items():
            yield part, [record for record in found if record.offset < ends[part]]
        waiting = [part for part in waiting if await reader.position(part) < ends[part]]


async def for_ever(reader: AIOKafkaConsumer) -> Records:
    """What lies on the reader's partitions and whatever comes."""
    while True:
        for part, found in (await reader.getmany(timeout_ms=WAIT_MS)).items():
            yield part, found


async def joined(reader: AIOKafkaConsumer, topic: str, seconds: float) -> list[TopicPartition]:
    """Join the reader's group and return the partitions it was given.

    Raises ReadError if it got none within so many seconds: others have them all.
    """
    reader.subscribe([topic])
    deadline = time.monotonic() + seconds
    while not reader.assignment():
        if time.monotonic() > deadline:
            raise ReadError(f"other consumers of this group hold all partitions of {topic}")
        await asyncio.sleep(WAIT_MS / 1000)
    return list(reader.assignment())


async def read_all(
    settings: Settings,
    topics: Iterable[str],
    leave_out: Callable[[list[str]], object] | None = None,
) -> AsyncIterator[Record]:
    """All messages that lie on the topics now, partition by partition in order; see
    ``partitions``."""
    async with consumer(settings) as reader:
        parts = await partitions(reader, topics, leave_out)
        reader.assign(parts)
        async for _, records in until_now(reader, parts):
            for record in records:
                yield record


async def read_one(settings: Settings, part: TopicPartition, offset: int) -> Record | None:
    """The message at one place, or None if there is none (any more)."""
    async with consumer(settings) as reader:
        if part not in await partitions(reader, [part.topic]):
            return None
        reader.assign([part])
        if not (await reader.beginning_offsets([part]))[part] <= offset:
            return None
        reader.seek(part, offset)
        async for _, records in until_now(reader, [part]):
            return records[0] if records and records[0].offset == offset else None
    return None


def as_message(record: Record) -> Message:
    """The record as stages know it."""
    return Message(
        record.value,
        record.key,
        tuple(record.headers),
        record.topic,
        record.partition,
        record.offset,
        record.timestamp,
        record.timestamp_type == LOG_APPEND_TIME,
    )
