"""The fast way finds what spaCy itself finds, span for span."""

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from services.tagging.mentions.seen import from_bytes
from services.tagging.ner import embeddings, fast_ner
from services.tagging.ner.encoder import UnsupportedModel
from services.tagging.ner.fast_ner import FastNer, LabelledRange
from tests.unit.tagging.ner.samples import ODD

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model

NAMES = (
    *("Angela Merkel", "Kofi Annan", "the U.S. Treasury", "Nestlé"),
    *("São Paulo", "Lake Chad", "NATO", "Mr. Ito"),
)
VERBS = (
    *("met", "said that", ", who left", "'s envoy in", "and"),
    *("told Reuters on Monday:", "\n", "  ", "—", "paid $3m to"),
)
GAPS = ("", " ", " ", " ", "  ", " \n", "\n\n", "\t", "\u00a0", " \u2003 ")


def texts(seed: int, count: int) -> list[str]:
    choice = random.Random(seed).choice
    lengths = [0, 1, 2, 3, 8, 20]
    return [
        " ".join(f"{choice(NAMES)} {choice(VERBS)}" for _ in range(choice(lengths)))
        for _ in range(count)
    ]


def odd_texts(seed: int, count: int) -> list[str]:
    choice = random.Random(seed).choice
    lengths = range(1, 16)
    return [
        "".join(choice(choice([NAMES, VERBS, ODD])) + choice(GAPS) for _ in range(choice(lengths)))
        for _ in range(count)
    ]


def stock(nlp: "Language", some: list[str]) -> list[list[LabelledRange]]:
    return [
        [LabelledRange(one.start_char, one.end_char, one.label_) for one in doc.ents]
        for doc in nlp.pipe(some)
    ]


def test_the_same_spans_as_spacy(nlp: "Language", ours: "Language") -> None:
    some = [*texts(1, 60), "", " ", "\n\n", "Ito", "𝔸 Kofi Annan 🙂 in Łódź\t."]
    expected = stock(nlp, some)
    assert sum(map(len, expected)) > 100
    assert FastNer(ours).find(some) == expected


def test_the_same_spans_in_thousands_of_odd_texts(nlp: "Language", ours: "Language") -> None:
    some = odd_texts(3, 3000)
    expected = stock(nlp, some)
    assert sum(map(len, expected)) > 8000
    names = FastNer(ours)
    assert [spans for at in range(0, 3000, 100) for spans in names.find(some[at : at + 100])] == (
        expected
    )


def test_the_same_spans_where_nothing_but_white_space_is_new(
    nlp: "Language", ours: "Language"
) -> None:
    names = FastNer(ours)
    for text in ("Kofi Annan met Ito.", "Kofi Annan met Ito.\n\n\n", "Ito.\t Kofi Annan met Ito."):
        assert names.find([text]) == stock(nlp, [text]) != [[]]


def test_a_full_memory_of_words_changes_nothing(
    nlp: "Language", ours: "Language", monkeypatch: pytest.MonkeyPatch
) -> None:
    some = texts(2, 40)
    expected = stock(nlp, some)
    monkeypatch.setattr(embeddings, "CACHED_TOKENS", 16)
    monkeypatch.setattr(fast_ner, "VOCABULARY", 16)
    names = FastNer(ours)
    assert [names.find([text])[0] for text in some] == expected
    assert names.find(some) == expected


def test_of_each_name_is_kept_what_the_model_saw_whatever_stands_beside_it(
    ours: "Language",
) -> None:
    width = 5 * ours.get_pipe("ner").model.get_ref("tok2vec").get_dim("nO")  # type: ignore[attr-defined]
    directions = np.random.default_rng(1).normal(size=(width + 1, 32)).astype(np.float32) / 20
    names = FastNer(ours, directions)
    some = texts(5, 200)
    alone = [names.find([text])[0] for text in some]
    assert names.find(some) == alone
    seen = [one.seen for spans in alone for one in spans]
    assert {len(one) for one in seen} == {32}
    assert len(set(seen)) > len(seen) / 4
    assert any(from_bytes(seen[0]))


def test_nothing_in_nothing_out(ours: "Language") -> None:
    assert FastNer(ours).find([]) == []


def test_another_kind_of_pipeline_is_left_to_spacy() -> None:
    import spacy

    blank = spacy.blank("en")
    blank.add_pipe("ner").add_label("PERSON")  # type: ignore[attr-defined]
    blank.initialize()
    with pytest.raises(UnsupportedModel):
        FastNer(blank)
