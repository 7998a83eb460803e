"""Runs a stage on Kafka by Faust: the only module that imports Faust, and the rules it needs.

Faust is at-least-once transport here and nothing more. Batches are taken without an automatic
acknowledgement, carried, and acknowledged in order once all that came of them is delivered. What
is unexpected ends the process at once, with nothing acknowledged: whatever supervises it starts
it again, and the messages come again.
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import faust
from faust.auth import SASLCredentials, SSLCredentials
from faust.tables import manager
from faust.transport.drivers import aiokafka as driver
from mode.services import WaitResults
from mode.utils.queues import ThrowableQueue

from schemas.topics import MIB
from services.runtime.carrier import Carrier, Record
from services.runtime.ending import end_within
from services.runtime.kafka import group_id as group_id
from services.runtime.kafka import ssl_context
from services.runtime.producer import PRODUCER_BATCH_BYTES, Sender, max_request_bytes
from services.runtime.relay import Taken, relay
from services.runtime.settings import Settings
from services.runtime.stage import Message, Stage
from services.runtime.taking import batches, begin
from services.runtime.telemetry.health import Health
from services.runtime.telemetry.trace_context import Trace, untraced

log = logging.getLogger(__name__)

ONE_YEAR = 31_536_000.0


class Producer(driver.Producer):
    """Faust's producer, idempotent where the broker can, and honest about each delivery."""

    logger = logging.getLogger("faust.transport")

    def _settings_extra(self) -> Mapping[str, Any]:
        # Without idempotence a batch expires after the request timeout, and is lost.
        return {"acks": "all", "enable_idempotence": self.app.conf.wireroom.kafka_idempotence}

    async def on_start(self) -> None:
        self.sender = Sender(self._new_producer)
        await self.sender.start()

    async def on_stop(self) -> None:
        await self.sender.stop()


class Consumer(driver.Consumer):
    """Faust's consumer, which never commits past a message that is still in hand, and is quick.

    Faust 0.15.3 commits over one unacknowledged message at the head of a partition, and over any
    number in a new group (its issue 606). With a full buffer it sleeps for a second, however soon
    there is room again.
    """

    logger = logging.getLogger("faust.transport")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = asyncio.Event()

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
        """Faust hands over each message by this, with four tasks; most often none is needed."""
        first, *others = waited
        if not asyncio.iscoroutine(first):
            return await super().wait_first(*waited, timeout=timeout)
        try:
            rest = begin(first)
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
    """Faust's manager of tables, of which we have none: it waits a second for some, and we do not.

    That second was a quarter of the pause when a service is killed and started again.
    """

    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


class Buffer(ThrowableQueue[Any]):
    """The messages read ahead, which are bounded in bytes as well as in number.

    Faust asks for its size to see whether to read on; a message that takes more than its share of
    the bytes counts as several. Without it 512 articles of 4 MiB were 2 GiB.
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


def build_app(
    stage: Stage,
    settings: Settings,
    health: Health,
    halt: Callable[[BaseException], None],
    trace: Trace = untraced,
) -> App:
    """The Faust app that carries a stage; ``halt`` must end the process and not return."""
    app = App(
        group_id(stage.name),
        version=1,  # Any other is another consumer group.
        broker=[f"kafka://{server.strip()}" for server in settings.kafka.split(",")],
        broker_credentials=_credentials(settings),
        broker_client_id=f"wireroom-{stage.name}",
        broker_commit_interval=1.0,
        broker_session_timeout=settings.kafka_session_timeout,
        broker_heartbeat_interval=settings.kafka_session_timeout / 10,
        broker_rebalance_timeout=max(60.0, settings.kafka_session_timeout),
        # At the end of this interval aiokafka leaves the group and Faust never polls again.
        broker_max_poll_interval=ONE_YEAR,
        broker_max_poll_records=min(500, settings.buffer_size),
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.instance,
        stream_buffer_maxsize=settings.buffer_size,
        stream_wait_empty=True,
        producer_linger=settings.linger_seconds,
        producer_max_batch_size=PRODUCER_BATCH_BYTES,
        producer_max_request_size=max_request_bytes(settings),
        # With standby replicas Faust takes its own assignor, which can leave a worker idle.
        table_standby_replicas=0,
        TableManager=TableManager,
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        agent_supervisor="mode.CrashingSupervisor",
    )
    app.conf.wireroom = settings

    async def deliver(records: Sequence[Record]) -> Sequence[Exception | None]:
        producer: Any = app.producer
        answers: Sequence[Exception | None] = await producer.sender.send_all(records)
        return answers

    carrier = Carrier(stage, deliver, failure_limit=settings.failure_limit, trace=trace)
    topic = app.topic(
        stage.input.name,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )

    async def taken(stream: Any) -> AsyncIterator[Taken]:
        async for events in batches(stream, settings.most_together):
            yield (
                [_message(event.message) for event in events],
                partial(acknowledge, stream, events),
            )

    async def acknowledge(stream: Any, events: Sequence[Any]) -> None:
        for event in events:
            await stream.ack(event)

    async def carry(stream: Any) -> None:
        try:
            await relay(taken(stream), carrier, health, halt)
        except asyncio.CancelledError:
            # Told to stop, Faust cancels its agents before it knows itself that it stops, and
            # would take the cancellation for a crash.
            if not health.stopping:
                raise
        except Exception as error:
            halt(error)
            raise

    app.agent(topic, name=stage.name, concurrency=1)(carry)

    async def on_assigned(_app: Any, /, assigned: Any, **_: Any) -> None:
        health.assigned = True
        log.info("%d partitions assigned", len(assigned))

    async def on_revoked(_app: Any, /, *_: Any, **__: Any) -> None:
        health.assigned = False

    signals: Any = app
    signals.on_partitions_assigned.connect(on_assigned, weak=False)
    signals.on_partitions_revoked.connect(on_revoked, weak=False)
    return app


def _credentials(settings: Settings) -> Any:
    context = ssl_context(settings)
    if settings.kafka_security.startswith("SASL"):
        password = settings.kafka_password
        return SASLCredentials(
            username=settings.kafka_username,
            password=password.get_secret_value() if password else None,
            mechanism=settings.kafka_sasl_mechanism,
            ssl_context=context,
        )
    return SSLCredentials(context) if context else None


def _message(message: Any) -> Message:
    headers = message.headers.items() if isinstance(message.headers, dict) else message.headers
    return Message(
        value=message.value,
        key=message.key,
        headers=tuple(headers or ()),
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=round(message.timestamp * 1000),
    )


class Worker(faust.Worker):
    """Faust's worker, which ends within a deadline when it is told to.

    Faust waits for what is in hand, and what is in hand may wait for a store that is away.
    """

    logger = logging.getLogger("faust.worker")

    def __init__(self, app: App, health: Health, stop_seconds: float) -> None:
        super().__init__(
            app,
            loop=asyncio.get_running_loop(),
            override_logging=False,
            redirect_stdouts=False,
            quiet=True,
        )
        self.spinner = None  # It writes to standard output.
        self.health = health
        self.stop_seconds = stop_seconds

    def _schedule_shutdown(self, received: Any) -> None:
        end_within(self.health, self.stop_seconds)
        super()._schedule_shutdown(received)

    async def run_until_stopped(self) -> None:
        """Raises whatever crashed the worker."""
        await self.start()
        if self._signal_stop_future is not None:
            await self._signal_stop_future
        elif self.crash_reason:
            raise self.crash_reason
