"""A reader outside of stages reads what there is, and says what it can't read."""

import ssl
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from services.runtime.kafka import reader
from services.runtime.kafka.reader import ReadError, broker_there, ends_of, joined, until_now
from services.runtime.settings import Settings
from tests.unit.runtime.kafka.fakes import Cluster, Consumer, record

A, B, EMPTY = (TopicPartition("t", number) for number in range(3))
PARTS = {A: (0, 7), B: (2, 3), EMPTY: (4, 4)}


def assigned(cluster: Cluster) -> Consumer:
    made = Consumer(cluster)
    made.assign(list(cluster.parts))
    return made


async def collected(found: AsyncIterator[tuple[TopicPartition, list[Any]]]) -> list[bytes]:
    return [one.value async for _, records in found for one in records]


async def test_an_end_is_what_a_fetch_says_where_the_broker_understates() -> None:
    made = assigned(Cluster(PARTS, understates=3))
    made.seek(A, 2)
    assert await ends_of(made, [A, B, EMPTY]) == {A: 7, B: 3, EMPTY: 4}
    assert {part: await made.position(part) for part in PARTS} == {A: 2, B: 2, EMPTY: 4}


async def test_an_open_transaction_is_not_waited_for() -> None:
    made = assigned(Cluster({A: (0, 7)}, stable={A: 4}))
    assert await ends_of(made, [A]) == {A: 4}
    assert await collected(until_now(made, [A])) == [b"0/0", b"0/1", b"0/2", b"0/3"]


async def test_markers_at_the_end_are_read_past() -> None:
    made = assigned(Cluster({A: (0, 4)}, markers={A: {1, 3}}))
    assert await collected(until_now(made, [A])) == [b"0/0", b"0/2"]


async def test_an_empty_partition_is_not_fetched_from() -> None:
    made = assigned(Cluster({EMPTY: (4, 4)}))
    assert await ends_of(made, [EMPTY]) == {EMPTY: 4}
    assert made.fetches == 0


async def test_a_partition_that_gives_no_message_is_told_and_not_taken_for_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "PROBE_SECONDS", -1.0)
    with pytest.raises(ReadError, match=r"t/1: the broker gives no message"):
        await ends_of(assigned(Cluster({B: (2, 3)}, silent={B})), [B])


async def test_what_lies_there_now_is_read_and_no_more() -> None:
    made = assigned(Cluster(dict(PARTS)))
    made.seek(A, 3)
    found = []
    async for part, records in until_now(made, [A, B, EMPTY]):
        found += [(part, one.offset) for one in records]
        made.cluster.parts[A] = (0, 100)
    assert sorted(found) == [(A, 3), (A, 4), (A, 5), (A, 6), (B, 2)]


async def test_nothing_is_read_where_nothing_waits() -> None:
    made = assigned(Cluster(dict(PARTS)))
    made.seek(A, 7)
    made.seek(B, 3)
    assert await collected(until_now(made, [A, B, EMPTY])) == []


async def test_for_ever_is_what_lies_there_and_what_comes() -> None:
    made = assigned(Cluster(dict(PARTS)))
    found: list[int] = []
    async for part, records in reader.for_ever(made):
        found += [one.offset for one in records if part == A]
        if len(found) == 7:
            made.cluster.parts[A] = (0, 8)
        if len(found) == 8:
            break
    assert found == list(range(8))


async def test_a_topic_that_is_not_there_is_named_and_none_is_made() -> None:
    made = Consumer(Cluster(PARTS))
    assert await reader.partitions(made, iter(["t"])) == [A, B, EMPTY]
    with pytest.raises(ReadError, match="no topic a, b there"):
        await reader.partitions(made, ["b", "t", "a"])


async def test_a_topic_that_is_not_there_can_be_left_out_but_not_all() -> None:
    made, told = Consumer(Cluster(PARTS)), list[str]()
    assert await reader.partitions(made, ["b", "t", "a"], told.extend) == [A, B, EMPTY]
    assert told == ["a", "b"]
    assert await reader.partitions(made, ["t"], told.extend) == [A, B, EMPTY]
    with pytest.raises(ReadError, match="no topic a there"):
        await reader.partitions(made, ["a"], told.extend)
    assert told == ["a", "b"]


async def test_a_group_gets_its_partitions_or_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    made = assigned(Cluster(PARTS))
    assert sorted(await joined(made, "t", 10)) == [A, B, EMPTY]
    assert made.subscribed == ["t"]
    with pytest.raises(ReadError, match="hold all partitions of t"):
        await joined(Consumer(Cluster(PARTS)), "t", -1)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Cluster], list[Consumer]]:
    """Let the module make consumers of a cluster; those that it made."""

    def on(cluster: Cluster) -> list[Consumer]:
        made: list[Consumer] = []

        def make(**options: Any) -> Consumer:
            made.append(Consumer(cluster, **options))
            return made[-1]

        monkeypatch.setattr(reader, "AIOKafkaConsumer", make)
        return made

    return on


async def test_all_is_every_message_partition_by_partition_in_order(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    made = use(Cluster(PARTS))
    found = [one async for one in reader.read_all(Settings(), ["t"])]
    offsets = {part: [one.offset for one in found if one.partition == part[1]] for part in PARTS}
    assert offsets == {A: list(range(7)), B: [2], EMPTY: []}
    assert not made[0].is_running


@pytest.mark.parametrize(
    ("part", "offset", "expected"),
    [(A, 5, b"0/5"), (A, 7, None), (B, 1, None), (B, 2, b"1/2"), (TopicPartition("t", 9), 0, None)],
)
async def test_one_message_or_none(
    use: Callable[[Cluster], list[Consumer]],
    part: TopicPartition,
    offset: int,
    expected: bytes | None,
) -> None:
    use(Cluster(PARTS))
    found = await reader.read_one(Settings(), part, offset)
    assert (found and found.value) == expected


async def test_a_consumer_takes_messages_as_large_as_the_settings_say(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster(PARTS))
    settings = Settings(kafka_session_timeout=20, max_message_bytes=2**20)
    async with reader.consumer(settings, "g", "latest") as made:
        assert made.options["group_id"] == "g"
        assert made.options["auto_offset_reset"] == "latest"
        assert made.options["enable_auto_commit"] is False
        assert made.options["session_timeout_ms"] == 20_000
        assert made.options["heartbeat_interval_ms"] == 4_000
        assert made.options["max_partition_fetch_bytes"] == 2**21
        assert made.is_running
    assert not made.is_running


@pytest.mark.parametrize(
    ("error", "refused", "said"),
    [
        (KafkaConnectionError("x"), None, "no Kafka broker answers at h:1 (WIREROOM_KAFKA)"),
        (ConnectionRefusedError(), None, "no Kafka broker answers at h:1 (WIREROOM_KAFKA)"),
        (ssl.SSLError(), "TLS: bad", "Kafka at h:1 refuses us: TLS: bad (WIREROOM_KAFKA_USERNAME"),
        (ValueError("x"), None, "h:1: not host:port (WIREROOM_KAFKA)"),
        (FileNotFoundError(), None, "ca.pem: no such file (WIREROOM_KAFKA_CA_FILE)"),
    ],
)
async def test_why_no_broker_is_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: Exception, refused: str | None, said: str
) -> None:
    async def refusal(settings: Settings) -> str | None:
        return refused

    monkeypatch.setattr(reader, "refusal", refusal)
    settings = Settings(kafka="h:1", kafka_ca_file="ca.pem")
    with pytest.raises(ReadError) as raised:
        async with broker_there(settings):
            raise error
    assert str(raised.value).startswith(said)
    assert raised.value.__cause__ is error


async def test_a_broker_that_does_not_answer_leaves_no_consumer_running(
    use: Callable[[Cluster], list[Consumer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "refusal", partial(_nothing))
    made = use(Cluster(PARTS, away=KafkaConnectionError("x")))
    with pytest.raises(ReadError):
        async with reader.consumer(Settings()):
            pytest.fail("it is there")
    assert not made[0].is_running


async def _nothing(settings: Settings) -> None:
    return None


def test_a_record_is_a_message_as_stages_know_it() -> None:
    message = reader.as_message(record(B, 7))
    assert (message.topic, message.partition, message.offset) == ("t", 1, 7)
    assert (message.key, message.value, message.timestamp) == (b"k", b"1/7", 7000)
    assert message.headers == (("h", b"v"),)
    assert message.is_broker_time
