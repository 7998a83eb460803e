"""What stored articles are like is counted, and no article makes the list of series grow."""

from prometheus_client.metrics import MetricWrapperBase

from schemas.articles import EnrichedArticle, Entity, Language, Mention, StageRun
from services.storage import metrics as storage_metrics
from services.storage.metrics import ENTITY_TYPES, Quality


def samples(metric: MetricWrapperBase) -> dict[tuple[str, ...], float]:
    """Values of a counter or gauge by its labels' values."""
    return {
        tuple(sample.labels.values()): sample.value
        for family in metric.collect()
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def article(**fields: object) -> EnrichedArticle:
    return EnrichedArticle(article_id="a" * 32, body="b", event_id="e" * 32, **fields)


def entity(kind: str, linked: bool) -> Entity:
    mention = Mention(text="b", start=0, end=1, field="body", confidence=1)
    kb = {"wikidata": "Q1"} if linked else None
    return Entity(id="x", type=kind, name="b", kb=kb, count=1, salience=1, mentions=[mention])


def test_no_article_can_make_the_list_of_series_grow() -> None:
    for metric in (
        storage_metrics.ARTICLES,
        storage_metrics.LANGUAGES,
        storage_metrics.WARNINGS,
        storage_metrics.STAGE_RUNS,
        storage_metrics.PACKS,
    ):
        metric.clear()
    quality = Quality()
    for number in range(1000):
        quality.count(
            article(
                domain=f"site{number}.example",
                language=Language(code=f"x{number}", confidence=1),
                warnings=[f"warning_{number}"],
                entities=[entity(f"KIND_{number}", linked=False)],
                stages=[
                    StageRun(name=f"s{number}", version="1", seconds=0.1, packs=[f"p{number}"])
                ],
            )
        )
    assert len(samples(storage_metrics.ARTICLES)) <= 201
    assert len(samples(storage_metrics.LANGUAGES)) <= 61
    assert len(samples(storage_metrics.WARNINGS)) <= 61
    assert {kind for kind, _ in samples(storage_metrics.ENTITIES)} <= {*ENTITY_TYPES, "other"}
    assert len(samples(storage_metrics.STAGE_RUNS)) <= 40
    assert len(samples(storage_metrics.PACKS)) <= 41


def test_coverage_is_counted_by_source() -> None:
    storage_metrics.ARTICLES.clear()
    storage_metrics.FIELDS.clear()
    storage_metrics.ENTITIES.clear()
    quality = Quality()
    quality.count(article(domain="a.example", title="t", entities=[entity("GPE", linked=True)]))
    quality.count(article(domain="a.example", entities=[entity("GPE", linked=False)]))
    assert storage_metrics.ARTICLES.labels("a.example")._value.get() == 2
    assert storage_metrics.FIELDS.labels("a.example", "title")._value.get() == 1
    assert storage_metrics.FIELDS.labels("a.example", "author")._value.get() == 0
    assert storage_metrics.ENTITIES.labels("GPE", "yes")._value.get() == 1


def test_an_article_that_says_nothing_is_counted_as_such() -> None:
    for metric in (storage_metrics.ARTICLES, storage_metrics.LANGUAGES, storage_metrics.FIELDS):
        metric.clear()
    Quality().count(article())
    assert samples(storage_metrics.ARTICLES) == {("none",): 1}
    assert samples(storage_metrics.LANGUAGES) == {("none",): 1}
    assert set(samples(storage_metrics.FIELDS).values()) == {0}
