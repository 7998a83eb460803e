"""On Apache Kafka no header and no timestamp of a publisher says which revision is newer."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import ORIGIN_HEADER
from schemas.topics import ACCEPTED, RAW, dead_topic
from services.runtime.kafka.reader import read_all
from services.runtime.settings import Settings
from tests.conditions import until
from tests.integration.kafka import Broker
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

YEAR_2100 = 4_102_444_800_000
AHEAD_MS = 30 * 60 * 1000
"""Kafka itself refuses a publisher's timestamp that is more than an hour ahead."""
FORGED = Origin(topic=RAW.name, partition=9, offset=9, timestamp=YEAR_2100)


@pytest.fixture
async def store(folder: Path) -> AsyncIterator[SecantusDB]:
    made = SecantusDB(folder / "store")
    made.start()
    yield made
    made.end()


@pytest.mark.parametrize("broker_sets_them", [True, False])
async def test_the_broker_alone_says_which_is_newer(
    broker_sets_them: bool, own_kafka: Broker, store: SecantusDB, folder: Path
) -> None:
    raw = replace(RAW, from_publishers=broker_sets_them, partitions=1)
    assert raw.configs["message.timestamp.type"] == (
        "LogAppendTime" if broker_sets_them else "CreateTime"
    )
    await own_kafka.create([raw, dead_topic(RAW), ACCEPTED])
    headers = [(ORIGIN_HEADER, FORGED.model_dump_json().encode())]
    async with AIOKafkaProducer(bootstrap_servers=own_kafka.address) as producer:
        for number, timestamp in enumerate((1, int(time.time() * 1000) + AHEAD_MS, None)):
            value = json.dumps({"url": "https://example.com/dam", "text": f"Water {number}."})
            await producer.send_and_wait(
                RAW.name, value.encode(), timestamp_ms=timestamp, headers=headers
            )
    settings = {"kafka": own_kafka.address, "mongo": store.address}
    intake = Service("intake", ["-m", "services.cli.main", "run", "intake"], settings, folder)
    intake.start()
    try:
        await until(lambda: intake.outcomes().get("published") == 3)
    finally:
        intake.end()
    origins = [
        AcceptedArticle.model_validate_json(record.value or b"").origin
        async for record in read_all(Settings(kafka=own_kafka.address), [ACCEPTED.name])
    ]
    assert [(one.partition, one.offset) for one in origins] == [(0, 0), (0, 1), (0, 2)]
    assert sorted(one.order for one in origins) == [one.order for one in origins]
    assert all((1 < one.timestamp < YEAR_2100) is broker_sets_them for one in origins)
