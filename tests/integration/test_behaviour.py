"""What a stage promises, the same on every broker: in memory, Tansu, Apache Kafka."""

import asyncio
import signal
import uuid
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from schemas.dead_letter import read_dead_letter
from schemas.topics import dead_topic
from services.runtime.kafka.lag import LagReader
from services.runtime.kafka.producer import Producer, record_bytes
from services.runtime.records import Record, TooLarge
from services.runtime.runner import TooManyFailures
from services.runtime.settings import Settings
from services.runtime.stage import Message
from services.runtime.testing import Crash, MemoryBroker
from tests.conditions import HANG_SECONDS
from tests.integration.echo import ECHO, ECHO_IN, ECHO_OUT, topics_of
from tests.integration.kafka import Broker
from tests.integration.reading import lag, quiet, read
from tests.integration.services import Service


class Bench(ABC):
    """The echo service on some broker, its topics empty at first."""

    @abstractmethod
    async def publish(self, values: Sequence[tuple[bytes | None, bytes | None]]) -> None: ...

    @abstractmethod
    async def work(self) -> None:
        """Let the service handle all there is, and stop it as an operator would."""

    @abstractmethod
    async def work_and_crash(self) -> None:
        """Let the service begin, and kill it at some point."""

    @abstractmethod
    async def work_until_it_stops_itself(self) -> None: ...

    @abstractmethod
    async def outputs(self) -> list[Message]: ...

    @abstractmethod
    async def dead_letters(self) -> list[Message]: ...

    @abstractmethod
    async def lag(self) -> int: ...


class InMemory(Bench):
    def __init__(self) -> None:
        self._broker = MemoryBroker(refuse=self._refuse)

    def _refuse(self, record: Record) -> Exception | None:
        limit = ECHO_OUT.max_message_bytes
        too_large = record.topic == ECHO_OUT.name and record_bytes(record) > limit
        return TooLarge("too large") if too_large else None

    async def publish(self, values: Sequence[tuple[bytes | None, bytes | None]]) -> None:
        await self._broker.deliver([Record(ECHO_IN.name, key, value) for key, value in values])

    async def work(self) -> None:
        await self._broker.run(ECHO)

    async def work_and_crash(self) -> None:
        with pytest.raises(Crash):
            await self._broker.run(ECHO, crash_before_ack=True)

    async def work_until_it_stops_itself(self) -> None:
        with pytest.raises(TooManyFailures):
            await self._broker.run(ECHO)

    async def outputs(self) -> list[Message]:
        return self._broker.messages(ECHO_OUT.name)

    async def dead_letters(self) -> list[Message]:
        return self._broker.messages(dead_topic(ECHO_IN).name)

    async def lag(self) -> int:
        return self._broker.lag(ECHO)


class OnBroker(Bench):
    def __init__(self, broker: Broker, folder: Path) -> None:
        self._broker = broker
        self._name = f"echo-{uuid.uuid4().hex[:8]}"
        self._in, self._out = topics_of(self._name)
        self.settings = Settings(kafka=broker.address, kafka_idempotence=broker.idempotence)
        self.service = Service(
            self._name,
            ["-m", "tests.integration.echo"],
            {
                "kafka": broker.address,
                "kafka_idempotence": broker.idempotence,
                "kafka_session_timeout": 6,
                "max_message_bytes": self._in.max_message_bytes,
            },
            folder,
        )
        self.service._environment["ECHO_NAME"] = self._name

    async def create_topics(self) -> None:
        await self._broker.create([self._in, self._out, dead_topic(self._in)])

    async def publish(self, values: Sequence[tuple[bytes | None, bytes | None]]) -> None:
        async with Producer(self.settings) as producer:
            answers = await producer.send_all(
                [Record(self._in.name, key, value) for key, value in values]
            )
        assert answers == [None] * len(values)

    async def work(self) -> None:
        self.service.start()
        try:
            await quiet(self._broker.address, {self._name: self._in.name})
        finally:
            assert self.service.end() == 0, self.service.words()

    async def work_and_crash(self) -> None:
        self.service.start()
        while not await self.outputs():
            assert self.service.running(), self.service.words()
            await asyncio.sleep(0.05)
        assert self.service.end(signal.SIGKILL) == -signal.SIGKILL

    async def work_until_it_stops_itself(self) -> None:
        self.service.start()
        assert self.service.process is not None
        assert await asyncio.to_thread(self.service.process.wait, HANG_SECONDS) == 70

    async def inputs(self) -> list[Message]:
        return await read(self._broker.address, self._in.name)

    async def outputs(self) -> list[Message]:
        return await read(self._broker.address, self._out.name)

    async def put_out(self) -> set[bytes | None]:
        return {message.value for message in await self.outputs()}

    async def dead_letters(self) -> list[Message]:
        return await read(self._broker.address, dead_topic(self._in).name)

    async def make_anew(self, messages: int) -> None:
        """Delete the topic that it reads, and make another of that name with these messages."""
        name = self._in.name
        admin = AIOKafkaAdminClient(bootstrap_servers=self._broker.address)
        await admin.start()
        await admin.delete_topics([name])
        while name in await admin.list_topics():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await admin.close()
        await self._broker.create([self._in])
        await self.publish([(b"k", b"new-%d" % number) for number in range(messages)])

    async def lag(self) -> int:
        return await lag(self._broker.address, self._name, self._in.name)


@pytest.fixture(
    params=["memory", "tansu", pytest.param("apache_kafka", marks=pytest.mark.kafka)],
)
async def bench(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Bench]:
    if request.param == "memory":
        yield InMemory()
        return
    made = OnBroker(request.getfixturevalue(request.param), folder)
    await made.create_topics()
    yield made
    if made.service.running():
        made.service.end(signal.SIGKILL)


def keyed(*values: bytes | None) -> list[tuple[bytes | None, bytes | None]]:
    return [(b"key-%d" % number, value) for number, value in enumerate(values)]


async def test_every_message_ends_once(bench: Bench) -> None:
    good = [b"good-%d" % number for number in range(99)]
    await bench.publish(keyed(*good[:50], b"bad", b"boom", None, b"grow", b"copy", *good[50:]))
    await bench.work()
    assert sorted(m.value or b"" for m in await bench.outputs()) == sorted(good)
    letters = {m.value: read_dead_letter(m.headers) for m in await bench.dead_letters()}
    assert {value: letter and letter.reason for value, letter in letters.items()} == {
        b"bad": "bad_json",
        b"boom": "unexpected",
        None: "no_value",
        b"grow": "output_too_large",
    }
    assert await bench.lag() == 0


async def test_a_dead_letter_says_where_it_lay(bench: Bench) -> None:
    await bench.publish([(b"the key", b"bad")])
    await bench.work()
    [letter] = await bench.dead_letters()
    assert (letter.key, letter.value) == (b"the key", b"bad")
    told = read_dead_letter(letter.headers)
    assert told is not None
    assert (told.outcome, told.error, told.attempts) == ("rejected", "bad", 1)
    assert told.topic.endswith(".in")
    assert told.offset == 0
    assert told.timestamp > 0


async def test_what_was_acknowledged_does_not_come_again(bench: Bench) -> None:
    await bench.publish(keyed(b"one", b"two"))
    await bench.work()
    await bench.publish(keyed(b"three"))
    await bench.work()
    assert sorted(m.value or b"" for m in await bench.outputs()) == [b"one", b"three", b"two"]


async def test_messages_of_one_key_keep_their_order(bench: Bench) -> None:
    values = [b"%03d" % number for number in range(300)]
    await bench.publish([(b"same", value) for value in values])
    await bench.work()
    assert [m.value for m in await bench.outputs()] == values


async def test_killed_in_the_middle_nothing_is_lost(bench: Bench) -> None:
    values = [b"%04d" % number for number in range(1000)]
    await bench.publish(keyed(*values))
    await bench.work_and_crash()
    await bench.work()
    seen = Counter(m.value for m in await bench.outputs())
    assert sorted(value or b"" for value in seen) == values


async def test_a_run_of_failures_stops_the_service_and_keeps_the_messages(bench: Bench) -> None:
    await bench.publish([(b"same", b"fail")] * 60)
    await bench.work_until_it_stops_itself()
    letters = len(await bench.dead_letters())
    assert letters < 50
    assert await bench.lag() >= 60 - letters


@pytest.mark.kafka
async def test_an_output_that_the_broker_refuses_does_not_stop_what_follows(
    apache_kafka: Broker, folder: Path
) -> None:
    """The refusal comes with the delivery, and would leave aiokafka's producer of no use."""
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    await on_kafka.publish(keyed(*[b"a"] * 50, b"grow a little", *[b"b"] * 50))
    await on_kafka.work()
    await on_kafka.publish(keyed(*[b"c"] * 50))
    await on_kafka.work()
    seen = Counter(m.value for m in await on_kafka.outputs())
    assert seen == {b"a": 50, b"b": 50, b"c": 50}
    [letter] = await on_kafka.dead_letters()
    assert letter.value == b"grow a little"


@pytest.mark.kafka
async def test_what_was_deleted_unread_is_a_dead_letter(apache_kafka: Broker, folder: Path) -> None:
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    await on_kafka.publish([(b"k", b"%d" % number) for number in range(20)])
    await on_kafka.work()
    await on_kafka.publish([(b"k", b"%d" % number) for number in range(20, 30)])
    [part] = {TopicPartition(m.topic, m.partition) for m in await on_kafka.inputs()}
    admin = AIOKafkaAdminClient(bootstrap_servers=apache_kafka.address)
    await admin.start()
    await admin.delete_records({part: RecordsToDelete(before_offset=26)})
    await admin.close()
    await on_kafka.work()
    values = [int(m.value or b"") for m in await on_kafka.outputs()]
    assert values == [*range(20), *range(26, 30)]
    [letter] = await on_kafka.dead_letters()
    told = read_dead_letter(letter.headers)
    assert told is not None
    assert (told.reason, told.messages, told.offset) == ("deleted_unread", 6, 25)
    assert await on_kafka.lag() == 0


@pytest.mark.kafka
@pytest.mark.parametrize("new", [5, 20, 60])
async def test_a_topic_that_was_made_anew_is_read_from_its_start(
    new: int, apache_kafka: Broker, folder: Path
) -> None:
    """Also where it has grown past the old place before the service comes back."""
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    await on_kafka.publish([(b"k", b"old-%d" % number) for number in range(20)])
    await on_kafka.work()
    await on_kafka.make_anew(new)
    await on_kafka.work()
    assert {b"new-%d" % number for number in range(new)} <= await on_kafka.put_out()


@pytest.mark.kafka
@pytest.mark.parametrize("ends", [False, True])
async def test_it_is_read_from_its_start_if_it_was_made_while_the_service_slept(
    ends: bool, apache_kafka: Broker, folder: Path
) -> None:
    """The service wakes with a place in the middle of the new topic, and commits another before it
    looks. If it ends by then, the next one finds the old topic's id beside the commit."""
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    await on_kafka.publish([(b"k", b"old-%d" % number) for number in range(20)])
    on_kafka.service.start()
    while len(await on_kafka.put_out()) < 20 or await on_kafka.lag():  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert on_kafka.service.process is not None
    on_kafka.service.process.send_signal(signal.SIGSTOP)
    await on_kafka.make_anew(60)
    on_kafka.service.process.send_signal(signal.SIGCONT)
    wanted = {b"new-%d" % number for number in range(60)}
    if ends:
        while await on_kafka.lag():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        assert on_kafka.service.end() == 0
        on_kafka.service.start()
    while not wanted <= await on_kafka.put_out():
        assert on_kafka.service.running(), on_kafka.service.words()
        await asyncio.sleep(0.1)
    assert on_kafka.service.end() == 0


@pytest.mark.kafka
async def test_what_a_transaction_aborted_is_not_read_and_its_markers_do_not_wait(
    apache_kafka: Broker, folder: Path
) -> None:
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    name = on_kafka._in.name
    async with AIOKafkaProducer(
        bootstrap_servers=apache_kafka.address, transactional_id=name
    ) as producer:
        async with producer.transaction():
            await producer.send(name, b"kept", key=b"k")
        await producer.begin_transaction()
        await producer.send_and_wait(name, b"aborted", key=b"k")
        await producer.abort_transaction()
    on_kafka.service.start()
    async with LagReader(on_kafka.settings) as reader:
        while sum(one.lag for one in await reader.measure(on_kafka._in, on_kafka._name)):
            assert on_kafka.service.running(), on_kafka.service.words()
            await asyncio.sleep(0.1)
    assert on_kafka.service.end() == 0
    assert [m.value for m in await on_kafka.outputs()] == [b"kept"]


@pytest.mark.kafka
@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_every_codec_is_read(codec: Any, apache_kafka: Broker, folder: Path) -> None:
    on_kafka = OnBroker(apache_kafka, folder)
    await on_kafka.create_topics()
    values = [b"%d " % number * 200 for number in range(50)]
    async with AIOKafkaProducer(
        bootstrap_servers=apache_kafka.address, compression_type=codec
    ) as producer:
        for value in values:
            await producer.send(on_kafka._in.name, value, key=b"k")
    await on_kafka.work()
    assert [m.value for m in await on_kafka.outputs()] == values
