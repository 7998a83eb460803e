"""Names that were cut are whole again, and those that ran together are apart."""

import pytest

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.split_and_join import split_and_join


def names(body: str, *marks: tuple[str, str]) -> list[tuple[str, str]]:
    found, at = [], 0
    for surface, label in marks:
        at = body.index(surface, at)
        found.append(Span("body", at, at + len(surface), label))
        at += len(surface)
    return [(body[one.start : one.end], one.label) for one in split_and_join({"body": body}, found)]


@pytest.mark.parametrize(
    ("body", "marks", "whole"),
    [
        ("met Ana Ito.", [("Ana", "PERSON"), ("Ito", "PERSON")], [("Ana Ito", "PERSON")]),
        ("Eva von der Tann left.", [("Eva von", "PERSON")], [("Eva von der Tann", "PERSON")]),
        (
            "Ida Holm von der Universität Tarn",
            [("Ida Holm", "PERSON"), ("Universität Tarn", "ORG")],
            [("Ida Holm", "PERSON"), ("Universität Tarn", "ORG")],
        ),
        ("Pope Urban XIV left.", [("Urban", "PERSON")], [("Urban XIV", "PERSON")]),
        ("Mojmír I (ruled long)", [("Mojmír", "PERSON")], [("Mojmír I", "PERSON")]),
        ("Like Mojmír I left.", [("Mojmír", "PERSON")], [("Mojmír", "PERSON")]),
        ("Park Jie-won said", [("Park Jie", "PERSON")], [("Park Jie-won", "PERSON")]),
        ("the Ito-led side", [("Ito", "PERSON")], [("Ito", "PERSON")]),
        (
            "the Farmers' Party of Norway won",
            [("Farmers' Party", "ORG"), ("Norway", "GPE")],
            [("Farmers' Party of Norway", "ORG")],
        ),
        ("La Luna National Park", [("National Park", "FAC")], [("La Luna National Park", "FAC")]),
        (
            "The University of Norland at Tarn Hill said",
            [("University of Norland", "ORG"), ("Tarn Hill", "GPE")],
            [("University of Norland at Tarn Hill", "ORG")],
        ),
        (
            "the University of Norland, Hill County, won",
            [("University of Norland", "ORG")],
            [("University of Norland, Hill County", "ORG")],
        ),
        (
            "The Clean Rivers Act 1998 may go",
            [("Clean Rivers Act", "ORG")],
            [("Clean Rivers Act 1998", "LAW")],
        ),
        ("the Tarn Accords of 1921", [("Tarn Accords", "LAW")], [("Tarn Accords of 1921", "LAW")]),
        (
            "the University of Norland at noon",
            [("University of Norland", "ORG")],
            [("University of Norland", "ORG")],
        ),
    ],
)
def test_whole(body: str, marks: list[tuple[str, str]], whole: list[tuple[str, str]]) -> None:
    assert names(body, *marks) == whole


def test_two_known_names_are_two() -> None:
    body = "Costa came. Costa and Ito sang."
    marks = [("Costa", "PERSON"), ("Costa and Ito", "ORG")]
    assert [name for name, _ in names(body, *marks)] == ["Costa", "Costa", "Ito"]


def test_two_known_names_with_a_hyphen_are_two() -> None:
    body = "Costa met Ito. The Costa-Ito talks went on."
    marks = [("Costa", "PERSON"), ("Ito", "PERSON"), ("Costa-Ito", "ORG")]
    assert [name for name, _ in names(body, *marks)] == ["Costa", "Ito", "Costa", "Ito"]


def test_a_name_with_an_and_stays_whole() -> None:
    body = "The Ministry of Food and Drink spoke."
    assert names(body, ("Ministry of Food and Drink", "ORG")) == [
        ("Ministry of Food and Drink", "ORG")
    ]


def test_an_office_is_no_body() -> None:
    assert names("the Interior Minister spoke", ("Interior", "ORG")) == []
    assert names("the Minister of Health spoke", ("Health", "ORG")) == []


def test_a_short_name_in_brackets_is_found() -> None:
    body = "The Grain and Oil Board (GOB) met."
    assert names(body, ("Grain and Oil Board", "ORG"))[1:] == [("GOB", "ORG")]
