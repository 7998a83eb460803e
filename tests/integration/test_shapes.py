"""A service runs any number of stages in one consumer group, or none and a server."""

import signal
import uuid
from collections import Counter
from pathlib import Path

import pytest

from schemas.topics import dead_topic
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.settings import Settings
from tests.integration.kafka import Broker
from tests.integration.reading import quiet, read
from tests.integration.services import Service
from tests.integration.shapes import topics_of


@pytest.fixture(params=["tansu", pytest.param("apache_kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> Broker:
    found: Broker = request.getfixturevalue(request.param)
    return found


def started(shape: str, name: str, settings: dict[str, object], folder: Path) -> Service:
    return Service(name, ["-m", "tests.integration.shapes", shape, name], settings, folder).start()


@pytest.mark.parametrize("shape", ["two", "both"])
async def test_two_stages_share_a_group_and_write_where_they_say(
    shape: str, broker: Broker, folder: Path
) -> None:
    name = f"{shape}-{uuid.uuid4().hex[:8]}"
    first, second, out, side = topics_of(name)
    await broker.create([first, second, out, side, dead_topic(first), dead_topic(second)])
    settings = Settings(kafka=broker.address, kafka_idempotence=broker.idempotence)
    async with Producer(settings) as producer:
        answers = await producer.send_all(
            [
                Record(topic.name, b"%d" % number, value)
                for topic in (first, second)
                for number in range(20)
                for value in (b"plain", b"side")
            ]
        )
    assert answers == [None] * 80
    service = started(
        shape, name,
        {
            "kafka": broker.address, "kafka_idempotence": broker.idempotence,
            "kafka_session_timeout": 6,
        },
        folder,
    )  # fmt: skip
    try:
        for topic in (first, second):
            await quiet(broker.address, {name: topic.name})
        assert service.outcomes() == {"published": 80}
        assert service.get("/readyz")[0] == 200
    finally:
        assert service.end() == 0, service.words()
    for output, word in ((out, "plain"), (side, "side")):
        values = Counter(message.value for message in await read(broker.address, output.name))
        assert values == {f"{topic.name}:{word}".encode(): 20 for topic in (first, second)}


def test_a_server_needs_no_kafka_and_ends_when_it_is_told_to(folder: Path) -> None:
    service = started("server", "server", {"kafka": "127.0.0.1:1"}, folder)
    try:
        service.wait_until_ready()
    finally:
        assert service.end(signal.SIGTERM) == 0, service.words()


def test_a_service_whose_server_fails_stops_itself(folder: Path) -> None:
    service = started("broken", "broken", {}, folder)
    assert service.process is not None
    assert service.process.wait(60) == 70
    assert "the socket is gone" in service.words()
