"""With the store away and the topics full, a service's memory stays under a bound that we state."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pytest

from schemas.articles import EnrichedArticle, RawArticle
from schemas.topics import ENRICHED, MIB, RAW
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from tests.conditions import until
from tests.generator import raw_articles
from tests.integration.kafka import Broker
from tests.integration.pipeline import Pipeline
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

T = TypeVar("T")


def retries_of(service: Service) -> float:
    return service.measured("wireroom_retries_total")


WAITING = 200_000
SMALL_BOUND_MB = 200
"""A service that waits with small articles in hand: Python, its libraries, what is read ahead; 68
to 88 MiB were measured."""
LARGE_BOUND_MB = 600
"""With articles at the size limit: 64 MiB read ahead, a fetch of 12 partitions, and a batch of as
much that is in hand as bytes, as text, and as what came of it; 194 to 269 MiB were measured."""
CHILD_BOUND_MB = {"cleaning": 700, "tagging": 900}
"""A child with one article at the size limit in hand; ``WIREROOM_CHILD_MEMORY_MB`` enforces more
than this of its address space."""


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


def peak_mb(pid: int) -> float:
    """The most memory that a process has ever held, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [one for one in status.splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def within_bounds(pipeline: Pipeline, bound: float) -> None:
    """Each service lives and has never held more, nor has a child of its own bound."""
    for service in pipeline.services.values():
        assert service.running(), service.words()
        assert service.process is not None
        pid = service.process.pid
        children = [peak_mb(child) for child in children_of(pid)]
        print(f"{service.name}: at most {peak_mb(pid):.0f} MiB, its children {children}")
        assert peak_mb(pid) < bound, service.name
        for one in children:
            assert one < CHILD_BOUND_MB[service.name], service.name


def children_of(pid: int) -> list[int]:
    """The processes that any thread of a process has begun."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # A thread may end meanwhile.
            found += map(int, (thread / "children").read_text().split())
    return found


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    values = iter(values)
    while some := list(islice(values, size)):
        yield some


async def publish_all(pipeline: Pipeline, topic: str, values: Iterable[bytes]) -> None:
    numbered = ((str(number).encode(), value) for number, value in enumerate(values))
    async with Producer(pipeline.settings) as producer:
        for some in batched(numbered, 2000):
            records = [Record(topic, key, value) for key, value in some]
            assert not any(await producer.send_all(records))


def small() -> Iterator[bytes]:
    """The same article over and over, with another address: quick to make."""
    [article] = raw_articles(1)
    text = article.model_dump_json(exclude_defaults=True)
    return (text.replace("/0", f"/{number}").encode() for number in range(WAITING))


def enriched() -> Iterator[bytes]:
    body = "Rain fell on the harbour again, and nobody in the town went out. " * 30
    text = EnrichedArticle(article_id="0" * 32, body=body, event_id="e").model_dump_json()
    return (text.replace("0" * 32, f"{number:032x}").encode() for number in range(WAITING // 4))


def large(count: int) -> Iterator[bytes]:
    """Articles as large as intake takes them, most of it text that names nobody."""
    paragraph = (
        "the rain fell on the harbour again and nobody in the town went out to see it. " * 12
    )
    for number in range(count):
        body = f"Number {number}. " + "\n\n".join([paragraph] * 4500)
        raw = RawArticle(text=body[: 4 * MIB - 20_000], url=f"https://large.example.com/{number}")
        yield raw.model_dump_json(exclude_defaults=True).encode()


async def test_the_store_is_away_and_200_000_articles_wait(pipeline: Pipeline) -> None:
    pipeline.start()
    for service in pipeline.services.values():
        await asyncio.to_thread(service.wait_until_ready)
    pipeline.store.kill()
    await publish_all(pipeline, RAW.name, small())
    await publish_all(pipeline, ENRICHED.name, enriched())
    for name in ("intake", "storage"):
        # By its tenth try, after a minute, a service has read ahead all that it will.
        await until(lambda name=name: retries_of(pipeline.services[name]) >= 10)
    within_bounds(pipeline, SMALL_BOUND_MB)


async def test_articles_at_the_size_limit(pipeline: Pipeline) -> None:
    count = 12
    pipeline.start()
    for value in large(count):
        await publish_all(pipeline, RAW.name, [value])
    await pipeline.quiet()
    ends = pipeline.outcomes()
    print(ends)
    assert ends["cleaning"] == {"published": count}
    assert sum(ends["tagging"].values()) == count
    within_bounds(pipeline, LARGE_BOUND_MB)
