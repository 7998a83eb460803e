"""Gathers the mentions of each name of an article."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.names import normalise

LABELS = (
    *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"),
    *("EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"),
)
"""The types of names, in the order of the classifier's answers."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an article: its key, its longest spelling, its mentions."""

    key: str
    text: str
    mentions: tuple[Span, ...]


def names_of(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Name]:
    """The names among the spans, each with all of its mentions, in order of the first."""
    by_key: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        if span.label in NAME_LABELS:
            by_key[normalise(texts[span.field][span.start : span.end])].append(span)
    return [
        Name(key, max((texts[one.field][one.start : one.end] for one in some), key=len), (*some,))
        for key, some in by_key.items()
    ]
