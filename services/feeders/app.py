"""Puts feeders together: a poller beside MongoDB and Kafka, and no stage."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import get_args

from schemas.topics import RAW
from services.feeders.fetcher import Fetcher, Limits
from services.feeders.metrics import SOURCES
from services.feeders.poller import Poller
from services.feeders.rhythm import Verdict
from services.feeders.settings import FeedersSettings
from services.feeders.state import State
from services.feeders.view import health_of
from services.runtime.kafka.client import wait_for_topics
from services.runtime.kafka.producer import Producer
from services.runtime.mongo.client import connect
from services.runtime.retry import Outage, OutageMetrics, backoff, retry_until_available
from services.runtime.stage import Stage
from services.runtime.telemetry.health import Health

log = logging.getLogger(__name__)

settings_class = FeedersSettings
IDLE_SECONDS = 1.0
COUNT_SECONDS = 30.0


def utc_now() -> datetime:
    """The time, as the store keeps it."""
    return datetime.now(UTC)


def fetcher(settings: FeedersSettings) -> Fetcher:
    """What fetches, within the limits of the settings."""
    limits = Limits(
        settings.feeders_max_bytes,
        settings.feeders_timeout,
        settings.feeders_header_timeout,
        settings.feeders_redirects,
    )
    return Fetcher(limits, settings.feeders_agent, private=settings.feeders_private)


@asynccontextmanager
async def open_stages(settings: FeedersSettings) -> AsyncIterator[list[Stage]]:
    """No stage: ``serve`` does the work."""
    yield []


async def serve(settings: FeedersSettings, health: Health) -> None:
    """Poll sources until cancelled. What is away is waited for, and nothing is given up."""
    outages = OutageMetrics("feeders")
    health.ask_for_outage(lambda: outages.any_away)

    def on_outage(outage: Outage) -> None:
        outages(outage)
        health.waiting_for = outage.dependency

    producer = Producer(settings)
    async with connect(settings) as database, fetcher(settings) as http:
        state = State(database, settings.feeders_seen_days)
        await retry_until_available(state.prepare, on_outage)
        await retry_until_available(lambda: wait_for_topics(settings, [RAW.name]), on_outage)
        await retry_until_available(producer.start, on_outage)
        poller = Poller(settings, state, http.get, producer.write_all, utc_now)

        async def work() -> None:
            pauses = backoff()
            while True:
                try:
                    found = await poller.poll_next()
                except Outage as outage:
                    on_outage(outage)
                    pause = next(pauses)
                    log.warning("%s; trying again in %.1f s", outage, pause)
                    await asyncio.sleep(pause)
                    continue
                outages.over()
                health.waiting_for = None
                pauses = backoff()
                if not found:
                    await asyncio.sleep(IDLE_SECONDS)

        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(settings.feeders_concurrency):
                    tasks.create_task(work())
                tasks.create_task(_count(state))
        finally:
            await producer.stop()


async def _count(state: State) -> None:
    """Keep the gauge of sources by verdict."""
    while True:
        try:
            found = [health_of(one, utc_now()).verdict for one in await state.sources()]
        except Outage:
            found = None
        if found is not None:
            counts = Counter(found)
            for verdict in get_args(Verdict):
                SOURCES.labels(verdict).set(counts[verdict])
        await asyncio.sleep(COUNT_SECONDS)
