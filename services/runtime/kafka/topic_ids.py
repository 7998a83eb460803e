"""Tells a topic that was deleted and made anew from the one before, by the id that Kafka gives it.

The old place of a consumer group means nothing on the new topic. Kafka deletes what a group has
committed together with the topic, but a consumer that runs knows its place and commits it again. So
each commit bears the topic's id (KIP-516), and a group whose commit bears another one begins at the
start. aiokafka 0.14 asks for metadata of version 5, and ids come with version 10; version 12 is in
every broker since Kafka 3.0. A broker without them has no ids here (Tansu 0.6): there a topic made
anew is noticed only while it is shorter than the old place.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)
from aiokafka.structs import OffsetAndMetadata, TopicPartition

log = logging.getLogger(__name__)

NO_ID = UUID(int=0)


class Uuid(AbstractType[UUID]):  # type: ignore[misc]
    """Sixteen bytes."""

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


class MetadataResponse_v12(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("topic", CompactString("utf-8")),
                ("topic_id", Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class MetadataRequest_v12(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 12
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = MetadataResponse_v12
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(
                ("topic_id", Uuid),
                ("topic", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class TopicIdsRequest(Request[MetadataRequest_v12]):  # type: ignore[misc]
    """Metadata of some topics, by name."""

    API_KEY = 3

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics: list[tuple[Any, ...]] = [(NO_ID, topic, {}) for topic in topics]

    def build(self, request_struct_class: type[MetadataRequest_v12]) -> MetadataRequest_v12:
        return request_struct_class(self._topics, False, False, {})


async def topic_ids(client: AIOKafkaClient, topics: Collection[str]) -> dict[str, str]:
    """The ids of those topics that have one, in hexadecimal. Empty where the broker knows no ids,
    or does not answer just now."""
    if not topics:
        return {}
    try:
        answer: Any = await client.send(client.get_random_node(), TopicIdsRequest(sorted(topics)))
    except (IncompatibleBrokerVersion, NotImplementedError):
        return {}
    except (KafkaError, OSError, ValueError, TypeError) as error:
        log.warning("the ids of the topics are not known: %s", error)
        return {}
    return {
        name: topic_id.hex
        for error_code, name, topic_id, *_ in answer.topics
        if not error_code and topic_id != NO_ID
    }


def made_anew(
    committed: Mapping[TopicPartition, OffsetAndMetadata], ids: Mapping[str, str]
) -> set[TopicPartition]:
    """The partitions whose group committed its place on another topic of the same name.

    ``ids`` are those of now. Where either id is not known nothing is said.
    """
    return {
        part
        for part, place in committed.items()
        if is_id(place.metadata) and ids.get(part.topic, place.metadata) != place.metadata
    }


def is_id(metadata: str) -> bool:
    """Whether what stands beside a committed offset is a topic's id; tools may write others."""
    return len(metadata) == 32 and all(char in "0123456789abcdef" for char in metadata)
