"""Brokers that tests share: each is started once a session, and only if a test wants it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.kafka import ApacheKafka, Broker, Tansu, kafka_or_skip


@pytest.fixture(scope="session")
def apache_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    kafka_or_skip()
    yield from _running(ApacheKafka(tmp_path_factory.mktemp("kafka")))


@pytest.fixture(scope="session")
def tansu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    yield from _running(Tansu(tmp_path_factory.mktemp("tansu")))


def _running(broker: Broker) -> Iterator[Broker]:
    broker.start()
    try:
        yield broker
    finally:
        broker.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def own_kafka(folder: Path) -> Iterator[Broker]:
    """A broker of this test alone, for tests of the topics that have fixed names."""
    kafka_or_skip()
    (folder / "kafka").mkdir()
    yield from _running(ApacheKafka(folder / "kafka"))
