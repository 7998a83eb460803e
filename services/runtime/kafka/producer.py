"""Writes records: all are handed over at once, and the broker's answer is awaited for each."""

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

from aiokafka import AIOKafkaClient, AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordTooLargeError,
    UnknownError,
    UnsupportedVersionError,
)
from aiokafka.structs import RecordMetadata

from schemas.articles import Origin
from schemas.topics import MIB
from services.runtime.kafka.client import client_options
from services.runtime.records import Record, TooLarge
from services.runtime.registration import topology
from services.runtime.retry import Lacking, Outage
from services.runtime.settings import Settings

PRODUCER_BATCH_BYTES = 256 * 1024
"""With 2 KB messages, and 5 ms of lingering, twice as fast as aiokafka's defaults (16 KiB, none);
measured on one core."""

_TOO_LARGE = (MessageSizeTooLargeError, RecordTooLargeError)
_NO_PRODUCER_ID = (UnknownError, UnsupportedVersionError, ClusterAuthorizationFailedError)
"""What a broker answers at the start of an idempotent producer if it has none, or none for us."""
_OVERHEAD_BYTES = 1024
"""Room for what Kafka puts around a record: batch header, lengths, timestamps."""


def max_request_bytes(settings: Settings) -> int:
    """Room for a dead letter: a message of the largest size, and its headers."""
    return settings.max_message_bytes + MIB


def record_bytes(record: Record) -> int:
    """About what a record takes on its topic."""
    headers = sum(len(name.encode()) + len(value or b"") + 8 for name, value in record.headers)
    return len(record.value or b"") + len(record.key or b"") + headers + _OVERHEAD_BYTES


def _position(written: RecordMetadata) -> Origin:
    # After a retry the broker may no longer know where it put a batch, and says -1.
    return Origin(
        topic=written.topic,
        partition=written.partition,
        offset=max(written.offset, 0),
        timestamp=max(written.timestamp or 0, 0),
    )


class RestartingProducer:
    """Sends by an aiokafka producer, and replaces that producer after a failed batch.

    A batch that fails leaves a gap in the numbers of aiokafka 0.14's idempotent producer, and the
    broker then refuses all that follows (OutOfOrderSequenceNumber), for ever.
    """

    def __init__(self, new_producer: Callable[[], AIOKafkaProducer]) -> None:
        self._new_producer = new_producer
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    @property
    def client(self) -> AIOKafkaClient | None:
        """The client of the producer that is in use, if one is."""
        return self._producer.client if self._producer is not None else None

    async def start(self) -> None:
        """Raises Outage if no broker answers, or it gives no idempotent producer its id."""
        async with self._starting:  # Several may send at the same time.
            if self._producer is None:
                self._producer = await self._started()

    async def _started(self) -> AIOKafkaProducer:
        producer = self._new_producer()
        try:
            await producer.start()
        except _NO_PRODUCER_ID as error:
            await producer.stop()
            raise Lacking(
                "kafka",
                f"the broker has no idempotent producer for us ({type(error).__name__}): set "
                "WIREROOM_KAFKA_IDEMPOTENCE=false if it can't, as that of `wireroom up`",
            ) from error
        except (KafkaError, OSError) as error:
            await producer.stop()
            raise Outage("kafka", error) from error
        except BaseException:
            await producer.stop()  # Cancelled: it would go on for nobody.
            raise
        return producer

    async def stop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def send_all(self, records: Sequence[Record]) -> list[Exception | None]:
        """Write records in order and wait for the answer to each: a ``records.Deliver``."""
        return [
            answer if isinstance(answer, Exception) else None
            for answer in await self._send_each(records)
        ]

    async def write_all(self, records: Sequence[Record]) -> list[Origin | Exception]:
        """The same, and where each message lies now."""
        return [
            answer if isinstance(answer, Exception) else _position(answer)
            for answer in await self._send_each(records)
        ]

    async def _send_each(self, records: Sequence[Record]) -> list[RecordMetadata | Exception]:
        answers = await self._send(records)
        for index, answer in enumerate(answers):
            # A batch is refused as a whole; sent alone, a record shows whether it is too large.
            if isinstance(answer, _TOO_LARGE):
                [answers[index]] = await self._send([records[index]])
        return [
            TooLarge(str(answer)) if isinstance(answer, _TOO_LARGE) else answer
            for answer in answers
        ]

    async def _send(self, records: Sequence[Record]) -> list[RecordMetadata | Exception]:
        while (producer := self._producer) is None:  # Another sender's failure may stop it.
            await self.start()
        answers: dict[int, RecordMetadata | Exception] = {}
        deliveries: dict[int, asyncio.Future[Any]] = {}
        for index, record in enumerate(records):
            topic = topology().all_topics.get(record.topic)
            if topic is not None and record_bytes(record) > topic.max_message_bytes:
                answers[index] = TooLarge(
                    f"{record_bytes(record)} bytes are more than {topic.name} takes"
                )
                continue
            try:
                deliveries[index] = await producer.send(
                    record.topic, record.value, key=record.key, headers=list(record.headers)
                )
            except (KafkaError, OSError) as error:
                answers[index] = error
        answered = await asyncio.gather(*deliveries.values(), return_exceptions=True)
        # A delivery that aiokafka cancels is no delivery, and CancelledError is no Exception.
        results = [
            KafkaError("the producer gave it up")
            if isinstance(one, asyncio.CancelledError)
            else one
            for one in answered
        ]
        answers |= zip(deliveries, results, strict=True)
        if any(isinstance(result, Exception) for result in results):
            await self.stop()
        return [answers[index] for index in range(len(records))]


class Producer(RestartingProducer):
    """Writes records outside of stages: for the command line and the tests.

    ``async with`` raises Outage if no broker answers.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            lambda: AIOKafkaProducer(
                **client_options(settings),
                acks="all",
                enable_idempotence=settings.kafka_idempotence,
                linger_ms=settings.linger_seconds * 1000,
                max_batch_size=PRODUCER_BATCH_BYTES,
                max_request_size=max_request_bytes(settings),
            )
        )

    async def __aenter__(self) -> "Producer":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()
