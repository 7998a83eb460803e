"""Alerts that take hours of news to come up are caused too: a minute is a quarter of a second here.

What Prometheus scrapes is told by the very code of the services (the carrier, the counts of
quality, the exporter); only Kafka, the articles and the store's answer are made up.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest_asyncio

from schemas.articles import Author
from schemas.topics import ACCEPTED, CLEANED, ENRICHED
from services.cli import lag_service
from services.runtime import metrics
from services.runtime.carrier import Carrier, Record
from services.runtime.health import Health, HealthServer
from services.runtime.lag import Place
from services.runtime.stage import Failed, Message, Outcome, Reason, Stage, Stored
from services.storage.quality import Quality
from tests.ops.prometheus import Prometheus
from tests.unit.storage.make import enriched

MINUTE = 0.25
TICK = 0.2
USUAL_SECONDS = 50
"""Over three hours: the usual of a source leaves the last three out."""
EXPECTED = {
    "WireroomPartitionStalled cleaning",
    "WireroomBehind tagging",
    "WireroomAgeRising storage",
    "WireroomMessagesFailed storage",
    "WireroomSourceSilent",
    "WireroomCoverageDropped",
    "WireroomStoreDiskFull",
}


class Disk:
    """A store that answers what the exporter asks: its counts and how full its disk is."""

    used = 40

    def __getitem__(self, name: str) -> "Disk":
        return self

    async def estimated_document_count(self) -> int:
        return 1

    async def command(self, name: str) -> dict[str, int]:
        return {"fsUsedSize": self.used, "fsTotalSize": 100}


async def handle(batch: Sequence[Message]) -> list[Outcome]:
    return [
        Failed(Reason.UNEXPECTED, "of the test") if message.value == b"fail" else Stored()
        for message in batch
    ]


async def deliver(records: Sequence[Record]) -> Sequence[Exception | None]:
    return [None for _ in records]


class Newsroom:
    """A pipeline's signals, told every moment; ``trouble`` is what happens to it."""

    def __init__(self) -> None:
        self.trouble = False
        self._disk: Any = Disk()
        self._quality = Quality()
        self._carrier = Carrier(Stage("storage", "1", ENRICHED, None, handle), deliver)
        self._offset = 0
        self._first = 0
        """What the first partition has committed."""

    async def tell(self) -> None:
        self._offset += 20
        await self._tell_articles()
        self._tell_places()
        self._disk.used = 90 if self.trouble else 40
        await lag_service._tell_store(self._disk)
        metrics.MEASURED.labels("kafka").set_to_current_time()

    async def _tell_articles(self) -> None:
        aged = time.time() - (600 if self.trouble else 1)
        values = [b"good"] * 99 + [b"fail" if self.trouble else b"good"]
        await self._carrier.carry(
            [Message(value, b"k", timestamp=round(aged * 1000)) for value in values]
        )
        known = {"title": "A title", "authors": [Author(name="Noor Hoxha")]}
        for number in range(10):
            lost: dict[str, Any] = {} if self.trouble else known
            self._quality.count(enriched(number, domain="busy.example", **lost))
            if not self.trouble:
                self._quality.count(enriched(number, domain="fickle.example", **known))

    def _tell_places(self) -> None:
        if not self.trouble:
            self._first = self._offset
        now = round(time.time() * 1000)
        long_ago = now - (40 * 60 * 1000 if self.trouble else 500)
        moving, end = self._offset, self._offset + 10
        lag_service.tell_places(
            ACCEPTED,
            [
                Place(ACCEPTED.name, 0, 0, self._first, end, now - 1000),
                Place(ACCEPTED.name, 1, 0, moving, end, now - 1000),
            ],
        )
        lag_service.tell_places(CLEANED, [Place(CLEANED.name, 0, 0, moving, end, long_ago)])


@pytest_asyncio.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    made = Newsroom()

    async def tell_on() -> None:
        while True:
            await made.tell()
            await asyncio.sleep(TICK)

    task = asyncio.create_task(tell_on())
    yield made
    if task.done():
        task.result()
    task.cancel()


async def test_alerts_that_take_hours(newsroom: Newsroom, tmp_path: Path) -> None:
    server = HealthServer(Health(), "127.0.0.1", 0)
    server.start()
    targets = {"wireroom": [f"127.0.0.1:{server.port}"]}
    prometheus = Prometheus(tmp_path / "prometheus", targets, MINUTE)
    try:
        fired: set[str] = set()

        async def watch(seconds: float, until: set[str]) -> None:
            begun = time.monotonic()
            while time.monotonic() - begun < seconds and not (until and until <= fired):
                await asyncio.sleep(0.3)
                for name in await asyncio.to_thread(prometheus.firing) - fired:
                    print(f"{name}: fired after {time.monotonic() - begun:.0f} s")
                    fired.add(name)

        # Until its first look is in, it rightly says that lag is unknown.
        told = 'wireroom_lag_measured_timestamp_seconds{dependency="kafka"}'
        await asyncio.to_thread(
            prometheus.wait, lambda: prometheus.query(told) and not prometheus.firing()
        )
        await watch(USUAL_SECONDS, set())
        assert fired == set(), "while all is well"
        newsroom.trouble = True
        await watch(60, EXPECTED)
        assert fired == EXPECTED
    finally:
        prometheus.end()
        server.stop()
