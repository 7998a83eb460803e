"""Faust's producer, consumer, buffer and transport, made to follow our delivery rules."""

import asyncio
import contextlib
import logging
import math
import time
import types
from collections.abc import (
    AsyncIterator,
    Coroutine,
    Generator,
    Iterable,
    Mapping,
)
from typing import Any

import faust
from aiokafka.errors import CommitFailedError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.tables import manager
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.services import WaitResults
from mode.utils.queues import ThrowableQueue

from schemas.topics import MIB
from services.runtime.kafka.client import READ_COMMITTED
from services.runtime.kafka.producer import RestartingProducer
from services.runtime.kafka.topic_ids import made_anew, topic_ids
from services.runtime.settings import Settings

TOPICS_SECONDS = 5.0
"""How often a service asks whether a topic that it reads was made anew."""


class Producer(driver.Producer):
    """Faust's producer, idempotent where the broker can, and honest about each delivery."""

    logger = logging.getLogger("faust.transport")

    def _settings_extra(self) -> Mapping[str, Any]:
        # Without idempotence a batch expires after the request timeout, and is lost.
        return {"acks": "all", "enable_idempotence": self.app.conf.wireroom.kafka_idempotence}

    async def on_start(self) -> None:
        self.sender = RestartingProducer(self._new_producer)
        await self.sender.start()

    async def on_stop(self) -> None:
        await self.sender.stop()


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which reads no message of a transaction that was aborted, and
    notices what was deleted unread and which topics were made anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._topic_ids: dict[str, str] = {}
        """Of the topics as they were when we took our place on them."""

    async def on_start(self) -> None:
        await super().on_start()
        consumer: Any = self._consumer
        consumer._fetcher.on_anew = self._begin_anew
        self.add_future(self._watch_topics())

    async def _watch_topics(self) -> None:
        """Join the group again when a topic was made anew: what was read of the old one is left,
        and ``seek_to_committed`` finds the place on the new one."""
        while not self.should_stop:
            await self.sleep(TOPICS_SECONDS)
            consumer: Any = self._consumer
            ids = await topic_ids(consumer._client, self._topic_ids)
            if any(ids.get(topic, known) != known for topic, known in self._topic_ids.items()):
                consumer._coordinator.request_rejoin()

    async def seek_to_committed(self) -> Mapping[TP, int]:
        await self.call_thread(self._start_anew)
        places: Mapping[TP, int] = await super().seek_to_committed()
        return places

    async def _start_anew(self) -> None:
        """Commit the start of each partition of a topic that was made anew."""
        consumer: Any = self._consumer
        parts = consumer.assignment()
        ids = await topic_ids(consumer._client, {part.topic for part in parts})
        self._topic_ids |= ids
        anew = made_anew(await consumer._coordinator.fetch_committed_offsets(parts), ids)
        if anew:
            starts = await consumer.beginning_offsets(anew)
            await consumer.commit(
                {part: OffsetAndMetadata(start, ids[part.topic]) for part, start in starts.items()}
            )
        for part in sorted(anew):
            # aiokafka does not seek to a committed offset of 0.
            consumer.seek(part, starts[part])
            told = "%s/%d was made anew: it is read from its start"
            self.log.error(told, part.topic, part.partition)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit as Faust does, with the topic's id beside each offset."""
        assigned, now = self.assignment(), time.monotonic()
        ours = {part: offset for part, offset in offsets.items() if part in assigned}
        self.tp_last_committed_at.update(dict.fromkeys(ours, now))
        try:
            await self._ensure_consumer().commit(
                {
                    TopicPartition(part.topic, part.partition): OffsetAndMetadata(
                        offset, self._topic_ids.get(part.topic, "")
                    )
                    for part, offset in ours.items()
                }
            )
        except Exception as error:
            if not (isinstance(error, CommitFailedError) and "already rebalanced" in str(error)):
                self.log.exception("a commit failed")
                await self.crash(error)
            return False
        return True

    def _begin_anew(self, part: Any) -> None:
        """Forget how far we had come: the topic is another one of the same name."""
        part = TP(part.topic, part.partition)
        for known in (
            self.consumer._read_offset, self.consumer._committed_offset, self.consumer._acked,
            self.consumer._acked_index, self.consumer._gap,
        ):  # fmt: skip
            known.pop(part, None)

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = READ_COMMITTED
        return consumer


class ReadOffset(int):
    """An offset that is true, also the first."""

    def __bool__(self) -> bool:
        return True


class ReadOffsets(dict[Any, int | None]):
    """The last offset read of each partition.

    Faust 0.15.3 takes the offset 0 for none. Where a transaction that was aborted follows it, Faust
    notes no gap, and never commits past it.
    """

    def __missing__(self, key: Any) -> None:
        return None

    def __setitem__(self, key: Any, offset: int | None) -> None:
        super().__setitem__(key, None if offset is None else ReadOffset(offset))


class Consumer(driver.Consumer):
    """Faust's consumer, which never commits past an unacknowledged message, and is quick.

    Faust 0.15.3 commits over one unacknowledged message at the head of a partition, and over any
    number in a new group (its issue 606). With a full buffer it sleeps for a second, even if there
    is room earlier.
    """

    logger = logging.getLogger("faust.transport")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = asyncio.Event()
        self._read_offset = ReadOffsets()

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def on_buffer_drop(self, tp: Any) -> None:
        super().on_buffer_drop(tp)
        self._room.set()

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109
        if self._buffered_partitions and not self._get_active_partitions():
            self._room.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._room.wait(), timeout)
        return await super()._wait_next_records(timeout)

    async def wait_first(self, *waited: Any, timeout: Any = None) -> Any:  # noqa: ASYNC109
        """Wait for the first. Faust makes four tasks a message here; mostly none is needed."""
        first, *others = waited
        if not asyncio.iscoroutine(first):
            return await super().wait_first(*waited, timeout=timeout)
        try:
            rest = start_eagerly(first)
        except BaseException:
            _close(others)
            raise
        if rest is not None:
            return await super().wait_first(rest, *others, timeout=timeout)
        _close(others)
        return WaitResults([first], [None], False)

    def _new_offset(self, tp: Any) -> int | None:
        in_hand = [m.offset for m in list(self._unacked_messages) if m.tp == tp]
        acked = self._acked[tp]
        if acked and in_hand and min(in_hand) < min(acked):
            return None
        offset: int | None = super()._new_offset(tp)
        return offset


def _close(coroutines: Iterable[Any]) -> None:
    for one in coroutines:
        if asyncio.iscoroutine(one):
            one.close()


class Transport(driver.Transport):
    """Faust's transport with our producer and consumer."""

    Producer = Producer
    Consumer = Consumer


class TableManager(manager.TableManager):
    """Faust's table manager without its one-second wait. We use no tables.

    That second was a quarter of the pause after a service is killed.
    """

    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


class Buffer(ThrowableQueue[Any]):
    """The messages read ahead, bounded in bytes as well as in number.

    Faust asks for its size to decide whether to read on. A message that takes more than its share
    of the bytes counts as several. Without this, 512 articles of 4 MiB took 2 GiB.
    """

    def __init__(self, maxsize: int, max_bytes: int, **options: Any) -> None:
        super().__init__(maxsize, **options)
        self._share = max_bytes / maxsize
        self._bytes = 0

    def qsize(self) -> int:
        return max(super().qsize(), math.ceil(self._bytes / self._share))

    def clear(self) -> None:
        super().clear()
        self._bytes = 0

    def _put(self, item: Any) -> None:
        super()._put(item)
        self._bytes += _size(item)

    def _get(self) -> Any:
        item = super()._get()
        self._bytes -= _size(item)
        return item


def _size(event: Any) -> int:
    return len(event.message.value or b"")


class App(faust.App):
    """Faust's app on our transport."""

    logger = logging.getLogger("faust.app")

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Transport:
        return Transport(self.conf.broker_producer, self)

    def FlowControlQueue(self, maxsize: int | None = None, *, clear_on_resume: bool = False) -> Any:
        settings: Settings = self.conf.wireroom
        return Buffer(
            maxsize or settings.buffer_size,
            settings.buffer_mb * MIB,
            flow_control=self.flow_control,
            clear_on_resume=clear_on_resume,
        )


async def take_batches(stream: Any, size: int) -> AsyncIterator[list[Any]]:
    """The events of a Faust stream, as soon as there are any, at most ``size`` at once.

    Faust counts each as unacknowledged until the caller acknowledges it; nothing else does. While
    one batch is processed the next one gathers, so no batch waits to be filled. Faust's own
    ``noack_take`` costs some 60 µs a message and wakes twenty times a second.
    """
    app, channel = stream.app, stream.channel
    while True:
        try:
            events = [await channel.__anext__()]
            while len(events) < size and not channel.queue.empty():
                events.append(channel.queue.get_nowait())
        except StopAsyncIteration:  # Faust stops its agents.
            return
        # Messages fetched before a rebalance are fetched again by the new owner of the partition.
        # Faust's stream has the same test.
        generation = app.consumer_generation_id
        if app.flow_control.is_active():
            events = [event for event in events if event.message.generation_id == generation]
        else:
            events = []
        for event in events:
            event.message.tracked = True
            app.consumer.track_message(event.message)
        if events:
            yield events


def start_eagerly(work: Coroutine[Any, Any, Any]) -> Coroutine[Any, Any, Any] | None:
    """Run a coroutine until it must wait. Returns the rest of it, None if it has ended.

    Call it within a task. Raises what the coroutine raises.
    """
    try:
        first = work.send(None)
    except StopIteration:
        return None
    return _continue(work, first)


async def _continue(work: Coroutine[Any, Any, Any], first: Any) -> None:
    await _resumed(work, first)


@types.coroutine
def _resumed(work: Coroutine[Any, Any, Any], waited: Any) -> Generator[Any, Any, None]:
    """Wait for what the coroutine already waits for, then continue it."""
    try:
        while True:
            try:
                answer = yield waited
            except BaseException as error:
                waited = work.throw(error)
            else:
                waited = work.send(answer)
    except StopIteration:
        return
    finally:
        work.close()
