"""The exporter behind ``wireroom lag``: asks Kafka and the store, and tells Prometheus."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pymongo.errors import PyMongoError

from schemas.articles import utc_moment
from schemas.topics import Topic
from services.runtime.kafka.lag import LagReader, PartitionLag
from services.runtime.kafka.reader import broker_there
from services.runtime.mongo.client import Database, connect, outages
from services.runtime.registration import topology
from services.runtime.retry import Outage, OutageMetrics
from services.runtime.settings import Settings
from services.runtime.telemetry import logs, metrics
from services.runtime.telemetry.health import Health, HealthServer
from services.runtime.version import VERSION

log = logging.getLogger(__name__)

NAME = "lag"


@dataclass(frozen=True, slots=True)
class LagRow:
    """What waits before a service on one of its topics. ``oldest_seconds`` is how long the oldest
    message has waited, None if none does or its timestamp names no time; ``partitions`` is 0 where
    the topic is not there."""

    service: str
    topic: str
    waiting: int
    oldest_seconds: float | None
    partitions: int
    partitions_waiting: int

    def cells(self) -> Sequence[str]:
        """The row for people."""
        return (
            self.service,
            self.topic if self.partitions else f"{self.topic} (not there)",
            f"{self.waiting:,}",
            f"{self.oldest_seconds:.0f} s"
            if self.oldest_seconds is not None
            else "unknown" * bool(self.waiting),
            f"{self.partitions_waiting} of {self.partitions}",
        )


async def lag_rows(settings: Settings) -> list[LagRow]:
    """A row for each service and topic that it reads. Raises ReadError if no broker answers."""
    async with broker_there(settings):
        try:
            async with LagReader(settings) as reader:
                return [
                    lag_row(
                        topic, service.name, await reader.measure(topic, service.name), time.time()
                    )
                    for topic, service in topology().readings()
                ]
        except Outage as outage:
            raise (outage.__cause__ or outage) from None


def lag_row(topic: Topic, service: str, places: Sequence[PartitionLag], now: float) -> LagRow:
    """The row of a topic and one of its readers; ``now`` in seconds since 1970 UTC."""
    waiting = [place for place in places if place.lag]
    waited = [seconds for place in waiting if (seconds := _waited(place, now)) is not None]
    return LagRow(
        service,
        topic.name,
        waiting=sum(place.lag for place in waiting),
        oldest_seconds=max(waited, default=None),
        partitions=len(places),
        partitions_waiting=len(waiting),
    )


async def serve_lag(settings: Settings, every: float) -> None:
    """Measure and serve until cancelled; what is away is told and asked again."""
    logs.configure(NAME, settings.log_level, settings.log_format)
    health = Health(stall_seconds=settings.stall_seconds, assigned=True)
    server = HealthServer(health, settings.http_host, settings.http_port)
    server.start()
    metrics.BUILD_INFO.labels(NAME, VERSION).set(1)
    log.info("serving /metrics, /healthz and /readyz", extra={"port": server.port})
    kafka, mongo = OutageMetrics(NAME), OutageMetrics(NAME)
    try:
        async with connect(settings) as database:
            while True:
                begun = time.monotonic()
                away = [
                    await _asked(kafka, lambda: _tell_kafka(settings)),
                    await _asked(mongo, lambda: _tell_store(database)),
                ]
                health.waiting_for = next((one for one in away if one), None)
                await asyncio.sleep(max(begun + every - time.monotonic(), 0.1))
    finally:
        server.stop()


async def _asked(outages: OutageMetrics, ask: Callable[[], Awaitable[None]]) -> str | None:
    """Ask once; what is away, or None."""
    try:
        await ask()
    except Outage as outage:
        outages(outage)
        log.warning("%s", outage)
        return outage.dependency
    outages.over()
    return None


async def _tell_kafka(settings: Settings) -> None:
    # A new reader each time: a broker that is away for long leaves nothing of an old one.
    async with LagReader(settings) as reader:
        for topic in topology().topics.values():
            places = await reader.measure(topic)
            metrics.END_OFFSET.labels(topic.name).set(sum(place.end for place in places))
        for topic, service in topology().readings():
            set_lag(topic, service.name, await reader.measure(topic, service.name), time.time())
        for topic in topology().dead_topics.values():
            places = await reader.measure(topic)
            metrics.DEAD_LETTERS.labels(topic.name).set(sum(one.lag for one in places))
    metrics.MEASURED.labels("kafka").set_to_current_time()


def set_lag(topic: Topic, service: str, places: Sequence[PartitionLag], now: float) -> None:
    """Set the gauges of a topic and one of its readers. ``now`` in seconds since 1970 UTC."""
    for place in places:
        labels = (service, topic.name, str(place.partition))
        metrics.LAG.labels(*labels).set(place.lag)
        metrics.COMMITTED.labels(*labels).set(place.committed)
        metrics.WAITING_SECONDS.labels(*labels).set(_waited(place, now) or 0)


def _waited(place: PartitionLag, now: float) -> float | None:
    """How many seconds the oldest message has waited; None if none does, or its timestamp, which
    may be a publisher's, names no time."""
    since = place.waiting_since
    is_known = since is not None and since > 0 and utc_moment(since) is not None
    return max(now - since / 1000, 0) if since is not None and is_known else None


def _collections() -> list[str]:
    return [one.name for service in topology().values() for one in service.collections]


async def _tell_store(database: Database) -> None:
    with outages():
        for name in _collections():
            count = await database[name].estimated_document_count()
            metrics.DOCUMENTS.labels(name).set(count)
        try:
            told = await database.command("dbStats")
        except PyMongoError as error:
            log.debug("no dbStats: %s", error)
            told = {}
    for kind, field in (("used", "fsUsedSize"), ("total", "fsTotalSize")):
        if field in told:
            metrics.STORE_DISK.labels(kind).set(told[field])
    metrics.MEASURED.labels("mongo").set_to_current_time()
