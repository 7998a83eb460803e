"""The places where we reach into Faust: a Faust that drops one must fail here, not in the field."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from schemas.topics import MIB
from services.runtime.kafka.faust_app import ONE_YEAR, build_app
from services.runtime.kafka.faust_transport import App, Buffer, Consumer, Producer, Transport
from services.runtime.settings import Settings
from services.runtime.telemetry.health import Health
from tests.conditions import HANG_SECONDS
from tests.integration.echo import ECHO, ECHO_IN

PARTITION = TP(ECHO_IN.name, 0)


@pytest.fixture
async def app() -> AsyncIterator[App]:
    # Async, for Faust would else make an event loop that nobody closes.
    def halt(error: BaseException) -> None:
        raise error

    built = build_app([ECHO], Settings(instance="echo-0"), Health(), halt)
    yield built
    built.consumer._thread.thread_loop.close()


class Recorded:
    """Stands in for aiokafka's producer and notes what it was asked to be."""

    def __init__(self, **options: Any) -> None:
        self.options = options


def test_faust_uses_our_transport(app: App) -> None:
    assert type(app.transport) is Transport
    assert type(app.producer_transport) is Transport
    assert type(app.producer) is Producer
    assert type(app.consumer) is Consumer


def test_the_producer_is_idempotent(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Producer, "_producer_type", Recorded)
    options = app.producer._new_producer().options
    assert options["enable_idempotence"] is True
    assert options["acks"] == "all"
    assert options["max_request_size"] == 9 * 1024 * 1024


def test_faust_alone_would_not_be(app: App) -> None:
    """If this fails, Faust has become idempotent itself and the hook can go."""
    assert driver.Producer._settings_extra(app.producer) == {}


def consumer_of(app: App, acked: list[int], in_hand: list[int], committed: int | None) -> Consumer:
    consumer = app.consumer
    consumer._committed_offset[PARTITION] = committed
    consumer._acked[PARTITION] = list(acked)
    consumer._acked_index[PARTITION] = set(acked)
    # Faust's own set is weak: the messages must be held by someone, as an agent holds them.
    consumer.held = [Held(offset) for offset in in_hand]
    consumer._unacked_messages = set(consumer.held)
    return consumer


class Held(SimpleNamespace):
    def __init__(self, offset: int) -> None:
        super().__init__(tp=PARTITION, offset=offset)

    __hash__ = object.__hash__


@pytest.mark.parametrize(
    ("acked", "in_hand", "committed", "new"),
    [
        ([0, 1, 2], [], None, 3),
        ([32, 33, 34], [31], 31, None),
        ([5, 6, 7], [0, 1, 2, 3, 4], None, None),
        ([10, 11, 15], [12, 13, 14], 10, 12),
        ([10, 11], [12, 13], 10, 12),
        ([], [1], None, None),
    ],
)
def test_no_commit_passes_a_message_in_hand(
    app: App, acked: list[int], in_hand: list[int], committed: int | None, new: int | None
) -> None:
    consumer = consumer_of(app, acked, in_hand, committed)
    assert consumer._new_offset(PARTITION) == new


def test_faust_asks_our_guard(app: App) -> None:
    consumer = consumer_of(app, [32, 33], [31], 31)
    assert consumer._filter_committable_offsets({PARTITION}) == {}
    consumer._unacked_messages.clear()
    consumer._acked[PARTITION] = [31, 32, 33]
    assert consumer._filter_committable_offsets({PARTITION}) == {PARTITION: 34}


def test_faust_alone_would_skip_a_message(app: App) -> None:
    """If this fails, Faust's issue 606 is mended and the guard can go."""
    consumer = consumer_of(app, [32, 33], [31], 31)
    assert driver.Consumer._new_offset(consumer, PARTITION) == 34


def test_the_settings_that_keep_messages(app: App) -> None:
    conf = app.conf
    assert conf.id == "wireroom-echo"
    assert conf.processing_guarantee.name == "AT_LEAST_ONCE"
    assert conf.broker_max_poll_interval == ONE_YEAR
    assert conf.stream_wait_empty is True
    assert conf.table_standby_replicas == 0
    assert conf.topic_allow_declare is False
    assert conf.web_enabled is False
    assert conf.consumer_auto_offset_reset == "earliest"
    assert conf.consumer_group_instance_id == "echo-0"
    [agent] = app.agents.values()
    assert agent.concurrency == 1
    assert conf.agent_supervisor.__name__ == "CrashingSupervisor"


async def test_a_message_is_handed_over_without_a_task(app: App) -> None:
    handed: list[str] = []

    async def hand_over() -> None:
        handed.append("over")

    before = len(asyncio.all_tasks())
    waiting = app.consumer.wait_first(hand_over(), app.consumer.suspend_flow.wait())
    with pytest.raises(StopIteration):
        waiting.send(None)
    assert handed == ["over"]
    assert len(asyncio.all_tasks()) == before


async def test_a_message_that_finds_no_room_waits(app: App) -> None:
    room = asyncio.Event()
    waiting = asyncio.ensure_future(
        app.consumer.wait_first(room.wait(), app.consumer.suspend_flow.wait())
    )
    await asyncio.sleep(0.01)
    assert not waiting.done()
    room.set()
    await waiting


async def test_reading_goes_on_as_soon_as_there_is_room(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faust alone sleeps for a second here."""
    consumer = app.consumer
    consumer._active_partitions = set()
    consumer._buffered_partitions = {PARTITION}

    async def fetched(active_partitions: set[TP], **_: Any) -> dict[TP, list[str]]:
        return {partition: ["message"] for partition in active_partitions}

    monkeypatch.setattr(consumer, "_getmany", fetched)
    consumer.flow_active = True
    reading = asyncio.ensure_future(consumer._wait_next_records(10 * HANG_SECONDS))
    await asyncio.sleep(0.01)
    assert not reading.done()
    consumer.on_buffer_drop(PARTITION)
    records, _ = await asyncio.wait_for(reading, HANG_SECONDS)
    assert records == {PARTITION: ["message"]}


def test_faust_still_has_what_taking_reaches_into(app: App) -> None:
    [agent] = app.agents.values()
    channel = agent.channel_iterator
    assert callable(channel.__anext__)
    assert callable(channel.queue.get_nowait)
    assert callable(app.consumer.track_message)
    assert app.consumer_generation_id == 0
    assert app.flow_control.is_active() is False


def event_of(size: int) -> SimpleNamespace:
    return SimpleNamespace(message=SimpleNamespace(value=bytes(size)))


async def test_what_is_read_ahead_is_bounded_in_bytes_too(app: App) -> None:
    [agent] = app.agents.values()
    queue = agent.channel_iterator.queue
    assert type(queue) is Buffer
    pressure: list[str] = []

    def put(size: int) -> None:
        queue.put_nowait_enhanced(
            event_of(size),
            on_pressure_high=lambda: pressure.append("high"),
            on_pressure_drop=dropped,
        )

    def dropped() -> None:
        pressure.append("drop")

    app.flow_control.resume()
    for _ in range(14):
        put(4 * MIB)
    assert pressure == ["high"]  # At 80 % of 64 MiB; then 512 small ones would still have room.
    while not queue.empty():
        queue.get_nowait()
    assert queue.qsize() == 0
    assert pressure == ["high", "drop"]
    for _ in range(100):
        put(2000)
    assert queue.qsize() == 100
    queue.clear()
    assert queue.qsize() == 0
