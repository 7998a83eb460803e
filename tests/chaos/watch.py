"""Watches a rig: audits it while things break, and waits until all is quiet."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from schemas.topics import Topic
from services.cli.accounting.audit import audit
from services.cli.errors import CommandError
from services.runtime.kafka.lag import LagReader
from services.runtime.registration import topology
from services.runtime.retry import Outage
from tests.chaos.rig import Rig, log

QUIET_SECONDS = 300
AUDIT_SECONDS = 6
AWAY = (CommandError, Outage, KafkaError, PyMongoError, OSError, TimeoutError)


@contextlib.asynccontextmanager
async def auditing(made: Rig) -> AsyncIterator[list[str]]:
    """Audit again and again while things break: nothing may be missing at any moment, or an
    offset was committed past a message that had come to no end."""
    breaches: list[str] = []
    times = 0

    async def watch() -> None:
        nonlocal times
        while True:
            await asyncio.sleep(AUDIT_SECONDS)
            with contextlib.suppress(*AWAY):
                async with asyncio.timeout(20):
                    account = await audit(made.settings)
                times += 1
                if account.missing:
                    breaches.append(f"missing while running: {account.missing[:2]}")

    task = asyncio.create_task(watch())
    try:
        yield breaches
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        log(f"  audited {times} times meanwhile")


async def quiet(made: Rig, seconds: float = QUIET_SECONDS) -> None:
    """Return once each service, in their order, has committed all there is."""
    deadline = time.monotonic() + seconds
    for topic, service in topology().readings():
        while True:
            lag: object = "unknown"
            with contextlib.suppress(*AWAY):
                async with asyncio.timeout(20):
                    lag = await _lag(made, topic, service.name)
            if lag == 0:
                break
            if time.monotonic() > deadline:
                raise AssertionError(f"no quiet: {service.name} has a lag of {lag} on {topic.name}")
            await asyncio.sleep(0.3)


async def _lag(made: Rig, topic: Topic, service: str) -> int:
    async with LagReader(made.settings) as lag:
        places = await lag.measure(topic, service)
    assert places, topic.name
    return sum(place.lag for place in places)
