"""The places where we reach into Faust: a Faust that drops one must fail here, not in the field.

What is taken from Faust's queue is known to be in hand, and what is stale is left.
"""

import asyncio
import inspect
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import CommitFailedError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.services import WaitResults

from schemas.topics import MIB
from services.runtime.kafka import faust_transport
from services.runtime.kafka.faust_transport import (
    App,
    Buffer,
    Consumer,
    Producer,
    Transport,
    start_eagerly,
    take_batches,
)
from tests.conditions import HANG_SECONDS
from tests.integration.echo import ECHO_IN

PARTITION = TP(ECHO_IN.name, 0)
END = object()


class Queue(asyncio.Queue[Any]):
    async def __anext__(self) -> Any:
        one = await self.get()
        if one is END:
            raise StopAsyncIteration
        return one

    @property
    def queue(self) -> "Queue":
        return self


def stream(active: bool = True) -> Any:
    in_hand: list[Any] = []
    return SimpleNamespace(
        channel=Queue(),
        in_hand=in_hand,
        app=SimpleNamespace(
            consumer_generation_id=2,
            flow_control=SimpleNamespace(is_active=lambda: active),
            consumer=SimpleNamespace(track_message=in_hand.append),
        ),
    )


def event(number: int, generation: int = 2) -> Any:
    message = SimpleNamespace(generation_id=generation, tracked=False)
    return SimpleNamespace(number=number, message=message)


async def test_a_batch_is_what_lies_there_and_no_more_than_asked_for() -> None:
    source = stream()
    for number in range(5):
        source.channel.put_nowait(event(number))
    taken = take_batches(source, 3)
    assert [one.number for one in await anext(taken)] == [0, 1, 2]
    assert [one.number for one in await anext(taken)] == [3, 4]
    source.channel.put_nowait(event(5))
    assert [one.number for one in await anext(taken)] == [5]
    await taken.aclose()


async def test_what_is_taken_is_in_hand() -> None:
    source = stream()
    source.channel.put_nowait(event(0))
    taken = take_batches(source, 3)
    [one] = await anext(taken)
    assert source.in_hand == [one.message]
    assert one.message.tracked
    await taken.aclose()


async def test_what_was_fetched_before_a_rebalance_is_left() -> None:
    source = stream()
    for one in (event(0, generation=1), event(1), event(2, generation=1)):
        source.channel.put_nowait(one)
    taken = take_batches(source, 10)
    assert [one.number for one in await anext(taken)] == [1]
    assert len(source.in_hand) == 1
    await taken.aclose()


async def test_nothing_is_taken_while_partitions_are_handed_over() -> None:
    source = stream(active=False)
    source.channel.put_nowait(event(0))
    waiting = asyncio.ensure_future(anext(take_batches(source, 3)))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert source.in_hand == []
    waiting.cancel()


async def test_it_ends_when_faust_says_so() -> None:
    source = stream()
    source.channel.put_nowait(END)
    assert [batch async for batch in take_batches(source, 3)] == []


async def test_begin_runs_to_the_end_what_need_not_wait() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    assert start_eagerly(work()) is None
    assert done == [1]


async def test_begin_leaves_the_rest_of_what_must_wait() -> None:
    steps: list[str] = []
    gate, second = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        steps.append("begun")
        await gate.wait()
        steps.append("gate")
        await second.wait()
        steps.append("end")

    rest = start_eagerly(work())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    assert steps == ["begun"]
    gate.set()
    second.set()
    await task
    assert steps == ["begun", "gate", "end"]


async def test_the_rest_can_be_cancelled_and_tidies_up() -> None:
    steps: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("tidied")

    rest = start_eagerly(work())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["tidied"]


@pytest.mark.parametrize("waits", [False, True])
async def test_an_error_is_raised_wherever_it_happens(waits: bool) -> None:
    async def work() -> None:
        if waits:
            await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await (start_eagerly(work()) or asyncio.sleep(0))


class Recorded:
    """Stands in for aiokafka's producer and notes what it was asked to be."""

    def __init__(self, **options: Any) -> None:
        self.options = options


def test_faust_uses_our_transport(app: App) -> None:
    assert type(app.transport) is Transport
    assert type(app.producer_transport) is Transport
    assert type(app.producer) is Producer
    assert type(app.consumer) is Consumer
    for transport, urls in (
        (app.transport, app.conf.broker_consumer),
        (app.producer_transport, app.conf.broker_producer),
    ):
        assert (transport.app, transport.url) == (app, urls)


def test_the_producer_is_idempotent(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Producer, "_producer_type", Recorded)
    options = app.producer._new_producer().options
    assert options["enable_idempotence"] is True
    assert options["acks"] == "all"
    assert options["max_request_size"] == 9 * 1024 * 1024


async def test_the_producer_is_started_and_stopped_with_the_service(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    class Restarting:
        def __init__(self, make: Any) -> None:
            seen.append(make)

        async def start(self) -> None:
            seen.append("start")

        async def stop(self) -> None:
            seen.append("stop")

    monkeypatch.setattr(faust_transport, "RestartingProducer", Restarting)
    await app.producer.on_start()
    await app.producer.on_stop()
    assert seen == [app.producer._new_producer, "start", "stop"]


async def test_aborted_transactions_are_not_read(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(_isolation_level="read_uncommitted")
    monkeypatch.setattr(
        driver.AIOKafkaConsumerThread, "_create_worker_consumer", lambda *given: made
    )
    assert app.consumer._thread._create_consumer(loop=app.loop) is made
    assert made._isolation_level == "read_committed"


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


async def read(consumer: Consumer, offsets: list[int], patch: pytest.MonkeyPatch) -> None:
    """Let the consumer read messages at these offsets, and end."""
    fetcher = SimpleNamespace(_stopped=asyncio.Event(), set_shutdown=lambda: None)

    async def getmany(timeout: float) -> Any:  # noqa: ASYNC109
        for offset in offsets:
            yield PARTITION, SimpleNamespace(offset=offset, topic=PARTITION.topic)
        fetcher._stopped.set()

    async def take(message: Any) -> None:
        pass

    patch.setattr(consumer, "getmany", getmany)
    patch.setattr(consumer, "callback", take)
    patch.setattr(consumer.app.topics, "acks_enabled_for", lambda topic: True)
    await consumer._drain_messages(fetcher)


@pytest.mark.parametrize("offsets", [[0, 4], [0, 1, 5], [3, 7], [1, 9]])
async def test_commits_pass_what_a_transaction_aborted(
    app: App, offsets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer = consumer_of(app, offsets[:-1], [], None)
    await read(consumer, offsets[:-1], monkeypatch)
    consumer._committed_offset[PARTITION] = consumer._new_offset(PARTITION)
    await read(consumer, offsets[-1:], monkeypatch)
    consumer._acked[PARTITION] = offsets[-1:]
    assert consumer._new_offset(PARTITION) == offsets[-1] + 1


async def test_faust_alone_would_wait_for_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this fails, Faust knows the offset 0 from none, and our dict can go."""
    consumer = consumer_of(app, [4], [], 1)
    consumer._read_offset = defaultdict(lambda: None)
    await read(consumer, [0, 4], monkeypatch)
    assert consumer._new_offset(PARTITION) is None


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


def test_handing_over_at_once_tells_what_faust_would(app: App) -> None:
    async def nothing() -> None:
        pass

    first, other = nothing(), app.consumer.suspend_flow.wait()
    with pytest.raises(StopIteration) as ended:
        app.consumer.wait_first(first, other).send(None)
    assert ended.value.value == WaitResults([first], [None], False)
    assert inspect.getcoroutinestate(other) == inspect.CORO_CLOSED


def test_what_else_was_waited_for_is_closed_when_handing_over_fails(app: App) -> None:
    async def fail() -> None:
        raise KeyError("x")

    other = app.consumer.suspend_flow.wait()
    with pytest.raises(KeyError):
        app.consumer.wait_first(fail(), other).send(None)
    assert inspect.getcoroutinestate(other) == inspect.CORO_CLOSED


@pytest.mark.parametrize("coroutine", [True, False])
async def test_the_rest_is_left_to_faust_with_its_timeout(
    app: App, monkeypatch: pytest.MonkeyPatch, coroutine: bool
) -> None:
    told: list[Any] = []

    async def wait_first(_: Any, *waited: Any, timeout: Any = 60.0) -> str:  # noqa: ASYNC109
        told.append((len(waited), waited[1], timeout))
        if coroutine:
            waited[0].close()
        return "faust"

    monkeypatch.setattr(driver.Consumer, "wait_first", wait_first)
    gate, other = asyncio.Event(), asyncio.Event()
    first = gate.wait() if coroutine else gate
    assert await app.consumer.wait_first(first, other, timeout=2.5) == "faust"
    assert told == [(2, other, 2.5)]


@pytest.mark.parametrize("full", [True, False])
async def test_faust_is_asked_once_there_is_room_or_time_is_up(
    app: App, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    told: list[float | None] = []

    async def wait_next(_: Any, timeout: float | None) -> tuple[None, None]:  # noqa: ASYNC109
        told.append(timeout)
        return None, None

    monkeypatch.setattr(driver.Consumer, "_wait_next_records", wait_next)
    app.consumer._active_partitions = set()
    app.consumer._buffered_partitions = {PARTITION} if full else set()
    reading = app.consumer._wait_next_records(0.01 if full else 10 * HANG_SECONDS)
    await asyncio.wait_for(reading, HANG_SECONDS)
    assert told == [0.01 if full else 10 * HANG_SECONDS]


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


async def test_a_buffer_has_the_size_it_is_given_or_that_of_the_settings(app: App) -> None:
    given = app.FlowControlQueue(maxsize=3, clear_on_resume=True)
    assert (given.maxsize, given._clear_on_resume, given.qsize()) == (3, True, 0)
    usual = app.FlowControlQueue()
    assert (usual.maxsize, usual._clear_on_resume) == (1024, False)
    assert Buffer(8, 80, flow_control=app.flow_control).qsize() == 0


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


class Committing:
    """An aiokafka consumer that notes what is committed."""

    def __init__(self, error: Exception | None = None) -> None:
        self.committed: dict[Any, Any] = {}
        self.error = error

    def assignment(self) -> set[Any]:
        return {TopicPartition("t", 0)}

    async def commit(self, offsets: dict[Any, Any]) -> None:
        if self.error is not None:
            raise self.error
        self.committed |= offsets


def committing(app: App, error: Exception | None = None) -> tuple[Any, Committing, list[Any]]:
    """A thread over such a consumer, and what it crashed with."""
    consumer = Committing(error)
    thread: Any = app.consumer._thread
    thread._consumer = consumer
    crashes: list[Any] = []

    async def crash(reason: BaseException) -> None:
        crashes.append(reason)

    thread.crash = crash
    thread.assignment = lambda: {TP("t", 0)}
    return thread, consumer, crashes


async def test_a_commit_bears_the_id_of_its_topic(app: App) -> None:
    thread, consumer, crashes = committing(app)
    assert await thread._commit({TP("t", 0): 5, TP("t", 1): 9})
    assert consumer.committed == {TopicPartition("t", 0): OffsetAndMetadata(5, "")}
    thread._topic_ids["t"] = "4a"
    assert await thread._commit({TP("t", 0): 6})
    assert consumer.committed == {TopicPartition("t", 0): OffsetAndMetadata(6, "4a")}
    assert crashes == []


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (CommitFailedError("the group has already rebalanced"), False),
        (CommitFailedError("something else"), True),
        (OSError("reset"), True),
    ],
)
async def test_a_commit_that_fails_ends_the_service_unless_the_partition_has_another_owner(
    app: App, error: Exception, ends: bool
) -> None:
    thread, _, crashes = committing(app, error)
    assert not await thread._commit({TP("t", 0): 5})
    assert crashes == ([error] if ends else [])
