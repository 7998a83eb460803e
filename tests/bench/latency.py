"""How long an article takes from its publication until it is stored."""

import asyncio
import time
from collections.abc import Iterator
from statistics import median, quantiles

from schemas.articles import RawArticle
from schemas.topics import RAW
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from tests.bench import load
from tests.bench.figures import Figure, Target
from tests.bench.parts import Pipeline

POLL_SECONDS = 0.01
IDLE_PAUSE = 0.7
"""Seconds between two articles: time for all to come to rest, but for its own sake not a second."""
SEED = 9000


async def measure(running: Pipeline, repeats: int, count: int, rate: float) -> list[Figure]:
    """Idle, and at half of ``rate``, in articles per second."""
    idle: list[float] = []
    half: list[list[float]] = []
    for repeat in range(repeats):
        alone = await _delays(
            running, list(load.texts(max(count // 4, 4), SEED + repeat)), IDLE_PAUSE
        )
        idle.append(median(alone) * 1000)
        half.append(await _delays(running, list(load.texts(count, SEED + 50 + repeat)), 2 / rate))
    medians = [median(one) * 1000 for one in half]
    last = [_last_percent(one) * 1000 for one in half]
    return list(_figures(idle, medians, last))


def _figures(idle: list[float], half: list[float], last: list[float]) -> Iterator[Figure]:
    for name, values, most in (
        ("idle, median", idle, 300),
        ("half load, median", half, 400),
        ("half load, 99th percentile", last, 1500),
    ):
        target = Target("value", "at most", most)
        yield Figure(f"latency, {name}", "ms", tuple(values), False, targets=(target,))


def _last_percent(delays: list[float]) -> float:
    return quantiles(delays, n=100)[98]


async def _delays(running: Pipeline, articles: list[RawArticle], pause: float) -> list[float]:
    """Seconds of each article, published one by one with a pause between two."""
    published: dict[str, float] = {}
    delays: list[float] = []
    watching = asyncio.ensure_future(_watch(running, published, delays, len(articles)))
    begun = time.monotonic()
    async with Producer(running.parts.settings) as producer:
        for number, article in enumerate(articles):
            await asyncio.sleep(max(0.0, begun + number * pause - time.monotonic()))
            assert article.url is not None
            published[article.url] = time.monotonic()
            await producer.send_all([Record(RAW.name, None, article.model_dump_json().encode())])
        await watching
    return delays


async def _watch(
    running: Pipeline, published: dict[str, float], delays: list[float], count: int
) -> None:
    """Look every 10 ms which of the published articles are there."""
    articles = running.database["articles"]
    while len(delays) < count:
        if published:
            wanted = articles.find({"url": {"$in": list(published)}}, {"url": 1})
            found = await asyncio.to_thread(list, wanted)
            now = time.monotonic()
            delays += [now - published.pop(one["url"]) for one in found]
        await asyncio.sleep(POLL_SECONDS)
