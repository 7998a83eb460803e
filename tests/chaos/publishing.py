"""Publishes entries until the broker has confirmed each: as usual, by hand, in transactions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from schemas.topics import RAW
from services.runtime.kafka.client import client_options
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.chaos.mix import NUMBER_HEADER, Entry
from tests.hostile.batches import Written, batch
from tests.hostile.publishing import RawProducer

Send = Callable[[Sequence[Entry], int], Awaitable[None]]
"""Publishes in order; the number is that of the first entry in the mix."""
Publisher = Callable[[Settings], AbstractAsyncContextManager[Send]]
"""Opens a connection to publish by. Raises Outage or KafkaError if no broker answers."""


def _records(entries: Sequence[Entry], first: int) -> list[Record]:
    """The messages, each with its number and what its entry says beside."""
    return [
        Record(RAW.name, one.key, one.value, ((NUMBER_HEADER, b"%d" % number), *one.headers))
        for number, one in enumerate(entries, first)
    ]


@asynccontextmanager
async def by_producer(settings: Settings) -> AsyncIterator[Send]:
    """By the producer that our own commands use."""

    async def send(entries: Sequence[Entry], first: int) -> None:
        records = _records(entries, first)
        while records:
            try:
                answers = await producer.send_all(records)
            except Outage:
                await asyncio.sleep(0.5)
                continue
            # In order from the first that failed: a revision must not overtake its successor.
            failed = [answer is not None for answer in answers]
            records = records[failed.index(True) :] if any(failed) else []

    async with Producer(settings) as producer:
        yield send


@asynccontextmanager
async def by_hand(settings: Settings) -> AsyncIterator[Send]:
    """Each as a batch of its own, so that it can be what no client library would write."""
    partition_of = DefaultPartitioner()

    async def send(entries: Sequence[Entry], first: int) -> None:
        for entry, one in zip(entries, _records(entries, first), strict=True):
            # Latin-1 can write names of headers that are not UTF-8.
            headers = tuple((name.encode("latin-1"), value) for name, value in one.headers)
            raw = batch([Written(one.value, one.key, headers)], entry.codec, broken=entry.is_broken)
            every = producer.partitions
            refusal = await producer.write(raw, partition_of(one.key, every, every))
            # A broker that looks into batches, as Apache Kafka does, takes none that is broken.
            assert refusal is None or entry.is_broken, f"{one.headers[0]} refused: {refusal}"

    async with RawProducer(settings, RAW.name) as producer:
        yield send


@asynccontextmanager
async def in_transactions(settings: Settings) -> AsyncIterator[Send]:
    """What is to be aborted in transactions that are, the rest in some that are committed."""

    async def send(entries: Sequence[Entry], first: int) -> None:
        records = list(zip(entries, _records(entries, first), strict=True))
        for is_aborted in (True, False):
            some = [one for entry, one in records if (entry.kind == "aborted") is is_aborted]
            await producer.begin_transaction()
            for one in some:
                await producer.send_and_wait(
                    one.topic, one.value, key=one.key, headers=list(one.headers)
                )
            await (producer.abort_transaction() if is_aborted else producer.commit_transaction())

    async with AIOKafkaProducer(**client_options(settings), transactional_id="chaos") as producer:
        yield send
