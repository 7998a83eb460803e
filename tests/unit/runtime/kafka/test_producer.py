"""Each record gets the broker's word, and a producer that failed is replaced."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    UnknownError,
    UnsupportedVersionError,
)

from schemas.topics import MIB, RAW
from services.runtime.kafka.producer import (
    RestartingProducer,
    max_request_bytes,
    record_bytes,
)
from services.runtime.records import Record, TooLarge
from services.runtime.retry import Lacking, Outage
from services.runtime.settings import Settings


class Broker:
    """Makes producers and answers for them. A value in ``refuses`` fails the batch it is in."""

    def __init__(self) -> None:
        self.made: list[AioProducer] = []
        self.is_away = False
        self.gives_no_id: Exception | None = None
        self.refuses: dict[bytes, Exception] = {}
        self.drops: set[bytes | None] = set()
        self.accepts_nothing: Exception | None = None
        self.taken: list[bytes | None] = []

    def producer(self) -> "AioProducer":
        self.made.append(AioProducer(self))
        return self.made[-1]


class AioProducer:
    """Stands in for aiokafka's producer: what is sent between two waits is one batch."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.state = "new"
        self.batch: list[tuple[bytes | None, asyncio.Future[Any]]] = []

    async def start(self) -> None:
        if self.broker.is_away:
            raise KafkaConnectionError("no broker")
        if self.broker.gives_no_id:
            raise self.broker.gives_no_id
        self.state = "started"

    async def stop(self) -> None:
        self.state = "stopped"

    async def send(
        self, topic: str, value: bytes | None, *, key: bytes | None, headers: list[Any]
    ) -> "asyncio.Future[Any]":
        if self.broker.accepts_nothing:
            raise self.broker.accepts_nothing
        assert self.state == "started"
        assert isinstance(headers, list)
        answer = asyncio.get_running_loop().create_future()
        if not self.batch:
            asyncio.get_running_loop().call_soon(self._deliver)
        self.batch.append((value, answer))
        return answer

    def _deliver(self) -> None:
        batch, self.batch = self.batch, []
        errors = [self.broker.refuses[v] for v, _ in batch if v in self.broker.refuses]
        for value, answer in batch:
            if value in self.broker.drops:
                answer.cancel()
            elif errors:
                answer.set_exception(errors[0])
            else:
                answer.set_result("metadata")
                self.broker.taken.append(value)


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def producer(broker: Broker) -> RestartingProducer:
    return RestartingProducer(broker.producer)


def records(*values: bytes, topic: str = "t") -> Sequence[Record]:
    return [Record(topic, b"k", value, (("h", b"v"),)) for value in values]


async def test_every_record_is_written_in_order_by_one_producer(
    broker: Broker, producer: RestartingProducer
) -> None:
    assert await producer.send_all(records(b"a", b"b")) == [None, None]
    assert await producer.send_all(records(b"c")) == [None]
    assert await producer.send_all([]) == []
    assert broker.taken == [b"a", b"b", b"c"]
    assert len(broker.made) == 1


async def test_a_record_that_is_too_large_costs_its_batch_nothing(
    broker: Broker, producer: RestartingProducer
) -> None:
    broker.refuses[b"big"] = MessageSizeTooLargeError("too big")
    first, second, third = await producer.send_all(records(b"a", b"big", b"b"))
    assert (first, third) == (None, None)
    assert isinstance(second, TooLarge)
    assert "too big" in str(second)
    assert broker.taken == [b"a", b"b"]


async def test_after_a_batch_that_failed_another_producer_goes_on(
    broker: Broker, producer: RestartingProducer
) -> None:
    trouble = KafkaTimeoutError("slow")
    broker.refuses[b"b"] = trouble
    assert await producer.send_all(records(b"a", b"b")) == [trouble, trouble]
    broker.refuses.clear()
    assert await producer.send_all(records(b"a", b"b")) == [None, None]
    assert [one.state for one in broker.made] == ["stopped", "started"]


async def test_a_record_whose_delivery_is_cancelled_was_not_delivered(
    broker: Broker, producer: RestartingProducer
) -> None:
    broker.drops = {b"b"}
    first, second = await producer.send_all(records(b"a", b"b"))
    assert first is None
    assert isinstance(second, KafkaError)
    assert [one.state for one in broker.made] == ["stopped"]


async def test_a_record_that_is_not_even_taken_is_told(
    broker: Broker, producer: RestartingProducer
) -> None:
    broker.accepts_nothing = KafkaTimeoutError("full")
    assert await producer.send_all(records(b"a")) == [broker.accepts_nothing]
    broker.accepts_nothing = None
    assert await producer.send_all(records(b"a")) == [None]
    assert len(broker.made) == 1


async def test_a_record_beyond_its_topics_limit_is_never_sent(
    broker: Broker, producer: RestartingProducer
) -> None:
    empty = record_bytes(records(b"", topic=RAW.name)[0])
    fits, too_large = (bytes(RAW.max_message_bytes - empty + extra) for extra in (0, 1))
    first, second = await producer.send_all(records(fits, too_large, topic=RAW.name))
    assert first is None
    assert isinstance(second, TooLarge)
    assert str(second) == f"{RAW.max_message_bytes + 1} bytes are more than articles.raw takes"
    assert broker.taken == [fits]


async def test_no_broker_is_an_outage_and_leaves_nothing_behind(
    broker: Broker, producer: RestartingProducer
) -> None:
    broker.is_away = True
    with pytest.raises(Outage, match=r"kafka is away: .*no broker"):
        await producer.send_all(records(b"a"))
    assert [one.state for one in broker.made] == ["stopped"]
    broker.is_away = False
    assert await producer.send_all(records(b"a")) == [None]


async def test_it_can_be_stopped_whether_or_not_it_was_started(
    broker: Broker, producer: RestartingProducer
) -> None:
    await producer.stop()
    await producer.start()
    await producer.start()
    await producer.stop()
    await producer.stop()
    assert [one.state for one in broker.made] == ["stopped"]


def test_a_record_is_its_key_value_and_headers_and_some_room() -> None:
    bare = record_bytes(Record("t", None, None))
    assert record_bytes(Record("t", b"key", b"value")) == bare + 8
    assert record_bytes(Record("t", None, None, (("name", b"12"),))) == bare + 4 + 2 + 8


def test_a_request_has_room_for_a_dead_letter_of_the_largest_message() -> None:
    assert max_request_bytes(Settings(max_message_bytes=2 * MIB)) == 3 * MIB


@pytest.mark.parametrize("answer", [UnknownError(), UnsupportedVersionError("no such request")])
async def test_a_broker_without_idempotence_is_told_with_the_setting(
    broker: Broker, producer: RestartingProducer, answer: Exception
) -> None:
    broker.gives_no_id = answer
    with pytest.raises(Lacking, match="WIREROOM_KAFKA_IDEMPOTENCE=false") as raised:
        await producer.start()
    assert "is away" not in str(raised.value)
    assert [one.state for one in broker.made] == ["stopped"]
