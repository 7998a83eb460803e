"""No connection that goes quiet stops progress: the service goes on by itself, and stays alive."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from schemas.topics import ACCEPTED, RAW, Topic, dead_topic
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS, until, wait_until
from tests.integration.echo import topics_of
from tests.integration.kafka import ApacheKafka
from tests.integration.proxy import Fault, Proxy, proxied
from tests.integration.reading import quiet, read
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

FAULTS = [
    "quiet",
    *(pytest.param(one, marks=pytest.mark.network) for one in get_args(Fault) if one != "quiet"),
]


@pytest.fixture
def to_broker(apache_kafka: ApacheKafka) -> Iterator[Proxy]:
    with proxied(apache_kafka.behind_port, apache_kafka.proxy_port) as proxy:
        yield proxy


async def publish(broker: ApacheKafka, topic: Topic, values: list[bytes]) -> None:
    async with Producer(Settings(kafka=broker.address)) as producer:
        records = [Record(topic.name, b"%d" % number, value) for number, value in enumerate(values)]
        assert not any(await producer.send_all(records))


async def seen_on(broker: ApacheKafka, topic: str) -> set[bytes | None]:
    return {message.value for message in await read(broker.address, topic)}


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_broker_is_reached_anew(
    fault: Fault, apache_kafka: ApacheKafka, to_broker: Proxy, folder: Path
) -> None:
    name = f"echo-{uuid.uuid4().hex[:8]}"
    source, output = topics_of(name)
    await apache_kafka.create([source, output, dead_topic(source)])
    settings = {"kafka": f"127.0.0.1:{to_broker.port}", "kafka_session_timeout": 10}
    service = Service(name, ["-m", "tests.integration.echo"], settings, folder)
    service._environment["ECHO_NAME"] = name
    service.start()
    try:
        before = [b"before-%d" % number for number in range(50)]
        await publish(apache_kafka, source, before)
        await quiet(apache_kafka.address, {name: source.name})
        assert to_broker.break_connections(fault) >= 2
        after = [b"after-%d" % number for number in range(50)]
        await publish(apache_kafka, source, after)
        await quiet(apache_kafka.address, {name: source.name})
        assert await seen_on(apache_kafka, output.name) == {*before, *after}
        to_broker.thaw()
        await publish(apache_kafka, source, [b"last"])
        await quiet(apache_kafka.address, {name: source.name})
        assert service.running(), service.words()
        assert service.end() == 0, service.words()
    finally:
        if service.running():
            service.end()


@pytest.fixture
async def store(folder: Path) -> AsyncIterator[tuple[SecantusDB, Proxy]]:
    made = SecantusDB(folder / "store")
    await asyncio.to_thread(made.start)
    with proxied(made.port) as proxy:
        yield made, proxy
    made.kill()


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_store_is_reached_anew(
    fault: Fault, own_kafka: ApacheKafka, store: tuple[SecantusDB, Proxy], folder: Path
) -> None:
    _, proxy = store
    topics = [replace(one, partitions=2) for one in (RAW, ACCEPTED)]
    await own_kafka.create([*topics, dead_topic(topics[0])])
    settings = {
        "kafka": own_kafka.address,
        "mongo": f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true",
    }
    service = Service("intake", ["-m", "services.cli.main", "run", "intake"], settings, folder)
    service.start()
    try:
        for turn, count in enumerate((20, 600, 20)):
            values = [
                json.dumps({"text": f"Berth {turn}-{number} opened on Monday."}).encode()
                for number in range(count)
            ]
            publishing = asyncio.create_task(publish(own_kafka, RAW, values))
            if turn == 1:
                # In the midst of its work, so that the connections in use are broken.
                await until(lambda: sum(service.outcomes().values()) > 20)
                assert proxy.break_connections(fault) >= 2
            await publishing
            await quiet(own_kafka.address, {"intake": RAW.name})
        assert len(await read(own_kafka.address, ACCEPTED.name)) >= 640
        proxy.thaw()
        wait_until(lambda: service.get("/readyz")[0] == 200, HANG_SECONDS)
        assert service.end() == 0, service.words()
    finally:
        if service.running():
            service.end()


@pytest.mark.network
async def test_new_partitions_are_read(apache_kafka: ApacheKafka, folder: Path) -> None:
    name = f"echo-{uuid.uuid4().hex[:8]}"
    source, output = topics_of(name)
    await apache_kafka.create([source, output, dead_topic(source)])
    service = Service(
        name, ["-m", "tests.integration.echo"], {"kafka": apache_kafka.address}, folder
    )
    service._environment["ECHO_NAME"] = name
    service.start()
    try:
        await asyncio.to_thread(service.wait_until_ready)
        admin = AIOKafkaAdminClient(bootstrap_servers=apache_kafka.address)
        await admin.start()
        await admin.create_partitions({source.name: NewPartitions(total_count=24)})
        await admin.close()
        values = [b"%d" % number for number in range(200)]
        await publish(apache_kafka, source, values)
        await quiet(apache_kafka.address, {name: source.name})
        assert await seen_on(apache_kafka, output.name) == set(values)
    finally:
        assert service.end() == 0, service.words()
