"""Names are kept or left out, each with one type, as the network says."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from services.tagging.classifier.article_names import LABELS
from services.tagging.classifier.classify import (
    BODY_WORDS,
    LEAST_CONFIDENCE,
    SEEN,
    body_words,
    classify_names,
)
from services.tagging.classifier.network import Floats, NameInput, Network, network
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE
from services.tagging.mentions.seen import in_bytes
from tests.unit.tagging.finding import found_in

SURE = {"T": ("GPE", 0.9), "H": ("PERSON", LEAST_CONFIDENCE + 0.01), "J": ("ORG", 0.3)}


class Says(Network):
    """Says of each name by its first letter what it is; notes what it was told."""

    told: list[NameInput]
    sure: dict[str, tuple[str, float]]

    def probabilities(self, names: Sequence[NameInput], body: Sequence[str]) -> Floats:
        self.told.extend(names)
        answers = np.zeros((len(names), len(LABELS) + 1), np.float32)
        for row, one in zip(answers, names, strict=True):
            first = one.words[0]
            label, probability = self.sure.get(first) or self.sure[first[0]]
            row[LABELS.index(label)] = probability
            row[-1] = 1 - probability
        return answers

    def calibrated(self, label: int, probability: float) -> float:
        return probability


@pytest.fixture
def says() -> Says:
    real = network()
    made = Says(real.features, real.vectors, real.directions, real.weights)
    object.__setattr__(made, "told", [])
    object.__setattr__(made, "sure", SURE)
    return made


def test_each_name_has_the_type_that_is_most_probable(says: Says) -> None:
    texts: dict[Field, str] = {"title": "Tarn", "body": "Holm of Tarn: Junk, 2024."}
    spans = found_in(texts, ORG=["Tarn", "Holm", "Junk"], DATE=["2024"])
    spans.sort(key=lambda one: (one.field != "title", one.start))
    kept = classify_names(texts, spans, says)
    assert [(one.field, texts[one.field][one.start : one.end], one.label) for one in kept] == [
        ("title", "Tarn", "GPE"),
        ("body", "Holm", "PERSON"),
        ("body", "Tarn", "GPE"),
        ("body", "2024", "DATE"),
    ]
    assert [one.confidence for one in kept] == [0.9, 0.46, 0.9, 0.78]


def test_initials_in_brackets_are_of_the_type_of_the_name_before_them(says: Says) -> None:
    texts: dict[Field, str] = {"body": "Tarn Hill (TH) and Holm (HQ)."}
    spans = [
        Span("body", 0, 9, "ORG"),
        Span("body", 11, 13, "ORG"),
        Span("body", 19, 23, "ORG"),
        Span("body", 25, 27, "ORG"),
    ]
    by_initial = {**SURE, "TH": ("ORG", 0.9), "HQ": ("ORG", 0.9)}
    object.__setattr__(says, "sure", by_initial)
    kept = classify_names(texts, spans, says)
    assert [one.label for one in kept] == ["GPE", "GPE", "PERSON", "ORG"]


def test_what_the_layout_shows_is_not_asked(says: Says) -> None:
    texts: dict[Field, str] = {"body": "Junk. Junk. Tarn."}
    shown = Span("body", 0, 4, "ORG", LAYOUT_CONFIDENCE)
    spans = [shown, Span("body", 6, 10, "ORG"), Span("body", 12, 16, "ORG")]
    assert [one.label for one in classify_names(texts, spans, says)] == ["ORG", "ORG", "GPE"]
    assert [list(one.words) for one in says.told] == [["Tarn"]]
    assert classify_names(texts, spans[:2], says) == spans[:2]


def test_it_is_told_what_the_finder_saw_on_average(says: Says) -> None:
    texts: dict[Field, str] = {"body": "Tarn. Tarn. Tarn. Holm."}
    one, two = in_bytes(np.stack([np.ones(SEEN), np.full(SEEN, 3)]).astype(np.float32))
    spans = [Span("body", at, at + 4, "GPE") for at in (0, 6, 12, 18)]
    spans[:2] = [replace(spans[0], seen=one), replace(spans[1], seen=two)]
    classify_names(texts, spans, says)
    tarn, holm = says.told
    assert tarn.seen == pytest.approx(np.full(SEEN, 2), abs=0.02)
    assert not holm.seen.any()


def test_the_first_words_say_what_an_article_is_about() -> None:
    assert body_words("One, two.") == ["One", "two"]
    assert len(body_words("word " * 5_000)) == BODY_WORDS
    assert body_words("") == []
