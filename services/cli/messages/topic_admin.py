"""Brings the topics that the services need and those of a broker together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from services.cli.errors import CommandError
from services.runtime.kafka.client import client_options
from services.runtime.kafka.reader import broker_there
from services.runtime.registration import topology
from services.runtime.settings import Settings

TOPIC_ALREADY_EXISTS = 36
REPLICAS = 3
WRITTEN_BEFORE_ACK = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """What a topic is made of, whether wanted or found."""

    partitions: int
    replicas: int
    configs: Mapping[str, str] = field(default_factory=dict)


def wanted_shapes(brokers: int, partitions: int | None) -> dict[str, Shape]:
    """How every topic should be on a cluster of so many brokers."""
    safe = brokers >= REPLICAS
    extra = {"min.insync.replicas": str(WRITTEN_BEFORE_ACK)} if safe else {}
    return {
        topic.name: Shape(
            partitions or topic.partitions, REPLICAS if safe else 1, topic.configs | extra
        )
        for topic in topology().all_topics.values()
    }


def differences(
    wanted: Mapping[str, Shape], actual: Mapping[str, Shape]
) -> list[tuple[str, str, str, str]]:
    """Rows of topic, what differs, how it is, how it should be."""
    rows: list[tuple[str, str, str, str]] = []
    for name, shape in wanted.items():
        there = actual.get(name)
        if there is None:
            rows.append((name, "topic", "missing", "there"))
            continue
        pairs = [
            ("partitions", str(there.partitions), str(shape.partitions)),
            ("replicas", str(there.replicas), str(shape.replicas)),
            *(
                (config, there.configs.get(config, "not set"), value)
                for config, value in shape.configs.items()
            ),
        ]
        rows += [(name, what, is_, should) for what, is_, should in pairs if is_ != should]
    return rows


@asynccontextmanager
async def admin_client(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client. Raises CommandError if no broker answers."""
    async with broker_there(settings):
        admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        async with broker_there(settings):
            await admin.start()
        yield admin
    finally:
        await admin.close()


async def look(
    admin: AIOKafkaAdminClient, partitions: int | None
) -> tuple[dict[str, Shape], dict[str, Shape]]:
    """The topics as they should be and as they are."""
    brokers = len((await admin.describe_cluster())["brokers"])
    wanted = wanted_shapes(brokers, partitions)
    # Asking for a topic by name makes some brokers create it.
    names = [name for name in await admin.list_topics() if name in wanted]
    if not names:
        return wanted, {}
    configs = await _configs(admin, names)
    described = await admin.describe_topics(names)
    return wanted, {
        topic["topic"]: Shape(
            len(topic["partitions"]),
            min((len(part["replicas"]) for part in topic["partitions"]), default=0),
            configs.get(topic["topic"], {}),
        )
        for topic in described
    }


async def _configs(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    answers = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    )
    found: dict[str, dict[str, str]] = {}
    for answer in answers:
        for _error, _words, _kind, name, entries in answer.resources:
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found


async def create(
    admin: AIOKafkaAdminClient, partitions: int | None, brokers: int = 1
) -> dict[str, bool]:
    """Create what is missing. Raises CommandError if the broker refuses, or too few are up."""
    up = len((await admin.describe_cluster())["brokers"])
    if up < brokers:
        raise CommandError(f"{up} of {brokers} brokers are up: no topics are created yet")
    wanted = wanted_shapes(up, partitions)
    there = set(await admin.list_topics())
    missing = [
        NewTopic(name, shape.partitions, shape.replicas, topic_configs=dict(shape.configs))
        for name, shape in wanted.items()
        if name not in there
    ]
    answer = await admin.create_topics(missing) if missing else None
    for name, code, *words in answer.topic_errors if answer else ():
        if code not in (0, TOPIC_ALREADY_EXISTS):
            raise CommandError(f"the broker does not create {name}: {_words(code, words)}")
    return {name: name not in there for name in wanted}


def _words(code: int, words: list[str | None]) -> str:
    return next((word for word in words if word), f"Kafka's error {code}")
