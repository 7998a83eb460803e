"""Other languages: a model where one is installed, and what is known by name where none is."""

import json

import pytest

from schemas.articles import CleanedArticle, EnrichedArticle, Entity, Language, StageRun
from services.runtime.stage import Published
from services.tagging.entities.other_languages.country_names import countries_in
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


def test_german_towns_behind_a_preposition() -> None:
    found = known(
        "Zwischen Celle und Gotha fuhr kein Zug. Celle klagt, bei Wetter und Wind. Der Stau "
        "begann in Bad Vilbel. Die Schweizerische Bundesbahn schwieg, die Gotha auch.",
        "de",
    )
    places = {text for one in found.values() if one.type == "GPE" for text in mention_texts(one)}
    assert places == {"Celle", "Bad Vilbel"}
    assert {one.name for one in found.values() if one.type == "ORG"} == {
        "Schweizerische Bundesbahn"
    }


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
    assert people == {
        "Emmanuel Macron": ["Emmanuel Macron", "Macron"],
        "Joe Biden": ["Joe Biden"],
        "Ana": ["Ana"],
    }
    assert [one.type for one in found.values() if one.name == "Deutsche Bank"] == ["ORG"]


@pytest.mark.parametrize(
    ("language", "body", "names"),
    [
        (
            "fr",
            "Le ministre Paul Duval a visité Lyon. Duval a vu la Banque de Savoie.",
            {"PERSON": {"Paul Duval", "Duval"}, "GPE": {"Lyon"}, "ORG": {"Banque de Savoie"}},
        ),
        (
            "it",
            "Il sindaco Bruno Ferri vive a Padova. La società Acqua Viva paga.",
            {"PERSON": {"Bruno Ferri"}, "GPE": {"Padova"}, "ORG": {"Acqua Viva"}},
        ),
        (
            "pt",
            "A prefeita Clara Nunes chegou ao município de Alba Nova, nos EUA.",
            {"PERSON": {"Clara Nunes"}, "GPE": {"Alba Nova", "EUA"}},
        ),
        (
            "nl",
            "De burgemeester Piet de Wit woont in Gent en werkt bij de Universiteit Leiden.",
            {"PERSON": {"Piet de Wit"}, "GPE": {"Gent"}, "ORG": {"Universiteit Leiden"}},
        ),
        (
            "pl",
            "Minister Jan Kowalczyk był w Warszawie. Kowalczykowi zależy na Hiszpanii.",
            {"PERSON": {"Jan Kowalczyk", "Kowalczykowi"}, "GPE": {"Warszawie", "Hiszpanii"}},
        ),
        (
            "ru",
            "Министр Испании Павел Соколов был в США. Соколова ждёт клуб «Ромашка».",
            {
                "PERSON": {"Павел Соколов", "Соколова"},
                "GPE": {"Испании", "США"},
                "ORG": {"Ромашка"},
            },
        ),
    ],
)
def test_names_by_lists_capitals_and_layout(
    language: str, body: str, names: dict[str, set[str]]
) -> None:
    found: dict[str, set[str]] = {}
    for entity in known(body, language).values():
        found.setdefault(entity.type, set()).update(mention_texts(entity))
    assert found == names


def test_a_country_in_another_case_is_linked() -> None:
    assert known("Был в Испании.", "ru")["wikidata:Q29"].name == "Spain"
    assert known("Живёт в США.", "ru")["wikidata:Q30"].type == "GPE"


@pytest.mark.parametrize(
    "body", ["El libro «Dos Mundos» gusta.", "Pero Entonces llueve.", "La TV y el VIH."]
)
def test_capitals_that_name_nobody(body: str) -> None:
    assert known(body, "es") == {}


@pytest.mark.parametrize("language", ["xx", "zz-ZZ", "", "en'"])
def test_a_language_that_nobody_knows(language: str) -> None:
    assert countries_in(language) == {}
    assert known("Deutschland Berlin USA.", language) == {}


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


def test_cases_of_a_name_are_one_entity() -> None:
    found = known("Премьер Павел Соколов уехал. Премьера Соколова ждали в Твери.", "ru")
    assert [mention_texts(one) for one in found.values() if one.type == "PERSON"] == [
        ["Павел Соколов", "Соколова"]
    ]
