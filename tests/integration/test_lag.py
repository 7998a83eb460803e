"""What waits before a service is known from the broker, whether or not the service lives."""

import time
import uuid

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import Topic
from services.runtime.kafka.client import group_id
from services.runtime.kafka.lag import LagReader
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.integration.echo import topics_of
from tests.integration.kafka import Broker, refusing_port


@pytest.fixture(params=["tansu", pytest.param("apache_kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> Broker:
    found: Broker = request.getfixturevalue(request.param)
    return found


def settings_for(broker: Broker) -> Settings:
    return Settings(kafka=broker.address, kafka_idempotence=broker.idempotence)


SERVICE = "reader"


async def topic_with(broker: Broker, count: int) -> Topic:
    topic, _ = topics_of(f"lag-{uuid.uuid4().hex[:8]}")
    await broker.create([topic])
    async with Producer(settings_for(broker)) as producer:
        answers = await producer.send_all(
            [Record(topic.name, b"%d" % number, b"v") for number in range(count)]
        )
    assert answers == [None] * count
    return topic


async def commit(broker: Broker, topic: Topic, offsets: dict[int, int]) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker.address,
        group_id=group_id(SERVICE),
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic.name, number) for number in offsets])
        await consumer.commit(
            {TopicPartition(topic.name, number): at for number, at in offsets.items()}
        )
    finally:
        await consumer.stop()


async def test_all_waits_where_no_service_ever_came(broker: Broker) -> None:
    before = time.time()
    topic = await topic_with(broker, 100)
    after = time.time()
    async with LagReader(settings_for(broker)) as reader:
        places = await reader.measure(topic, SERVICE)
    assert [place.partition for place in places] == [0, 1, 2, 3]
    assert sum(place.lag for place in places) == 100
    for place in places:
        assert place.waiting_since is not None
        assert int(before * 1000) <= place.waiting_since <= after * 1000


async def test_what_is_committed_does_not_wait(broker: Broker) -> None:
    topic = await topic_with(broker, 100)
    async with LagReader(settings_for(broker)) as reader:
        before = {place.partition: place.end for place in await reader.measure(topic, SERVICE)}
        await commit(broker, topic, {0: before[0], 1: before[1] - 1})
        after = {place.partition: place for place in await reader.measure(topic, SERVICE)}
    assert {number: place.lag for number, place in after.items()} == {
        0: 0, 1: 1, 2: before[2], 3: before[3]
    }  # fmt: skip
    assert after[0].waiting_since is None
    assert after[1].waiting_since is not None


async def test_a_topic_that_is_not_there_has_no_places(broker: Broker) -> None:
    missing, _ = topics_of(f"missing-{uuid.uuid4().hex[:8]}")
    async with LagReader(settings_for(broker)) as reader:
        assert await reader.measure(missing) == []


async def test_no_broker_is_an_outage() -> None:
    with refusing_port() as port, pytest.raises(Outage):
        async with LagReader(Settings(kafka=f"127.0.0.1:{port}")):
            pass
