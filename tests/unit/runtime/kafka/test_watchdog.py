"""A service that stands still for no known reason is told, helped, and at last ended."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from services.runtime.kafka import watchdog
from services.runtime.kafka.lag import PartitionLag
from services.runtime.kafka.watchdog import (
    END_SECONDS,
    RECONNECT_SECONDS,
    STILL_SECONDS,
    Action,
    Watchdog,
    close_connections,
    has_reason,
    watch,
)
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.telemetry.health import Health
from tests.conditions import until
from tests.integration.echo import ECHO, ECHO_IN


def test_standing_still_is_told_then_mended_then_ended() -> None:
    dog = Watchdog()
    times = [0, STILL_SECONDS - 1, STILL_SECONDS, RECONNECT_SECONDS, RECONNECT_SECONDS + 1]
    found = [dog.judge(5, (1,), at) for at in [*times, END_SECONDS]]
    assert [one.name for one in found] == [
        "NOTHING", "NOTHING", "NOT_READY", "RECONNECT", "NOT_READY", "END"
    ]  # fmt: skip


@pytest.mark.parametrize(("waiting", "progress"), [(5, (2,)), (0, (1,))])
def test_progress_or_an_empty_topic_begins_anew(waiting: int, progress: tuple[int, ...]) -> None:
    dog = Watchdog()
    dog.judge(5, (1,), 0)
    assert dog.judge(5, (1,), STILL_SECONDS) is Action.NOT_READY
    assert dog.judge(waiting, progress, END_SECONDS) is Action.NOTHING
    assert dog.judge(5, progress, END_SECONDS + STILL_SECONDS - 1) is Action.NOTHING


def test_a_known_reason_begins_anew() -> None:
    dog = Watchdog()
    dog.judge(5, (1,), 0)
    dog.forget()
    assert dog.judge(5, (1,), END_SECONDS) is Action.NOTHING


def ready() -> Health:
    return Health(stall_seconds=300, waiting_for=None, assigned=True)


def test_a_service_that_knows_why_is_left_alone() -> None:
    assert not has_reason(ready(), 0)
    for change in ({"stopping": True}, {"waiting_for": "mongo"}, {"assigned": False}):
        health = ready()
        vars(health).update(change)
        assert has_reason(health, 0)
    health = ready()
    health.note_batch("t", 1_000)
    assert has_reason(health, 1_300)
    assert not has_reason(health, 1_301)
    health.ask_for_outage(lambda: True)
    assert has_reason(health, 1_301)


class Lag:
    """Stands in for the reader of lag, and notes who is measured."""

    def __init__(self, settings: Settings) -> None:
        pass

    async def __aenter__(self) -> "Lag":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def measure(self, topic: Any, service: str) -> list[PartitionLag]:
        return [PartitionLag(topic.name, part, 0, 3, 10, None) for part in range(4)]


def faust_app(closed: list[str]) -> Any:
    def client(name: str) -> Any:
        one = SimpleNamespace(close=lambda: closed.append(name))
        return SimpleNamespace(_conns={("1", "default"): one})

    loop = SimpleNamespace(call_soon_threadsafe=lambda call, *given: call(*given))
    thread = SimpleNamespace(
        thread_loop=loop, _consumer=SimpleNamespace(_client=client("consumer"))
    )
    return SimpleNamespace(
        consumer=SimpleNamespace(
            assignment=lambda: {TopicPartition(ECHO_IN.name, 1)}, _thread=thread
        ),
        producer=SimpleNamespace(sender=SimpleNamespace(client=client("producer"))),
    )


def test_all_connections_are_closed() -> None:
    closed: list[str] = []
    close_connections(faust_app(closed))
    assert closed == ["consumer", "producer"]
    app = faust_app(closed)
    app.consumer._thread._consumer = app.producer.sender.client = None
    close_connections(app)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "LagReader", Lag)
    monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(watchdog, "STILL_SECONDS", 0.0)
    monkeypatch.setattr(watchdog, "RECONNECT_SECONDS", 0.002)
    monkeypatch.setattr(watchdog, "END_SECONDS", 0.05)


@pytest.mark.usefixtures("quick")
async def test_it_looks_at_our_partitions_alone_and_goes_up_the_steps() -> None:
    closed: list[str] = []
    halts: list[BaseException] = []
    health = ready()
    watching = asyncio.create_task(
        watch(faust_app(closed), [ECHO], Settings(), health, halts.append)
    )
    await until(lambda: halts)
    watching.cancel()
    assert health.not_ready_because(0) == "7 messages wait, and nothing is done"
    assert str(halts[0]) == health.standing_still
    assert closed == ["consumer", "producer"]


@pytest.mark.usefixtures("quick")
async def test_an_outage_and_a_reason_are_no_standing_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []

    async def measure(self: Lag, topic: Any, service: str) -> list[PartitionLag]:
        looks.append(1)
        raise Outage("kafka", "gone")

    monkeypatch.setattr(Lag, "measure", measure)
    halts: list[BaseException] = []
    health = ready()
    watching = asyncio.create_task(watch(faust_app([]), [ECHO], Settings(), health, halts.append))
    await until(lambda: len(looks) > 20)
    health.standing_still = "before"
    health.assigned = False
    await until(lambda: health.standing_still is None)
    watching.cancel()
    assert halts == []
