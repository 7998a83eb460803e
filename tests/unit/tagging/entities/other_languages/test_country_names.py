"""What languages call countries and continents."""

from services.tagging.entities.other_languages.country_names import (
    continents_in,
    countries_in,
    country_in,
)


def test_case_endings_are_those_of_the_language_and_no_more() -> None:
    german = countries_in("de")
    assert {"deutschlands", "vereinigten staaten", "vereinigter staaten"} <= german.keys()
    assert "costa rica" in german
    assert german.keys().isdisjoint({"costan rica", "costas rica", "costa ricas"})
    assert "francias" not in countries_in("es")


def test_a_name_of_one_language_is_a_word_of_another() -> None:
    assert "island" in countries_in("de")
    assert "island" not in countries_in("en")


def test_countries_in_other_cases() -> None:
    for language, name, code in (
        ("pl", "Hiszpanii", "ES"),
        ("pl", "Niemczech", "DE"),
        ("ru", "Испанией", "ES"),
        ("ru", "США", "US"),
    ):
        country = country_in(language, name)
        assert country is not None
        assert country.code == code
    assert country_in("es", "Españas") is None


def test_continents() -> None:
    assert "Afrika" in continents_in("de")
    assert "Welt" not in continents_in("de")
    assert continents_in("xx") == []
