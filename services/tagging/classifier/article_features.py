"""Describes each name of an article by all that is known of it."""

from collections.abc import Mapping, Sequence

from services.tagging.classifier.article_names import LABELS, Name
from services.tagging.classifier.elsewhere import Elsewhere
from services.tagging.classifier.name_features import name_features
from services.tagging.classifier.surroundings import Surroundings
from services.tagging.mentions.boundaries import Field, Span


def features(
    texts: Mapping[Field, str],
    spans: Sequence[Span],
    names: Sequence[Name],
    beside: Sequence[Name] = (),
) -> list[dict[str, float]]:
    """The features of each name; ``spans`` are all of the article, in order, and ``beside`` are the
    names that are not described."""
    elsewhere = Elsewhere(texts, spans, [*names, *beside])
    around = Surroundings(texts, spans)
    return [
        {
            **around.features(name),
            **elsewhere.features(name),
            **_as_found(name),
            **name_features(name.text),
        }
        for name in names
    ]


def _as_found(name: Name) -> dict[str, float]:
    found = _NOT_FOUND.copy()
    share = 1 / len(name.mentions)
    found["mentions"] = len(name.mentions)
    for one in name.mentions:
        found[f"found: {one.label}"] += share
        if one.field == "title":
            found["in title"] += share
    return found


_NOT_FOUND = {"mentions": 0.0, "in title": 0.0, **{f"found: {label}": 0.0 for label in LABELS}}
