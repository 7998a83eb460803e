"""Other languages: a model where one is installed, and what is known by name where none is."""

import json

import pytest

from schemas.articles import CleanedArticle, EnrichedArticle, Entity, Language, StageRun
from services.runtime.stage import Published
from services.tagging.entities.other_languages import _rules, countries_in, rules_of
from services.tagging.logic import NO_MODEL, enrich
from services.tagging.ner.spacy_model import SpacyModel
from services.tagging.tagger import Tagger

RUN = StageRun(name="tagging", version="1", model=None, seconds=0.0)


def known(body: str, language: str) -> dict[str, Entity]:
    code = Language(code=language, confidence=1.0)
    enriched = enrich(CleanedArticle(article_id="1", body=body, language=code), None, RUN)
    assert enriched.warnings == [NO_MODEL]
    for entity in enriched.entities:
        assert all(body[one.start : one.end] == one.text for one in entity.mentions)
    return {one.id: one for one in enriched.entities}


def mention_texts(entity: Entity) -> list[str]:
    return [one.text for one in entity.mentions]


def test_german_by_name_alone() -> None:
    found = known(
        "Der Präsident der Vereinigten Staaten traf in Berlin den Kanzler. Die Regierung "
        "Deutschlands schweigt, die USA auch. Nach Essen und Trinken warten Berlin und Frankreich.",
        "de",
    )
    assert mention_texts(found["wikidata:Q30"]) == ["Vereinigten Staaten", "USA"]
    assert found["wikidata:Q30"].name == "United States"
    assert mention_texts(found["wikidata:Q183"]) == ["Deutschlands"]
    assert mention_texts(found["wikidata:Q142"]) == ["Frankreich"]
    assert [one.name for one in found.values() if one.type == "GPE" and one.count == 2][1:] == [
        "Berlin"
    ]
    assert not any("Essen" in mention_texts(one) for one in found.values())


def test_spanish_by_name_alone() -> None:
    found = known("En Madrid, Estados Unidos y España hablaron con la UNESCO.", "es")
    assert mention_texts(found["wikidata:Q30"]) == ["Estados Unidos"]
    assert mention_texts(found["wikidata:Q29"]) == ["España"]
    assert {"Madrid", "UNESCO"} <= {one.name for one in found.values()}


def test_german_people_and_bodies_by_name_alone() -> None:
    found = known(
        "Angela Merkel lud Joe Biden und Ursula von der Leyen ein. Merkel und Biden sprachen über "
        "die Deutsche Bank und die NATO. Die Deutsche Regierung schwieg. Der Apple fiel.",
        "de",
    )
    people = {one.name: mention_texts(one) for one in found.values() if one.type == "PERSON"}
    assert people == {
        "Angela Merkel": ["Angela Merkel", "Merkel"],
        "Joe Biden": ["Joe Biden", "Biden"],
        "Ursula von der Leyen": ["Ursula von der Leyen"],
    }
    bodies = {text for one in found.values() if one.type == "ORG" for text in mention_texts(one)}
    assert bodies == {"Deutsche Bank", "NATO"}


def test_spanish_people_and_bodies_by_name_alone() -> None:
    found = known(
        "El presidente Emmanuel Macron habló en Barcelona con Joe Biden.\n\nMacron confía en "
        "la OTAN y en Deutsche Bank, dijo Ana.",
        "es",
    )
    people = {one.name: mention_texts(one) for one in found.values() if one.type == "PERSON"}
    assert people == {"Emmanuel Macron": ["Emmanuel Macron", "Macron"], "Joe Biden": ["Joe Biden"]}
    assert [one.type for one in found.values() if one.name == "Deutsche Bank"] == ["ORG"]


@pytest.mark.parametrize("language", ["xx", "zz-ZZ", "", "en'"])
def test_a_language_that_nobody_knows(language: str) -> None:
    assert countries_in(language) == {}
    assert known("Deutschland Berlin USA.", language) == {}


def test_case_endings_are_those_of_the_language_and_no_more() -> None:
    german = countries_in("de")
    assert {"deutschlands", "vereinigten staaten", "vereinigter staaten"} <= german.keys()
    assert "costa rica" in german
    assert german.keys().isdisjoint({"costan rica", "costas rica", "costa ricas"})
    assert "francias" not in countries_in("es")


def test_each_language_file_is_read_and_others_have_no_rules() -> None:
    french, portuguese = rules_of("fr"), rules_of("pt")
    assert french.titles is not None
    assert french.titles.match("MM. Mme Costa")
    assert not french.titles.match("Mmes Costa")
    assert portuguese.titles is None
    assert portuguese.preposition is not None
    assert portuguese.preposition.search("Ela chegou Desde  ")
    assert rules_of("xx") == _rules()


def test_an_unknown_key_of_a_language_file_is_refused() -> None:
    with pytest.raises(TypeError, match="titels"):
        _rules(titels=["Herr"])


def test_a_name_of_one_language_is_a_word_of_another() -> None:
    assert "island" in countries_in("de")
    assert "island" not in countries_in("en")


@pytest.fixture(scope="module")
def french() -> dict[str, Entity]:
    body = (
        "Le président français Emmanuel Macron a rencontré mardi à Kiev son homologue ukrainien "
        "Volodymyr Zelensky.\n\nM. Macron, accompagné du chancelier Olaf Scholz, s'est rendu à "
        "Irpin, près de la capitale de l'Ukraine. L'Organisation du traité de l'Atlantique nord "
        "(OTAN) suit le dossier, selon les États-Unis et l'Allemagne."
    )
    tagger = Tagger({"fr": SpacyModel("fr_core_news_md")}, "en")
    article = {"article_id": "1", "body": body, "language": {"code": "fr", "confidence": 1}}
    (outcome,) = tagger.handle([json.dumps(article).encode()])
    assert isinstance(outcome, Published)
    enriched = EnrichedArticle.model_validate_json(outcome.value)
    assert enriched.warnings == []
    assert enriched.stages[-1].model == "fr_core_news_md 3.8.0"
    return {one.name: one for one in enriched.entities}


@pytest.mark.model
def test_the_types_of_a_french_model_are_ours(french: dict[str, Entity]) -> None:
    assert french["Volodymyr Zelensky"].type == "PERSON"
    assert french["Irpin"].type == "LOC"


@pytest.mark.model
def test_identity_in_french(french: dict[str, Entity]) -> None:
    assert mention_texts(french["Emmanuel Macron"]) == ["Emmanuel Macron", "Macron"]
    acronym = next(one for one in french.values() if "OTAN" in mention_texts(one))
    assert mention_texts(acronym) == ["Organisation du traité de l'Atlantique nord", "OTAN"]


@pytest.mark.model
def test_countries_by_their_french_names(french: dict[str, Entity]) -> None:
    places = {"United States": "Q30", "Germany": "Q183", "Ukraine": "Q212"}
    for name, qid in places.items():
        assert (french[name].type, french[name].id) == ("GPE", f"wikidata:{qid}")
