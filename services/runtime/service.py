"""Runs one service from its start to its end: logs, health, dependencies, then its stages.

A service runs the stages that its app opens, and ``serve`` if the app has that: a server or a
poller, beside the stages or instead of them.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Any, NoReturn, Protocol

from schemas.topics import dead_topic
from services.runtime.kafka.client import wait_for_topics
from services.runtime.kafka.watchdog import watch
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.pool.gc_tuning import freeze_gc
from services.runtime.registration import topology
from services.runtime.retry import Lacking, Outage, OutageMetrics, retry_until_available
from services.runtime.settings import Settings
from services.runtime.shutdown import shut_down_within
from services.runtime.signing import Signer
from services.runtime.stage import Stage, WrongOutcomes
from services.runtime.telemetry import logs, metrics
from services.runtime.telemetry.health import Health, HealthServer
from services.runtime.telemetry.trace_context import Trace
from services.runtime.telemetry.tracing import tracing
from services.runtime.version import VERSION

log = logging.getLogger(__name__)

Serve = Callable[[Any, Health], Awaitable[None]]
"""Serves or polls until it is cancelled, given the service's settings and its health."""

FAUST_APP = "services.runtime.kafka.faust_app"
EXIT_FAILED = 70
"""Exit code of a service that stopped itself: EX_SOFTWARE of sysexits.h."""


class App(Protocol):
    """What the module offers that a registration names as ``app``.

    ``open_offline``, optional, opens the stages for ``wireroom stage``, without Kafka and store.
    ``serve``, optional, is a ``Serve``; a service whose ``serve`` returns or raises stops itself.
    """

    settings_class: type[Settings]

    def open_stages(self, settings: Any) -> AbstractAsyncContextManager[Sequence[Stage]]:
        """The stages, none for a service that only serves. Raises ``Outage`` while something that
        they need is away: the runtime then tries again."""


def _halt(error: BaseException) -> NoReturn:
    # Where we met these helps nobody.
    shown = None if isinstance(error, Lacking | WrongOutcomes) else error
    log.critical("stopping, with nothing acknowledged: %s", error, exc_info=shown)
    logging.shutdown()
    os._exit(EXIT_FAILED)


async def _run(app: App, settings: Settings, health: Health, name: str, trace: Trace) -> None:
    outages = OutageMetrics(name)
    starting = asyncio.current_task()
    assert starting is not None

    def stop() -> None:
        shut_down_within(health, settings.stop_seconds)
        starting.cancel()

    def raise_if_stopping() -> None:
        # Python 3.11's ``wait_for``, by which aiokafka waits, may swallow a cancellation.
        if health.stopping:
            raise asyncio.CancelledError

    def on_outage(outage: Outage) -> None:
        raise_if_stopping()
        outages(outage)
        health.waiting_for = outage.dependency

    async with AsyncExitStack() as stack:
        # Until Faust's worker takes the signal over.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
        # Faust takes 0.7 s to import, and the processes of a pool longer to load their models.
        importing = asyncio.ensure_future(asyncio.to_thread(import_module, FAUST_APP))
        stages = await retry_until_available(
            lambda: stack.enter_async_context(app.open_stages(settings)), on_outage
        )
        metrics.BUILD_INFO.labels(name, VERSION).set(1)
        if stages:
            topics = _topics(stages)
            await retry_until_available(lambda: wait_for_topics(settings, topics), on_outage)
        raise_if_stopping()
        signer = await retry_until_available(lambda: _signer(name, stages, settings), on_outage)
        health.waiting_for = None
        outages.over()
        faust_app = await importing
        freeze_gc()
        raise_if_stopping()
        await stack.enter_async_context(_serving(getattr(app, "serve", None), settings, health))
        if not stages:
            health.assigned = True
            await asyncio.Event().wait()
        worker_app = faust_app.build_app(stages, settings, health, _halt, trace, signer)
        watching = asyncio.create_task(watch(worker_app, stages, settings, health, _halt))
        stack.callback(watching.cancel)
        try:
            await faust_app.Worker(worker_app, health, settings.stop_seconds).run_until_stopped()
        except Exception as error:
            _halt(error)


async def _signer(name: str, stages: Sequence[Stage], settings: Settings) -> Signer | None:
    """What signs for the service; None if all that it reads is ours. Raises ``Outage``."""
    if not any(stage.input.from_publishers for stage in stages):
        return None
    spec = topology().get(name)
    if settings.signing_secrets or (spec is not None and "mongo" in spec.needs):
        return await open_signer(settings)
    log.warning(
        "no WIREROOM_SIGNING_KEYS, and no MongoDB to find one in: this service takes every replay "
        "for a message of its own"
    )
    return Signer(broker_timestamps=settings.kafka_broker_timestamps)


def _topics(stages: Sequence[Stage]) -> list[str]:
    """The topics that the stages read and write, dead letters included."""
    topics = [one for s in stages for one in (s.input, dead_topic(s.input), *s.outputs)]
    return list(dict.fromkeys(topic.name for topic in topics))


@asynccontextmanager
async def _serving(serve: Serve | None, settings: Settings, health: Health) -> AsyncIterator[None]:
    """Keep ``serve`` running; the service stops itself if it ends."""
    if serve is None:
        yield
        return

    async def keep_serving() -> None:
        try:
            await serve(settings, health)
        except Exception as error:
            _halt(error)
        _halt(RuntimeError("the server ended by itself"))

    task = asyncio.create_task(keep_serving())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def run(name: str, app: App, settings: Settings) -> None:
    """Run one service until it is told to stop by SIGTERM or SIGINT.

    Raises OSError if its port is taken.
    """
    # Until the loop takes it over; as PID 1 it would else be ignored.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        logs.configure(name, settings.log_level, settings.log_format)
        health = Health(stall_seconds=settings.stall_seconds)
        server = HealthServer(health, settings.http_host, settings.http_port)
        server.start()
        log.info("settings: %s", settings.model_dump_json())
        log.info(
            "serving /metrics, /healthz and /readyz on %s port %d", settings.http_host, server.port,
            extra={"port": server.port},
        )  # fmt: skip
        with tracing(name) as trace:
            asyncio.run(_run(app, settings, health, name, trace))
    except (KeyboardInterrupt, asyncio.CancelledError):
        log.info("stopped before a worker ran")
