"""Everything as it is operated: Kafka, a store, four services, the exporter, Prometheus."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from schemas.articles import RawArticle
from tests.generator import raw_articles
from tests.integration.kafka import ApacheKafka, kafka_or_skip
from tests.integration.pipeline import Pipeline
from tests.integration.services import Service
from tests.integration.store import SecantusDB
from tests.ops.prometheus import Prometheus

ARTICLES = int(os.environ.get("OPS_ARTICLES", "2000"))
LATE = 50
BARE = 5
BROKEN = 2
SCRAPED_TWICE_SECONDS = 2


@dataclass
class Watched:
    """What runs, and who watches it."""

    pipeline: Pipeline
    lag: Service
    prometheus: Prometheus
    targets: dict[str, list[str]]


def all_articles() -> list[RawArticle]:
    """The last few have no title, date or author, and so bring warnings."""
    whole = list(raw_articles(ARTICLES - BARE, paragraphs=1))
    texts = [one.text for one in raw_articles(2 * BARE, seed=2, paragraphs=4) if one.text]
    return whole + [RawArticle(text="\n\n".join(text.split("\n\n")[3:-1])) for text in texts]


def has_ended(prometheus: Prometheus) -> bool:
    """Whether Prometheus has seen all articles stored, and nothing wait."""
    stored = prometheus.query('sum(wireroom_messages_total{outcome="stored"})')
    waiting = prometheus.query("sum(wireroom_lag_messages)")
    return list(stored.values()) == [ARTICLES] and list(waiting.values()) == [0]


def has_looked_again(prometheus: Prometheus, since: float) -> bool:
    """Whether Prometheus has scraped all twice since then, and the exporter has measured anew."""
    looks = prometheus.query('min(timestamp(up{job=~"wireroom.*"}))')
    measured = prometheus.query("min(wireroom_lag_measured_timestamp_seconds)")
    return min([*looks.values(), *measured.values()], default=0) > since + SCRAPED_TWICE_SECONDS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """A pipeline that has carried 2,000 articles and two broken ones."""
    kafka_or_skip()
    folder: Path = tmp_path_factory.mktemp("ops")
    (folder / "kafka").mkdir()
    broker, store = ApacheKafka(folder / "kafka"), SecantusDB(folder / "store")
    broker.start()
    store.start()
    pipeline = Pipeline(broker, store, folder)
    lag = Service(
        "lag",
        ["-m", "services.cli.main", "lag", "--serve", "--every", "1"],
        {"kafka": broker.address, "mongo": store.address},
        folder,
    )
    targets = {
        "wireroom": [f"127.0.0.1:{one.port}" for one in pipeline.services.values()],
        "wireroom-lag": [f"127.0.0.1:{lag.port}"],
    }
    prometheus = Prometheus(folder / "prometheus", targets)
    try:
        await pipeline.create_topics()
        pipeline.start()
        lag.start()
        for service in (*pipeline.services.values(), lag):
            service.wait_until_ready(120)
        begun = time.monotonic()
        articles = [one.model_dump_json().encode() for one in all_articles()]
        await pipeline.publish(articles[:-LATE])
        await pipeline.quiet(600)
        print(f"\n{ARTICLES - LATE} articles in {time.monotonic() - begun:.1f} s")
        # The quarter of an hour of an alert is 30 s here: something must happen in it.
        await pipeline.publish([*articles[-LATE:], *[b"{"] * BROKEN])
        await asyncio.to_thread(prometheus.wait, lambda: has_ended(prometheus), 120)
        ended = time.time()
        await asyncio.to_thread(prometheus.wait, lambda: has_looked_again(prometheus, ended))
        yield Watched(pipeline, lag, prometheus, targets)
    finally:
        prometheus.end()
        if lag.running():
            lag.end()
        pipeline.end()
        store.end()
        broker.end()
