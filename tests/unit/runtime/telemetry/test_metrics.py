"""One list of metrics, and its labels are bounded."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from schemas.articles import EnrichedArticle, Entity, Language, Mention, StageRun
from services.cli.reference import declared, labels_of, name_of
from services.runtime.retry import DEPENDENCIES, Outage, OutageMetrics
from services.runtime.telemetry import metrics
from services.runtime.telemetry.metrics import Bounded
from services.storage import metrics as storage_metrics
from services.storage.metrics import ENTITY_TYPES, Quality

FIXED = {
    *("service", "outcome", "reason", "dependency", "cause", "version", "command", "field"),
    *("linked", "stage", "partition", "topic", "collection", "kind"),
}
"""Labels whose values are words of ours, or as many as there are partitions."""
FROM_ARTICLES = {"source", "warning", "language", "type", "model", "pack"}
"""Labels whose values come out of articles, and go through ``Bounded``."""


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


def test_every_label_is_known_to_be_bounded() -> None:
    for metric in declared():
        assert set(labels_of(metric)) <= FIXED | FROM_ARTICLES, name_of(metric)


def test_names_follow_the_rules() -> None:
    registry = CollectorRegistry()
    names = [name_of(metric) for metric in declared()]
    assert len(set(names)) == len(names)
    for metric in declared():
        name = name_of(metric)
        assert name.startswith("wireroom_")
        assert not name.endswith(("_ms", "_milliseconds", "_count", "_sum"))
        registry.register(metric)


@given(st.lists(st.text(max_size=5)), st.integers(1, 8))
def test_a_bounded_label_has_no_more_values_than_its_limit(values: list[str], limit: int) -> None:
    bounded = Bounded(limit, ("known",))
    given_out = {bounded(value) for value in values}
    assert len(given_out - {"other"}) <= limit
    assert bounded("known") == "known"
    for value in values:
        assert bounded(value) in {value, "other"}


def test_no_article_can_make_the_list_of_series_grow() -> None:
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


def test_an_outage_is_one_however_often_it_was_tried() -> None:
    outages = OutageMetrics("test-ops")
    assert {away for (_, away) in samples(metrics.AWAY)} == set(DEPENDENCIES)
    for _ in range(3):
        outages(Outage("mongo", "away"))
    assert metrics.RETRIES.labels("test-ops", "mongo")._value.get() == 3
    assert metrics.OUTAGES.labels("test-ops", "mongo")._value.get() == 1
    assert metrics.AWAY.labels("test-ops", "mongo")._value.get() == 1
    outages.over()
    outages.over()
    assert metrics.AWAY.labels("test-ops", "mongo")._value.get() == 0
    outages(Outage("mongo", "away"))
    assert metrics.OUTAGES.labels("test-ops", "mongo")._value.get() == 2
