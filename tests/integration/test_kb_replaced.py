"""A pack is replaced while two thousand articles flow: none is lost, both versions are counted."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from prometheus_client import REGISTRY

from schemas.articles import EnrichedArticle
from schemas.topics import CLEANED, ENRICHED
from services.lab.packs.build_pack import build
from services.runtime.records import Record
from services.runtime.stage import Message, Outcome, Stage
from services.runtime.testing import MemoryBroker
from services.storage import metrics as storage_metrics
from services.storage.metrics import Quality
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack_stack import PackStack
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.tagger import Tagger

ARTICLES = 2_000
BODY = "Nova Corp grows."


class OneFirm:
    """Finds the firm with which every body begins."""

    name = "one firm 1"

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        return [[Span("body", 0, 9, "ORG")] for _ in articles]


def nova(number: int) -> KbEntry:
    return KbEntry(id=f"firm:{number}", type="ORG", names={"en": "Nova Corp"})


def counted(pack: str) -> float:
    return REGISTRY.get_sample_value("wireroom_kb_articles_total", {"pack": pack}) or 0


async def test_a_pack_is_replaced_while_articles_flow(tmp_path: Path) -> None:
    path = tmp_path / "firms.pack"
    old = build([nova(1)], path, "firms")
    tagger = Tagger({"en": OneFirm()}, "en", PackStack(str(path)))
    seen = 0
    new = ""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        nonlocal seen, new
        seen += len(batch)
        if seen > ARTICLES // 2 and not new:
            new = build([nova(2)], path, "firms")
        return list(tagger.handle([message.value for message in batch]))

    broker = MemoryBroker()
    ids = [f"{number:032x}" for number in range(ARTICLES)]
    values = [json.dumps({"article_id": one, "body": BODY}).encode() for one in ids]
    await broker.deliver([Record(CLEANED.name, None, value) for value in values])
    outcomes = await broker.run(
        Stage("tagging", "test", CLEANED, (ENRICHED,), handle), batch_size=50
    )
    assert Counter(outcome.name for outcome in outcomes) == {"published": ARTICLES}

    quality = Quality()
    meanings: Counter[tuple[str, str]] = Counter()
    events = [
        EnrichedArticle.model_validate_json(message.value or b"")
        for message in broker.messages(ENRICHED.name)
    ]
    for event in events:
        quality.count(event)
        ((entity,), (run,)) = event.entities, event.stages
        meanings[entity.id, run.packs[0]] += 1
    assert sorted(event.article_id for event in events) == ids
    assert set(meanings) == {("firm:1", f"firms@{old}"), ("firm:2", f"firms@{new}")}
    assert counted(f"firms@{old}") == meanings["firm:1", f"firms@{old}"] == ARTICLES // 2
    assert counted(f"firms@{new}") == meanings["firm:2", f"firms@{new}"] == ARTICLES // 2
    # Other tests count what one instance of Quality lets through.
    for metric in (
        storage_metrics.ARTICLES,
        storage_metrics.LANGUAGES,
        storage_metrics.STAGE_RUNS,
        storage_metrics.PACKS,
    ):
        metric.clear()
