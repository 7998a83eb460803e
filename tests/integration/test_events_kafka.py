"""Events of Apache Kafka: the stream stays open while the broker is away, and misses nothing."""

import asyncio
import signal

import pytest

from schemas.topics import ENRICHED, LIVE
from services.gateway.events.positions import decode, encode
from services.gateway.events.topic_feed import Start, follow
from services.runtime.settings import Settings
from tests.conditions import until
from tests.integration.kafka import Broker
from tests.integration.test_events import send

pytestmark = [pytest.mark.kafka, pytest.mark.processes]


async def test_a_reader_outlives_a_restart_of_the_broker(own_kafka: Broker) -> None:
    await own_kafka.create(LIVE)
    settings = Settings(kafka=own_kafka.address)
    keys: list[bytes | None] = []
    places: list[dict[int, int]] = []

    async def reading() -> None:
        async for batch in follow(settings, ENRICHED.name, Start({}), 0.5):
            keys.extend(record.key for record in batch.records)
            places.append(batch.offsets)

    task = asyncio.create_task(reading())
    try:
        await send(own_kafka, range(10))
        await until(lambda: len(keys) == 10 or task.done())
        await asyncio.to_thread(own_kafka.end, signal.SIGKILL)
        await asyncio.to_thread(own_kafka.start)
        await send(own_kafka, range(10, 15))
        await until(lambda: len(keys) >= 15 or task.done())
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert sorted(keys) == sorted(b"%d" % number for number in range(15))
    last = decode(ENRICHED.name, encode(ENRICHED.name, places[-1]))
    assert sum(last.values()) == 15
