"""One list of metrics, and its labels are bounded."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.cli.reference import declared, labels_of, name_of
from services.runtime.telemetry.metrics import Bounded

FIXED = {
    *("service", "outcome", "reason", "dependency", "cause", "version", "command", "field"),
    *("linked", "stage", "partition", "topic", "collection", "kind", "verdict"),
    *("route", "status"),
}
"""Labels whose values are words of ours, or as many as there are partitions."""
FROM_ARTICLES = {"source", "warning", "language", "type", "model", "pack"}
"""Labels whose values come out of articles, and go through ``Bounded``."""


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
