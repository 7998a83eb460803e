"""What a run of capitalised words names."""

import pytest

from services.tagging.entities.other_languages.lexicon import lexicon_of
from services.tagging.entities.other_languages.patterns import Patterns
from services.tagging.entities.other_languages.rules import rules_of
from services.tagging.entities.other_languages.words import words_of


def patterns(text: str, language: str) -> Patterns:
    return Patterns(rules_of(language), lexicon_of(language), words_of(text))


@pytest.mark.parametrize(
    ("text", "language", "length"),
    [
        ("Lucía de la Fuente y Jorge", "es", 4),
        ("Klaus Bergmann Aufgabe", "de", 2),
        ("J. R. Duval", "fr", 3),
        ("Marco ABC", "it", None),
        ("Lucía", "es", None),
    ],
)
def test_a_person_has_a_given_name_and_a_surname(
    text: str, language: str, length: int | None
) -> None:
    assert patterns(text, language).person(0) == (length and (length, "PERSON"))


@pytest.mark.parametrize(
    ("text", "language", "length"),
    [
        ("Universidad de Cuenca abre", "es", 3),
        ("Muster Technik GmbH klagt", "de", 3),
        ("Ministerium für Arbeit und", "de", 3),
        ("Ministerium Aufgabe", "de", None),
        ("Parlement", "fr", 1),
        ("IFK Hamburg Spiel", "de", 2),
        ("Aufgabe Hamburg", "de", None),
    ],
)
def test_a_body_by_its_words(text: str, language: str, length: int | None) -> None:
    assert patterns(text, language).body(0) == (length and (length, "ORG"))


def test_the_longest_place() -> None:
    assert patterns("Monaco di Baviera", "it").known_place(0, 3) == (3, "GPE")
    assert patterns("Warszawie", "pl").known_place(0, 1) == (1, "GPE")
