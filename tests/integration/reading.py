"""What lies on topics, and how far a group has come."""

import asyncio
import time
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
)

from services.runtime.kafka.client import READ_COMMITTED, group_id
from services.runtime.stage import Message
from tests.conditions import HANG_SECONDS

NOT_YET = (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
)


async def read(address: str, *topics: str) -> list[Message]:
    """All messages that lie on the topics now, partition by partition; none that was aborted."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address, enable_auto_commit=False, isolation_level=READ_COMMITTED
    )
    await consumer.start()
    try:
        partitions = await _partitions(consumer, topics)
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Message] = []
        # Tansu's end offset is that of its last batch; only a fetch tells the true one.
        while [
            p
            for p in partitions
            if await consumer.position(p) < max(ends[p], consumer.highwater(p) or 0)
        ]:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [_message(record) for record in records]
        return sorted(found, key=lambda message: (message.topic, message.partition, message.offset))
    finally:
        await consumer.stop()


def _message(record: ConsumerRecord[bytes, bytes]) -> Message:
    return Message(
        record.value,
        record.key,
        tuple(record.headers),
        record.topic,
        record.partition,
        record.offset,
        record.timestamp,
    )


async def _partitions(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    cluster = await consumer._client.fetch_all_metadata()
    return [
        TopicPartition(topic, number)
        for topic in topics
        for number in cluster.partitions_for_topic(topic) or ()
    ]


async def lag(address: str, service: str, topic: str) -> int:
    """Messages of the topic that the service has not committed."""
    ends = {(message.partition, message.offset + 1) for message in await read(address, topic)}
    last = {partition: max(end for p, end in ends if p == partition) for partition, _ in ends}
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        partitions = [TopicPartition(topic, partition) for partition in last]
        if not partitions:
            return 0
        committed = await admin.list_consumer_group_offsets(group_id(service), None, partitions)
        # While the broker loads a group's offsets it answers with none of them.
        return sum(
            last[place.partition] - max(committed[place].offset if place in committed else 0, 0)
            for place in partitions
        )
    except NOT_YET:  # The first group of a new cluster: nothing is known to be committed.
        return sum(last.values())
    finally:
        await admin.close()


async def quiet(address: str, waiting: dict[str, str], seconds: float = HANG_SECONDS) -> None:
    """Return once each service (name → its input topic) has committed all there is."""
    deadline = time.monotonic() + seconds
    while lags := {
        service: left
        for service, topic in waiting.items()
        if (left := await lag(address, service, topic))
    }:
        assert time.monotonic() < deadline, f"still waiting: {lags}"
        await asyncio.sleep(0.3)
