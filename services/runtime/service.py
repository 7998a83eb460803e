"""Runs one service from its start to its end: logs, health, what it waits for, then its worker."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from importlib import import_module
from typing import Any, NoReturn

from schemas.topics import dead_topic
from services.runtime.gc_tuning import freeze_gc
from services.runtime.kafka.client import wait_for_topics
from services.runtime.retry import Outage, OutageMetrics, retry_until_available
from services.runtime.settings import Settings
from services.runtime.shutdown import shut_down_within
from services.runtime.stage import Stage
from services.runtime.telemetry import logs, metrics
from services.runtime.telemetry.health import Health, HealthServer
from services.runtime.telemetry.trace_context import Trace
from services.runtime.telemetry.tracing import tracing

log = logging.getLogger(__name__)

OpenStage = Callable[[Any], AbstractAsyncContextManager[Stage]]

WORKER = "services.runtime.kafka.faust_app"
EXIT_FAILED = 70
"""Exit code of a service that stopped itself: EX_SOFTWARE of sysexits.h."""


def _halt(error: BaseException) -> NoReturn:
    log.critical("stopping, with nothing acknowledged: %s", error, exc_info=error)
    logging.shutdown()
    os._exit(EXIT_FAILED)


async def _serve(
    open_stage: OpenStage, settings: Settings, health: Health, name: str, trace: Trace
) -> None:
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
        # Faust takes 0.7 s to import, and child processes longer to load their models.
        importing = asyncio.ensure_future(asyncio.to_thread(import_module, WORKER))
        stage = await retry_until_available(
            lambda: stack.enter_async_context(open_stage(settings)), on_outage
        )
        metrics.BUILD_INFO.labels(stage.name, stage.version).set(1)
        topics = [stage.input.name, dead_topic(stage.input).name]
        topics += [stage.output.name] if stage.output else []
        await retry_until_available(lambda: wait_for_topics(settings, topics), on_outage)
        health.waiting_for = None
        outages.over()
        worker = await importing
        freeze_gc()
        raise_if_stopping()
        app = worker.build_app(stage, settings, health, _halt, trace)
        try:
            await worker.Worker(app, health, settings.stop_seconds).run_until_stopped()
        except Exception as error:
            _halt(error)


def run(name: str, open_stage: OpenStage, settings: Settings) -> None:
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
            asyncio.run(_serve(open_stage, settings, health, name, trace))
    except (KeyboardInterrupt, asyncio.CancelledError):
        log.info("stopped before it had begun")
