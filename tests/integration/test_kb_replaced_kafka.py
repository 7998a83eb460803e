"""A pack is replaced while two thousand articles flow through Kafka: none is lost, both counted."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from schemas.articles import EnrichedArticle
from schemas.topics import DEAD, ENRICHED
from services.lab.packs.build_pack import build
from services.tagging.kb.entry import KbEntry
from tests.conditions import until
from tests.generator import raw_articles
from tests.integration.kafka import Broker
from tests.integration.pipeline import Pipeline
from tests.integration.reading import read
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = [pytest.mark.kafka, pytest.mark.long]

COUNT = 2_000
FIRMS = ("Telvane Energy", "Corvane Rail")


def firms(edition: int) -> list[KbEntry]:
    return [KbEntry(id=f"{edition}:{name}", type="ORG", names={"en": name}) for name in FIRMS]


@pytest.fixture
async def pipeline(
    own_kafka: Broker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pipeline]:
    monkeypatch.setenv("WIREROOM_KB_PACKS", str(folder / "firms.pack"))
    store = SecantusDB(folder / "store")
    store.start()
    made = Pipeline(own_kafka, store, folder)
    await made.create_topics()
    yield made
    made.end()
    store.end()


async def tagged(tagging: Service, least: int) -> None:
    """Return once the service has counted so many."""
    await until(lambda: sum(tagging.outcomes().values()) >= least)


def counted(storage: Service) -> dict[str, int]:
    """Stored articles by pack, as the service counts them."""
    families = text_string_to_metric_families(storage.get("/metrics")[1])
    samples = [sample for family in families for sample in family.samples]
    return {
        sample.labels["pack"]: int(sample.value)
        for sample in samples
        if sample.name == "wireroom_kb_articles_total"
    }


async def test_a_pack_is_replaced_while_articles_flow(pipeline: Pipeline, folder: Path) -> None:
    old = build(firms(1), folder / "firms.pack", "firms")
    pipeline.start()
    articles = [one.model_dump_json().encode() for one in raw_articles(COUNT, paragraphs=1)]
    await pipeline.publish(articles[: COUNT // 2])
    await tagged(pipeline.services["tagging"], 1)
    new = build(firms(2), folder / "firms.pack", "firms")
    await pipeline.publish(articles[COUNT // 2 :])
    await pipeline.quiet()

    events = [
        EnrichedArticle.model_validate_json(message.value or b"")
        for message in await read(pipeline.broker.address, ENRICHED.name)
    ]
    assert len({event.article_id for event in events}) == len(events) == COUNT
    assert await read(pipeline.broker.address, *(topic.name for topic in DEAD)) == []
    packs = Counter(event.stages[-1].packs[0] for event in events)
    assert set(packs) == {f"firms@{old}", f"firms@{new}"}
    assert packs[f"firms@{new}"] >= COUNT // 2
    by_pack = counted(pipeline.services["storage"])
    assert {pack: by_pack[pack] for pack in packs} == packs
    assert len(pipeline.stored()) == COUNT
    editions = {
        (entity.id.partition(":")[0], event.stages[-1].packs[0])
        for event in events
        for entity in event.entities
        if entity.name in FIRMS
    }
    assert {("1", f"firms@{old}"), ("2", f"firms@{new}")} <= editions
    assert not editions & {("1", f"firms@{new}"), ("2", f"firms@{old}")}
