"""A thousand articles through Apache Kafka, four processes and a store: none lost, none twice."""

import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.articles import EnrichedArticle
from schemas.topics import DEAD, ENRICHED
from tests.generator import raw_articles
from tests.integration.kafka import Broker
from tests.integration.pipeline import READERS, Pipeline
from tests.integration.reading import read
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

COUNT = 1000


@pytest.fixture
async def pipeline(own_kafka: Broker, folder: Path) -> AsyncIterator[Pipeline]:
    store = SecantusDB(folder / "store")
    store.start()
    made = Pipeline(own_kafka, store, folder)
    await made.create_topics()
    made.start()
    yield made
    made.end()
    store.end()


async def check_all_stored_once(pipeline: Pipeline) -> None:
    urls = Counter(one["url"] for one in pipeline.stored())
    assert len(urls) == COUNT
    assert urls.total() == COUNT
    assert pipeline.stored("revisions") == []
    assert await read(pipeline.broker.address, *(topic.name for topic in DEAD)) == []
    events = [
        EnrichedArticle.model_validate_json(message.value or b"")
        for message in await read(pipeline.broker.address, ENRICHED.name)
    ]
    assert {one["event_id"] for one in pipeline.stored()} == {event.event_id for event in events}
    assert len({event.event_id for event in events}) == COUNT


async def test_a_thousand_articles_and_the_same_again(pipeline: Pipeline) -> None:
    articles = [one.model_dump_json().encode() for one in raw_articles(COUNT, paragraphs=2)]
    await pipeline.publish(articles)
    await pipeline.quiet()
    await check_all_stored_once(pipeline)
    assert pipeline.outcomes() == {
        "intake": {"published": COUNT},
        "cleaning": {"published": COUNT},
        "tagging": {"published": COUNT},
        "storage": {"stored": COUNT},
    }
    before = pipeline.stored()
    await pipeline.publish(articles)
    await pipeline.quiet()
    assert pipeline.outcomes()["intake"] == {"published": COUNT, "dropped": COUNT}
    assert pipeline.outcomes()["storage"] == {"stored": COUNT}
    assert pipeline.stored() == before


@pytest.mark.parametrize("victim", READERS)
async def test_killed_in_the_middle(pipeline: Pipeline, victim: str) -> None:
    articles = [one.model_dump_json().encode() for one in raw_articles(COUNT, seed=2, paragraphs=2)]
    await pipeline.publish(articles)
    await pipeline.until_halfway(victim, COUNT)
    assert pipeline.services[victim].end(signal.SIGKILL) == -signal.SIGKILL
    begun = time.monotonic()
    pipeline.services[victim].start()
    await pipeline.quiet()
    print(f"{victim}: killed, quiet again after {time.monotonic() - begun:.1f} s")
    await check_all_stored_once(pipeline)
