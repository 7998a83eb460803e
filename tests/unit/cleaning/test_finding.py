"""Findings: the surest wins, and agreement makes surer."""

from schemas.articles import Span
from services.cleaning.finding import Finding, best


def test_the_surest_wins_and_of_equals_the_first() -> None:
    low, first, second = Finding(1, "a", 0.5), Finding(2, "b", 0.8), Finding(3, "c", 0.8)

    assert best([low, None, first, second]) is first
    assert best([None]) is None


def test_agreement_never_makes_less_sure() -> None:
    found = Finding("value", "meta", 0.9, Span(start=1, end=3))

    agreed = found.agreed("byline", 0.8)

    assert agreed == Finding("value", "meta+byline", 0.9, Span(start=1, end=3))
    assert found.agreed("byline", 0.97).confidence == 0.97


def test_the_evidence_is_rounded_for_readers() -> None:
    evidence = Finding("value", "meta", 2 / 3).evidence

    assert (evidence.method, evidence.confidence, evidence.span) == ("meta", 0.67, None)
