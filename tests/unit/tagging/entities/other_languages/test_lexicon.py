"""Names of people and places by their stems."""

from services.tagging.entities.other_languages.lexicon import lexicon_of, stop_words
from services.tagging.entities.other_languages.rules import rules_of


def test_places_have_their_types() -> None:
    italian = lexicon_of("it").places
    assert italian["monaco di baviera"] == "GPE"
    assert italian["spagna"] == "GPE"
    assert italian["toscana"] == "LOC"
    assert "tavolo" not in italian


def test_names_of_people() -> None:
    spanish = lexicon_of("es")
    assert {"lucia", "jorge"} <= spanish.given_names
    assert "fuentealba" in spanish.surnames


def test_stop_words_are_those_of_the_language() -> None:
    assert "pero" in stop_words("es")
    assert stop_words("xx") == frozenset()


def test_a_short_alias_of_a_city_is_no_place() -> None:
    stems = rules_of("de").stems
    places = lexicon_of("de").places
    assert stems("Hang") not in places  # A slope; Hangzhou's alias.
    assert {stems("Bonn"), stems("Wien"), stems("Kiew")} <= {*places}


def test_smaller_towns_are_of_the_languages_own_countries() -> None:
    stems = rules_of("de").stems
    towns = lexicon_of("de").towns
    assert {stems("Celle"), stems("Steyr"), stems("Bad Vilbel")} <= towns
    assert towns.isdisjoint({stems("Harlow"), stems("Norden")})
    assert lexicon_of("es").towns == frozenset()
