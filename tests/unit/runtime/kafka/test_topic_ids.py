"""A topic that was made anew is told by its id, and nothing is said where no id is known."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from aiokafka.errors import KafkaConnectionError, UnknownTopicOrPartitionError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.kafka.topic_ids import (
    MetadataRequest_v12,
    MetadataResponse_v12,
    TopicIdsRequest,
    Uuid,
    is_id,
    made_anew,
    topic_ids,
)

OLD, NEW = UUID(int=41), UUID(int=42)
PART = TopicPartition("raw", 3)


class Client:
    """Answers with these topics, as a broker of the given highest version."""

    def __init__(self, *topics: tuple[str, UUID, int], highest: int = 12) -> None:
        self.topics, self.highest = topics, highest
        self.error: Exception | None = None
        self.asked = 0

    def get_random_node(self) -> int:
        return 1

    async def send(self, node: int, request: TopicIdsRequest) -> MetadataResponse_v12:
        self.asked += 1
        if self.error is not None:
            raise self.error
        sent = request.prepare({3: (0, self.highest)})
        read = MetadataRequest_v12.decode(BytesIO(sent.encode()))
        told = [
            (error, name, topic_id, False, [(0, 0, 1, 5, [1, 2], [1], [], {})], -1, {})
            for name, topic_id, error in self.topics
            if name in [asked for _, asked, _ in read.topics]
        ]
        answer = MetadataResponse_v12(0, [(1, "h", 9092, None, {})], "c", 1, told, {})
        return MetadataResponse_v12.decode(BytesIO(answer.encode()))


async def ids(client: Client, *topics: str) -> dict[str, str]:
    asked: Any = client
    return await topic_ids(asked, topics)


async def test_ids_are_those_of_the_topics_asked_for() -> None:
    client = Client(("raw", OLD, 0), ("other", NEW, 0))
    assert await ids(client, "raw") == {"raw": OLD.hex}


async def test_a_topic_that_is_not_there_or_has_no_id_is_left_out() -> None:
    gone = UnknownTopicOrPartitionError.errno
    client = Client(("raw", UUID(int=0), 0), ("gone", NEW, gone))
    assert await ids(client, "raw", "gone") == {}


async def test_an_older_broker_has_no_ids() -> None:
    assert await ids(Client(("raw", OLD, 0), highest=11), "raw") == {}


@pytest.mark.parametrize("error", [KafkaConnectionError("away"), OSError("reset"), ValueError("?")])
async def test_a_broker_that_does_not_answer_says_nothing(error: Exception) -> None:
    client = Client(("raw", OLD, 0))
    client.error = error
    assert await ids(client, "raw") == {}


async def test_nothing_is_asked_about_nothing() -> None:
    client = Client()
    assert await ids(client) == {}
    assert client.asked == 0


@pytest.mark.parametrize(
    ("metadata", "now", "is_anew"),
    [
        (OLD.hex, {"raw": NEW.hex}, True),
        (OLD.hex, {"raw": OLD.hex}, False),
        (OLD.hex, {}, False),
        (OLD.hex, {"other": NEW.hex}, False),
        ("", {"raw": NEW.hex}, False),
        ("by hand", {"raw": NEW.hex}, False),
    ],
)
def test_a_group_is_on_another_topic_if_both_ids_are_known_and_differ(
    metadata: str, now: dict[str, str], is_anew: bool
) -> None:
    found = made_anew({PART: OffsetAndMetadata(7, metadata)}, now)
    assert found == ({PART} if is_anew else set())


@given(st.uuids())
def test_an_id_is_sixteen_bytes_there_and_back(value: UUID) -> None:
    assert Uuid.decode(BytesIO(Uuid.encode(value))) == value
    assert is_id(value.hex)
    assert not is_id(str(value))
