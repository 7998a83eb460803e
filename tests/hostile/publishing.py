"""Writes batches as they are, and half of them, straight to a broker."""

import asyncio
import contextlib
import json
import random
from collections.abc import Sequence

from aiokafka import AIOKafkaClient, TopicPartition
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.produce import ProduceRequest

from schemas.articles import RawArticle
from services.intake.logic import article_id
from services.runtime.kafka.client import client_options
from services.runtime.settings import Settings


class RawProducer:
    """Writes batches that no client library would. ``async with``."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self._topic = topic

    async def __aenter__(self) -> "RawProducer":
        self._client = AIOKafkaClient(**client_options(self._settings))
        await self._client.bootstrap()
        await self._client.set_topics([self._topic])
        self.partitions = sorted(self._client.cluster.partitions_for_topic(self._topic) or ())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def write(self, raw: bytes, partition: int) -> str | None:
        """Write one batch; why the broker refused it, or None."""
        request = ProduceRequest(
            required_acks=-1,
            timeout=30_000,
            topics=[(self._topic, [(partition, raw)])],
            transactional_id=None,
        )
        try:
            answer = await self._client.send(self._node(partition), request)
        except KafkaError as error:
            # The broker closes a connection over what it can't read at all.
            return type(error).__name__
        [(_, [(_, code, *_rest)])] = answer.topics
        return for_code(code).__name__ if code else None

    def _node(self, partition: int) -> int:
        leader = self._client.cluster.leader_for_partition(TopicPartition(self._topic, partition))
        assert leader is not None
        return leader


async def write_half(address: str, raw: bytes, rng: random.Random) -> None:
    """Open a connection, write the first bytes of something, and be gone."""
    host, _, port = address.partition(",")[0].rpartition(":")
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_connection(host, int(port))
        del reader
        writer.write(raw[: rng.randrange(len(raw) + 1)])
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def good_value(number: int, seed: int) -> bytes:
    """An article that must be stored, known by its id."""
    text = (
        f"Port of Bergen opens berth {number}\n\n"
        f"The port of Bergen opened berth {number} on Monday. "
        f"Ana Costa of the port authority said that ship {seed}-{number} was the first to moor."
    )
    return json.dumps({"text": text, "source": "good", "external_id": f"{seed}-{number}"}).encode()


def ids_of(numbers: Sequence[int], seed: int) -> dict[int, str]:
    """The article ids of good articles, by number."""
    return {
        number: article_id(RawArticle.model_validate_json(good_value(number, seed)), None)
        for number in numbers
    }
