"""Names whose type is sure are as long as the model has them."""

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.evidence.sure_names import sure_names


def names(text: str, *marks: tuple[str, str]) -> list[tuple[str, str]]:
    spans = [
        Span("body", text.index(one), text.index(one) + len(one), label) for one, label in marks
    ]
    found = sure_names({"body": text}, spans)
    return [(text[one.start : one.end], one.label) for one in found]


def test_the_model_knows_where_a_law_begins_but_not_where_it_ends() -> None:
    text = "by the Right to Holm Act and Article 5"
    assert names(text, ("Right to Holm Act", "ORG")) == [("Right to Holm Act", "LAW")]
    assert names(text, ("Holm Act and Article 5", "LAW")) == [("Holm Act", "LAW")]
    assert names("the Tarn Open 2021", ("Tarn Open 2021", "ORG")) == [("Tarn Open 2021", "EVENT")]


def test_a_works_title_is_no_law() -> None:
    assert names("saw Last Act", ("Last Act", "WORK_OF_ART")) == []


def test_the_model_knows_where_a_body_ends() -> None:
    text = "the group People for Tarn said"
    assert names(text, ("People for Tarn", "ORG")) == [("People for Tarn", "ORG")]


def test_a_person_known_by_the_surname_is_no_firm() -> None:
    text = "Ida Saddle came. Saddle said it would rain."
    assert names(text, ("Ida Saddle", "PERSON")) == []
    assert names(text) == [("Saddle", "ORG")]
