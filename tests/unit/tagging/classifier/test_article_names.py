"""The mentions of a name come together."""

from services.tagging.classifier.article_names import LABELS, Name, names_of
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span


def test_the_labels_are_those_of_names() -> None:
    assert set(LABELS) == NAME_LABELS


def test_a_name_has_all_its_mentions_and_its_longest_spelling() -> None:
    texts: dict[Field, str] = {"body": "Tarn met The Oss. Oss slept in 1999."}
    tarn, year = Span("body", 0, 4, "GPE"), Span("body", 31, 35, "DATE")
    long, short = Span("body", 9, 16, "ORG"), Span("body", 18, 21, "GPE")
    assert names_of(texts, [tarn, long, short, year]) == [
        Name("tarn", "Tarn", (tarn,)),
        Name("oss", "The Oss", (long, short)),
    ]
