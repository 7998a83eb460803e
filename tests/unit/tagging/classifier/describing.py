"""Describes the names of a text as the classifier sees them."""

from services.tagging.classifier.article_features import features
from services.tagging.classifier.article_names import names_of
from services.tagging.mentions.boundaries import Field
from tests.unit.tagging.finding import found_in


def described(body: str, title: str = "", **types: list[str]) -> dict[str, dict[str, float]]:
    texts: dict[Field, str] = {"title": title, "body": body}
    spans = sorted(found_in(texts, **types), key=lambda one: (one.field != "title", one.start))
    names = names_of(texts, spans)
    return dict(zip([one.text for one in names], features(texts, spans, names), strict=True))
