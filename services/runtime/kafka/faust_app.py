"""Runs the stages of a service on Kafka by Faust.

Faust is at-least-once transport here and nothing more. Batches are polled without automatic
acknowledgement, and acknowledged in order once their outputs are delivered. An unexpected error
ends the process with nothing acknowledged: a supervisor starts it again, and the messages come
again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

import faust
from faust.auth import SASLCredentials, SSLCredentials

from services.runtime.kafka.client import (
    LOG_APPEND_TIME,
    METADATA_SECONDS,
    group_id,
    ssl_context,
)
from services.runtime.kafka.faust_transport import (
    App,
    TableManager,
    take_batches,
)
from services.runtime.kafka.producer import PRODUCER_BATCH_BYTES, max_request_bytes
from services.runtime.records import Record
from services.runtime.runner import PolledBatch, StageRunner, run_pipelined
from services.runtime.settings import Settings
from services.runtime.shutdown import shut_down_within
from services.runtime.signing import Signer
from services.runtime.stage import Message, Stage
from services.runtime.telemetry.health import Health
from services.runtime.telemetry.trace_context import Trace, untraced

log = logging.getLogger(__name__)

ONE_YEAR = 31_536_000.0


def build_app(
    stages: Sequence[Stage],
    settings: Settings,
    health: Health,
    halt: Callable[[BaseException], None],
    trace: Trace = untraced,
    signer: Signer | None = None,
) -> App:
    """The Faust app that runs the stages of one service, each on its topic, in one consumer group.

    ``halt`` must end the process and not return.
    """
    service = stages[0].name
    app = App(
        group_id(service),
        version=1,  # Any other is another consumer group.
        broker=[f"kafka://{server.strip()}" for server in settings.kafka.split(",")],
        broker_credentials=_credentials(settings),
        broker_client_id=f"wireroom-{service}",
        broker_commit_interval=1.0,
        broker_session_timeout=settings.kafka_session_timeout,
        broker_request_timeout=max(60.0, settings.kafka_session_timeout) + 5,
        broker_heartbeat_interval=settings.kafka_session_timeout / 10,
        broker_rebalance_timeout=max(60.0, settings.kafka_session_timeout),
        # After this interval aiokafka leaves the group, and Faust never polls again.
        broker_max_poll_interval=ONE_YEAR,
        broker_max_poll_records=min(500, settings.buffer_size),
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=METADATA_SECONDS * 1000,
        producer_metadata_max_age_ms=METADATA_SECONDS * 1000,
        # Faust's 20 minutes are how long a broker may wait for its replicas.
        producer_request_timeout=30.0,
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

    for stage in stages:
        runner = StageRunner(
            stage, deliver, failure_limit=settings.failure_limit, trace=trace, signer=signer
        )
        _add_agent(app, runner, settings, health, halt)

    async def on_assigned(_app: Any, /, assigned: Any, **_: Any) -> None:
        health.assigned = True
        log.info("%d partitions assigned", len(assigned))

    async def on_revoked(_app: Any, /, *_: Any, **__: Any) -> None:
        health.assigned = False

    signals: Any = app
    signals.on_partitions_assigned.connect(on_assigned, weak=False)
    signals.on_partitions_revoked.connect(on_revoked, weak=False)
    return app


def _add_agent(
    app: App,
    runner: StageRunner,
    settings: Settings,
    health: Health,
    halt: Callable[[BaseException], None],
) -> None:
    """Let a Faust agent run one stage on its topic."""
    topic = app.topic(
        runner.stage.input.name,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )

    async def polled(stream: Any) -> AsyncIterator[PolledBatch]:
        async for events in take_batches(stream, settings.most_together):
            yield (
                [_message(event.message) for event in events],
                partial(acknowledge, stream, events),
            )

    async def acknowledge(stream: Any, events: Sequence[Any]) -> None:
        for event in events:
            await stream.ack(event)

    async def run(stream: Any) -> None:
        try:
            await run_pipelined(polled(stream), runner, health, halt)
        except asyncio.CancelledError:
            # Told to stop, Faust cancels its agents before it knows itself that it stops, and
            # would take the cancellation for a crash.
            if not health.stopping:
                raise
        except Exception as error:
            halt(error)
            raise

    app.agent(topic, name=runner.stage.input.name, concurrency=1)(run)


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
        is_broker_time=message.timestamp_type == LOG_APPEND_TIME,
    )


class Worker(faust.Worker):
    """Faust's worker, which ends within a deadline when it is told to.

    Faust waits for batches in hand, and those may wait for a store that is unavailable.
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
        shut_down_within(self.health, self.stop_seconds)
        super()._schedule_shutdown(received)

    async def run_until_stopped(self) -> None:
        """Raises whatever crashed the worker."""
        await self.start()
        if self._signal_stop_future is not None:
            await self._signal_stop_future
        elif self.crash_reason:
            raise self.crash_reason
