"""Sees that a service stands still for no reason that it knows, and gets it going again.

Every fault that we have met is seen by its own rule: timeouts, lost processes, an outage. This is
for those that we have not met.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import AsyncExitStack
from enum import Enum
from typing import Any

from aiokafka import AIOKafkaClient, TopicPartition

from services.runtime.kafka.lag import LagReader
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.stage import Stage
from services.runtime.telemetry.health import Health

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
STILL_SECONDS = 30.0
"""Messages wait and nothing is done: readiness says so. We promise progress within this time."""
RECONNECT_SECONDS = 45.0
END_SECONDS = 180.0
"""Then the process ends, for its supervisor to start it again."""


class Action(Enum):
    """What to do about a service that stands still."""

    NOTHING = 0
    NOT_READY = 1
    RECONNECT = 2
    END = 3


class Watchdog:
    """Judges looks at a service; times are in monotonic seconds."""

    def __init__(self) -> None:
        self._progress: Hashable = None
        self._since: float | None = None
        self._reconnected = False

    def judge(self, waiting: int, progress: Hashable, now: float) -> Action:
        """What to do, given how many messages wait and how far the service has come.

        ``progress`` is anything that changes with each message done. Connections are replaced once.
        """
        if not waiting or progress != self._progress or self._since is None:
            self._progress, self._since, self._reconnected = progress, now, False
            return Action.NOTHING
        still = now - self._since
        if still >= END_SECONDS:
            return Action.END
        if still >= RECONNECT_SECONDS and not self._reconnected:
            self._reconnected = True
            return Action.RECONNECT
        return Action.NOT_READY if still >= STILL_SECONDS else Action.NOTHING

    def forget(self) -> None:
        """Begin anew: just now it has a reason to stand still."""
        self._since = None


async def watch(
    app: Any,
    stages: Sequence[Stage],
    settings: Settings,
    health: Health,
    halt: Callable[[BaseException], None],
) -> None:
    """Look at the service every ``LOOK_SECONDS``, for ever. ``app`` is the Faust app."""
    dog = Watchdog()
    async with AsyncExitStack() as stack:
        reader: LagReader | None = None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if has_reason(health, time.monotonic()):
                dog.forget()
                health.standing_still = None
                continue
            try:
                if reader is None:
                    reader = await stack.enter_async_context(LagReader(settings))
                waiting, progress = await _look(reader, stages, app.consumer.assignment())
            except Outage:
                # The broker is away, and those who work with it know.
                await stack.aclose()
                reader = None
                dog.forget()
                continue
            action = dog.judge(waiting, progress, time.monotonic())
            if action is Action.NOTHING:
                health.standing_still = None
                continue
            health.standing_still = f"{waiting} messages wait, and nothing is done"
            log.error("standing still: %s (%s)", health.standing_still, action.name.lower())
            if action is Action.RECONNECT:
                close_connections(app)
            elif action is Action.END:
                halt(RuntimeError(health.standing_still))


def has_reason(health: Health, now: float) -> bool:
    """Whether a service knows why it does nothing: it stops, waits for something, has no
    partitions, or has a batch in hand that may take so long."""
    since = health.batch_since
    busy = since is not None and now - since <= health.stall_seconds
    return bool(
        health.stopping or health.waiting_for or health.has_outage or not health.assigned or busy
    )


async def _look(
    reader: LagReader, stages: Sequence[Stage], assigned: set[Any]
) -> tuple[int, Hashable]:
    """How many messages wait in our partitions, and what is committed there."""
    ours = {TopicPartition(part.topic, part.partition) for part in assigned}
    found = [
        one
        for stage in stages
        for one in await reader.measure(stage.input, stage.name)
        if TopicPartition(one.topic, one.partition) in ours
    ]
    return sum(one.lag for one in found), tuple(one.committed for one in found)


def close_connections(app: Any) -> None:
    """Close all connections to brokers; each client makes new ones for its next request."""
    consumer = app.consumer._thread._consumer
    if consumer is not None:
        app.consumer._thread.thread_loop.call_soon_threadsafe(_close, consumer._client)
    if client := app.producer.sender.client:
        _close(client)


def _close(client: AIOKafkaClient) -> None:
    for connection in list(client._conns.values()):
        connection.close()
