"""Alerts that take minutes or hours to come up are caused too: a minute is 0.4 s here."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from schemas.topics import ACCEPTED
from tests.integration.services import Service
from tests.ops.children import slowed
from tests.ops.conftest import Watched
from tests.ops.newsroom import FICKLE, Newsroom, newsroom
from tests.ops.prometheus import Prometheus, expression, panels
from tests.ops.small_disk import SmallDisk

pytestmark = [pytest.mark.kafka, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

MINUTE = 0.4
USUAL_SECONDS = 4 * 60 * MINUTE
"""What is usual leaves the last three hours out, and wants an hour before them."""
DISK_MB = 256
FULL = 0.85


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def news(
    watched: Watched, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    async with newsroom(watched, tmp_path_factory.mktemp("newsroom"), MINUTE) as made:
        yield made


async def test_a_page_that_hangs_one_of_two_replicas(news: Newsroom) -> None:
    await news.publish_a_page_that_hangs()
    await news.until("WireroomPartitionStalled cleaning")
    stalled = {
        alert["labels"]["partition"]
        for alert in news.prometheus.get("alerts")["alerts"]
        if alert["labels"]["alertname"] == "WireroomPartitionStalled"
    }
    assert 0 < len(stalled) < ACCEPTED.partitions
    await news.until("WireroomMessagesFailed cleaning")
    await news.until("WireroomFailureRun cleaning")
    ours = news.pipeline
    places = {"WIREROOM_KAFKA": ours.broker.address, "WIREROOM_MONGO": ours.store.address}
    listed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "services.cli.main", "dead", "list", "--service", "cleaning"],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
    )
    assert listed.returncode == 0, listed.stderr
    # Where the machine is so busy that it never gets its seconds, it counts as dead.
    assert "timed_out" in listed.stdout or "child_died" in listed.stdout
    await news.until("WireroomPartitionStalled cleaning", fires=False)
    await news.until("WireroomMessagesFailed cleaning", fires=False)
    await news.until("WireroomFailureRun cleaning", fires=False)


async def test_a_stage_that_is_slower_than_what_comes_in(news: Newsroom) -> None:
    # What the hanging page held up has come out old.
    await news.until("WireroomAgeRising storage", fires=False)
    async with slowed(news.pipeline.services["tagging"].process):
        news.flood = True
        await news.until("WireroomAgeRising storage")
        await news.until("WireroomBehind tagging")
        news.flood = False
    await news.until("WireroomBehind tagging", fires=False)
    await news.until("WireroomAgeRising storage", fires=False)


async def test_a_source_that_stops_and_one_that_loses_its_fields(news: Newsroom) -> None:
    """Storage that starts anew meanwhile counts from zero, and has forgotten who is silent."""
    await asyncio.sleep(max(news.begun + USUAL_SECONDS - time.monotonic(), 0))
    changes = ("WireroomSourceSilent", "WireroomCoverageDropped")
    assert [one for one in news.prometheus.firing() if one.startswith(changes)] == []
    news.trouble = True
    storage = news.pipeline.services["storage"]
    storage.end()
    storage.start()
    for field in ("title", "date", "author"):
        await news.until(f"WireroomCoverageDropped {field}")
    await news.until(f"WireroomSourceSilent {FICKLE}")
    changed = {one for one in news.prometheus.firing() if one.startswith(changes)}
    assert changed == {
        "WireroomCoverageDropped title",
        "WireroomCoverageDropped date",
        "WireroomCoverageDropped author",
        f"WireroomSourceSilent {FICKLE}",
    }
    news.trouble = False
    await news.until(f"WireroomSourceSilent {FICKLE}", fires=False)
    await news.until("WireroomCoverageDropped title", fires=False)


async def test_a_store_whose_disk_fills_up(watched: Watched, tmp_path: Path) -> None:
    store = SmallDisk(tmp_path / "disk", DISK_MB)
    settings = {"kafka": watched.pipeline.broker.address, "mongo": store.address}
    command = ["-m", "services.cli.main", "lag", "--serve", "--every", "1"]
    exporter = Service("disk-lag", command, settings, tmp_path).start()
    targets = {"wireroom-lag": [f"127.0.0.1:{exporter.port}"]}
    prometheus = Prometheus(tmp_path / "prometheus", targets, MINUTE)

    def share() -> float:
        return max(prometheus.query(expression("WireroomStoreDiskFull").partition(">")[0]).values())

    def is_full() -> bool:
        return "WireroomStoreDiskFull" in prometheus.firing()

    try:
        used = 'wireroom_store_disk_bytes{kind="used"}'
        await asyncio.to_thread(prometheus.wait, lambda: prometheus.query(used))
        assert share() < FULL
        begun = time.monotonic()
        while not is_full():
            assert time.monotonic() - begun < 120, share()
            if share() < FULL + 0.02:
                await asyncio.to_thread(store.grow, 2)
            await asyncio.sleep(1)  # The exporter's look, and Prometheus'.
        print(f"WireroomStoreDiskFull: fired at {share():.0%}")
        for title, expr in panels():
            if title.endswith("The store's disk"):
                assert prometheus.query(expr), expr
    finally:
        prometheus.end()
        exporter.end()
        store.end()
