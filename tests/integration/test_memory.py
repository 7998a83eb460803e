"""With the store away and the topics full, a service's memory stays under a bound that we state."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.articles import RawArticle
from schemas.topics import MIB, RAW
from services.runtime.carrier import Record
from services.runtime.lag import LagReader
from services.runtime.producer import Producer
from tests.generator import raw_articles
from tests.integration.kafka import Broker
from tests.integration.pipeline import Pipeline
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

WAITING = 200_000
SMALL_BOUND_MB = 300
"""A service that waits with small articles in hand: Python, its libraries, 64 MiB read ahead."""
LARGE_BOUND_MB = 1200
"""With articles at the size limit: 64 MiB read ahead, a fetch of 12 partitions, and a batch of as
much that is in hand as bytes, as text, and as what came of it."""


@pytest.fixture
async def pipeline(own_kafka: Broker, folder: Path) -> AsyncIterator[Pipeline]:
    store = SecantusDB(folder / "store")
    store.start()
    made = Pipeline(own_kafka, store, folder)
    await made.create_topics()
    yield made
    for service in made.services.values():
        if service.running():
            service.end(signal.SIGKILL)
    store.end()


def peak_mb(service: Service) -> float:
    """The most memory that the process itself has ever held, in MiB."""
    assert service.process is not None
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    [line] = [one for one in status.splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


async def publish_many(pipeline: Pipeline, count: int) -> None:
    """The same article over and over, with another address: quick to make."""
    [article] = raw_articles(1)
    text = article.model_dump_json(exclude_defaults=True)
    async with Producer(pipeline.settings) as producer:
        for start in range(0, count, 2000):
            records = [
                Record(RAW.name, None, text.replace("/0", f"/{number}").encode())
                for number in range(start, start + 2000)
            ]
            assert not any(await producer.send_all(records))


async def all_taken(pipeline: Pipeline, seconds: float = 300) -> None:
    """Return once intake has committed all there is."""
    async with asyncio.timeout(seconds), LagReader(pipeline.settings) as lag:
        while sum(place.lag for place in await lag.measure(RAW)):  # noqa: ASYNC110
            await asyncio.sleep(1)


async def test_the_store_is_away_and_200_000_articles_wait(pipeline: Pipeline) -> None:
    intake = pipeline.services["intake"].start()
    await asyncio.to_thread(intake.wait_until_ready, 120)
    pipeline.store.kill()
    await publish_many(pipeline, WAITING)
    await asyncio.sleep(20)
    assert intake.running(), intake.words()
    print(f"intake: at most {peak_mb(intake):.0f} MiB with {WAITING:,} articles waiting")
    assert peak_mb(intake) < SMALL_BOUND_MB


async def test_articles_at_the_size_limit(pipeline: Pipeline) -> None:
    count = 60
    letters = "Rain fell on the harbour of Oslo again. " * 24
    async with Producer(pipeline.settings) as producer:
        for number in range(count):
            body = f"Number {number}. " + "\n\n".join([letters] * 4200)
            value = RawArticle(
                text=body[: 4 * MIB - 1000], url=f"https://large.example.com/{number}"
            )
            record = Record(RAW.name, None, value.model_dump_json(exclude_defaults=True).encode())
            assert not any(await producer.send_all([record]))
    intake = pipeline.services["intake"].start()
    cleaning = pipeline.services["cleaning"].start()
    await all_taken(pipeline)
    for service in (intake, cleaning):
        print(f"{service.name}: at most {peak_mb(service):.0f} MiB with articles of 4 MiB")
        assert service.running(), service.words()
        assert peak_mb(service) < LARGE_BOUND_MB
