"""How far a service has come is told by the broker, whatever the service does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    KafkaConnectionError,
    RecordTooLargeError,
)

from schemas.topics import RAW
from services.runtime.kafka import lag
from services.runtime.kafka.lag import LagReader, PartitionLag
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.unit.runtime.kafka.fakes import Cluster, Consumer

TOPIC = replace(RAW, name="t")
A, B, EMPTY = (TopicPartition("t", number) for number in range(3))
PARTS = {A: (0, 7), B: (2, 30), EMPTY: (4, 4)}


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Cluster], list[Consumer]]:
    def on(cluster: Cluster) -> list[Consumer]:
        made: list[Consumer] = []

        def make(**options: Any) -> Consumer:
            made.append(Consumer(cluster, **options))
            return made[-1]

        for name in ("AIOKafkaConsumer", "AIOKafkaAdminClient", "AIOKafkaClient"):
            monkeypatch.setattr(lag, name, make)
        return made

    return on


async def measured(service: str | None = "intake") -> dict[int, tuple[int, int, int, int | None]]:
    """By partition: committed, end, lag, and since when the oldest waits."""
    async with LagReader(Settings()) as reader:
        found = await reader.measure(TOPIC, service)
    assert [(one.topic, one.partition) for one in found] == [("t", n) for n in range(len(found))]
    return {one.partition: (one.committed, one.end, one.lag, one.waiting_since) for one in found}


async def test_without_a_reader_everything_waits(use: Callable[[Cluster], list[Consumer]]) -> None:
    made = use(Cluster(PARTS, committed={A: 5}))
    assert await measured(None) == {
        0: (0, 7, 7, 0),
        1: (2, 30, 28, 2000),
        2: (4, 4, 0, None),
    }
    assert not any(one.is_running for one in made)


async def test_what_is_committed_does_not_wait(use: Callable[[Cluster], list[Consumer]]) -> None:
    made = use(Cluster(PARTS, committed={A: 7, B: 29}))
    assert await measured() == {0: (7, 7, 0, None), 1: (29, 30, 1, 29_000), 2: (4, 4, 0, None)}
    assert "wireroom-intake" in [getattr(one, "group", None) for one in made]


async def test_what_retention_took_away_does_not_wait(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (5, 7)}, committed={A: 1}))
    assert await measured() == {0: (5, 7, 2, 5000)}


async def test_an_end_that_the_broker_understates_is_mended(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (0, 7)}, committed={A: 5}, understates=4))
    assert await measured() == {0: (5, 7, 2, 3000)}


async def test_a_topic_that_was_made_anew_waits_from_its_start(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (1, 3)}, committed={A: 100}))
    assert await measured() == {0: (1, 3, 2, None)}


async def test_what_was_deleted_since_the_last_commit_is_counted(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (9, 12), B: (9, 12), EMPTY: (9, 9)}, committed={A: 4, EMPTY: 9}))
    async with LagReader(Settings()) as reader:
        found = await reader.measure(TOPIC, "intake")
    assert [one.deleted_unread for one in found] == [5, 0, 0]


async def test_markers_of_transactions_do_not_wait(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (0, 7), B: (2, 30)}, committed={A: 5, B: 20}, markers={A: {5, 6}, B: {20, 21}}))
    assert await measured() == {0: (7, 7, 0, None), 1: (22, 30, 8, 22_000)}


async def test_what_a_transaction_still_holds_waits_without_an_age(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (0, 7)}, committed={A: 5}, stable={A: 5}))
    assert await measured() == {0: (5, 7, 2, None)}


async def test_the_first_group_of_a_cluster_has_committed_nothing(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (0, 3)}, group_error=GroupCoordinatorNotAvailableError()))
    assert await measured() == {0: (0, 3, 3, 0)}


async def test_a_message_too_large_to_fetch_has_no_age(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({A: (0, 3)}, fetch_error=RecordTooLargeError()))
    assert await measured() == {0: (0, 3, 3, None)}


async def test_a_partition_that_answers_no_fetch_is_not_waited_for_without_end(
    use: Callable[[Cluster], list[Consumer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lag, "PROBE_SECONDS", -1.0)
    use(Cluster({A: (0, 3)}, silent={A}))
    assert await measured() == {0: (0, 3, 3, None)}


async def test_a_topic_that_is_not_there_has_no_partitions(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster({TopicPartition("other", 0): (0, 1)}))
    assert await measured() == {}


@pytest.mark.parametrize("away", [KafkaConnectionError("x"), OSError("x")])
async def test_no_broker_is_an_outage(
    use: Callable[[Cluster], list[Consumer]], away: Exception
) -> None:
    made = use(Cluster(PARTS, away=away))
    with pytest.raises(Outage, match="kafka is away"):
        await measured()
    assert not any(one.is_running for one in made)


async def test_a_broker_that_goes_while_it_is_asked_is_an_outage(
    use: Callable[[Cluster], list[Consumer]],
) -> None:
    use(Cluster(PARTS, fetch_error=KafkaConnectionError("x")))
    with pytest.raises(Outage):
        await measured()


def test_lag_is_what_is_not_committed() -> None:
    assert PartitionLag("t", 0, first=0, committed=3, end=10, waiting_since=None).lag == 7
    assert PartitionLag("t", 0, first=0, committed=11, end=10, waiting_since=None).lag == 0
