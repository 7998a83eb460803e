"""More replicas do more, and a rolling restart loses nothing and stops nothing."""

import asyncio
import time
from collections import Counter
from typing import Any

import pytest
from pymongo import MongoClient

from schemas.topics import dead_topic
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from tests.generator import raw_articles
from tests.integration.pipeline import READERS
from tests.integration.services import Service
from tests.ops import waiting
from tests.ops.conftest import BARE, Watched

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
]

REPLICAS = 4
MEASURED_SECONDS = 12
LOOKS = 4
MOST_SECONDS_WITHOUT_FLOW = 10
MOST_SECONDS_TO_BEGIN = 120


async def test_throughput_grows_with_the_replicas(
    watched: Watched, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broker, folder = watched.pipeline.broker, tmp_path_factory.mktemp("scaling")
    await broker.create([waiting.SOURCE, waiting.TARGET, dead_topic(waiting.SOURCE)])
    async with Producer(watched.pipeline.settings) as producer:
        await producer.send_all(
            [Record(waiting.SOURCE.name, b"%d" % number, b"v") for number in range(20_000)]
        )
    replicas: list[Service] = []
    rates: dict[int, float] = {}
    try:
        for count in range(1, REPLICAS + 1):
            settings = {
                "kafka": broker.address,
                "kafka_session_timeout": 6,
                "batch_size": 4,
                "buffer_size": 16,
                "instance": f"waiting-{count}",
            }
            one = Service(f"waiting-{count}", ["-m", "tests.ops.waiting"], settings, folder)
            replicas.append(one.start())
            one.wait_until_ready(90)
            await asyncio.to_thread(settled, replicas)
            rates[count] = await asyncio.to_thread(best_rate, replicas)
            print(f"{count} replicas: {rates[count]:.1f} a second")
    finally:
        for one in replicas:
            one.end()
    for count, rate in rates.items():
        assert rate == pytest.approx(count * rates[1], rel=0.1), rates


def best_rate(replicas: list[Service]) -> float:
    """Messages a second of the best of some looks: what else runs on the machine only slows it."""
    enough = 0.95 * len(replicas) / waiting.SECONDS
    best = 0.0
    for _ in range(LOOKS):
        best = max(best, measure(replicas))
        if best >= enough:
            break
    return best


def measure(replicas: list[Service]) -> float:
    """Messages a second, from the end of a batch to the end of another."""

    def next_end() -> tuple[int, float]:
        before = sum(done(one) for one in replicas)
        while (now := sum(done(one) for one in replicas)) == before:
            time.sleep(0.02)
        return now, time.monotonic()

    first, begun = next_end()
    time.sleep(MEASURED_SECONDS)
    last, ended = next_end()
    return (last - first) / (ended - begun)


def done(service: Service) -> int:
    return sum(service.outcomes().values())


def settled(replicas: list[Service]) -> None:
    """Return once each of them has done something since the last one came."""
    before = [done(one) for one in replicas]
    while any(done(one) <= was for one, was in zip(replicas, before, strict=True)):
        time.sleep(0.2)
    time.sleep(2)


async def test_a_rolling_restart_loses_nothing_and_stops_nothing(watched: Watched) -> None:
    pipeline = watched.pipeline
    replicas = {name: [replica(watched, name, number) for number in (1, 2)] for name in READERS}
    for service in pipeline.services.values():
        service.end()
    everyone = [one for both in replicas.values() for one in both]
    articles = [one.model_dump_json().encode() for one in raw_articles(6000, seed=21, paragraphs=1)]
    before = stored(watched)
    gaps: list[float] = []
    published = 0
    stop = asyncio.Event()

    async def publish() -> None:
        nonlocal published
        while not stop.is_set() and published < len(articles):
            await pipeline.publish(articles[published : published + 4])
            published += 4
            await asyncio.sleep(0.5)

    async def watch() -> None:
        last, since = stored(watched), time.monotonic()
        while not stop.is_set():
            await asyncio.sleep(0.25)
            now = await asyncio.to_thread(stored, watched)
            if now > last:
                gaps.append(time.monotonic() - since)
                last, since = now, time.monotonic()

    try:
        for one in everyone:
            one.start()
        for one in everyone:
            await asyncio.to_thread(one.wait_until_ready, 180)
        work = [asyncio.create_task(publish())]
        await asyncio.to_thread(
            watched.prometheus.wait, lambda: stored(watched) > before, MOST_SECONDS_TO_BEGIN
        )
        await asyncio.sleep(5)
        work.append(asyncio.create_task(watch()))
        for name, both in replicas.items():
            for one in both:
                begun = time.monotonic()
                assert await asyncio.to_thread(one.end) == 0
                one.start()
                await asyncio.to_thread(one.wait_until_ready, 120)
                print(f"{one.name}: restarted in {time.monotonic() - begun:.1f} s")
                await asyncio.sleep(2)
            assert all(one.running() for one in both), name
        stop.set()
        await asyncio.gather(*work)
        await pipeline.quiet(120)
        urls = Counter(one["url"] for one in pipeline.stored())
        print(f"{published} published meanwhile, longest time without flow {max(gaps):.1f} s")
        assert urls.total() == before + published
        assert urls.pop(None) == BARE  # Those have no address, and their text tells them apart.
        assert set(urls.values()) == {1}
        assert max(gaps) <= MOST_SECONDS_WITHOUT_FLOW
    finally:
        stop.set()
        for one in everyone:
            if one.running():
                one.end()
        for service in pipeline.services.values():
            service.start()


def replica(watched: Watched, name: str, number: int) -> Service:
    """One of two replicas, with a name that stays over restarts."""
    settings = {
        "kafka": watched.pipeline.broker.address,
        "kafka_session_timeout": 30,
        "mongo": watched.pipeline.store.address,
        "children": 1,
        "batch_size": 20,
        "instance": f"{name}-{number}",
    }
    folder = watched.pipeline.services[name].log.parent
    command = ["-m", "services.cli.main", "run", name]
    return Service(f"{name}-{number}", command, settings, folder)


def stored(watched: Watched) -> int:
    with MongoClient[dict[str, Any]](watched.pipeline.store.address) as client:
        return client.wireroom.articles.estimated_document_count()
