"""Some names only persons have."""

import pytest

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.evidence.capitals import capital_runs
from services.tagging.mentions.evidence.sure_persons import sure_persons


def names(text: str, *marks: tuple[str, str]) -> list[str]:
    spans = [
        Span("body", text.index(one), text.index(one) + len(one), label) for one, label in marks
    ]
    return [text[start:end] for start, end in sure_persons(text, spans, capital_runs(text))]


@pytest.mark.parametrize(
    "name", ["Moon Tae-il", "Ban Su-min", "Thein Maung Win", "Le Van Tuan", "Aung Min Thu"]
)
def test_eastern_names(name: str) -> None:
    assert names(f"In Tarn {name} spoke.") == [name]


def test_a_short_surname_before_the_rest() -> None:
    assert names("Vietnam's To Quux spoke.", ("Quux", "PERSON")) == ["To Quux"]
    assert names("To Quux he gave all.", ("Quux", "PERSON")) == []


def test_nicknames_occupations_and_particles() -> None:
    assert names('then David "The Brick" Holm Jr. sang') == ['David "The Brick" Holm Jr.']
    assert names("Baker Jim Holm wept. Ferry Jim Holm sank.") == ["Jim Holm"]
    assert names("so Mark van den Holm said", ("Mark van den Holm", "PERSON")) == [
        "Mark van den Holm"
    ]


def test_particles_that_only_persons_have() -> None:
    assert names("so Quux bin Tarn said", ("Quux bin Tarn", "PERSON")) == ["Quux bin Tarn"]
    assert names("so Quux al Tarn said", ("Quux al Tarn", "PERSON")) == []


def test_the_surname_of_an_eastern_name_alone() -> None:
    text = "Park Tae-il spoke. Park, 70, is ill. Mobs filled the Park, he said."
    assert names(text) == ["Park Tae-il", "Park"]


def test_given_names_that_are_places() -> None:
    text = "Kenya Holm beat Tarn. Holm said so."
    assert names(text, ("Kenya", "GPE")) == ["Kenya Holm"]
    assert names("Kenya Holm won. It rained.", ("Kenya", "GPE")) == []


def test_surnames_that_are_words_for_places() -> None:
    text = "Laura Bridge, 52, met Helen Church and Susan Post. In Mary Park by Paul Street."
    marks = ("Laura Bridge", "FAC"), ("Helen Church", "PERSON"), ("Susan Post", "ORG")
    assert names(text, *marks, ("Mary Park", "FAC"), ("Paul Street", "FAC")) == [
        "Laura Bridge",
        "Helen Church",
        "Susan Post",
    ]
