"""A page of our own, through the real model: every name is found, joined and placed."""

import json

import pytest

from schemas.articles import EnrichedArticle, Entity
from services.runtime.stage import Published
from services.tagging.tagger import work

pytestmark = pytest.mark.model

TITLE = "Harper, Doyle Clash Over Grain Deal in Nairobi"
BODY = """NAIROBI, Kenya, March 3 (Reuters) - President William Harper told the North Sea Grain
Organization (NSGO) on Tuesday that the United States would leave the deal.

Harper's wife, Susan Harper, flew to Paris on Monday. Ms. Harper is a lawyer, and NSGO members
know her well.

Bill Harper had said in Kenya that U.S. farmers were unhappy. The Harper-Doyle talks, which
pro-Doyle newspapers praised, went nowhere, said Margaret Doyle, the Irish foreign minister.

Doyle called NSGO a British idea. She will meet Kenyan and American officials in Ireland."""


@pytest.fixture(scope="module")
def entities() -> dict[str, Entity]:
    value = json.dumps({"article_id": "1", "title": TITLE, "body": BODY}).encode()
    (outcome,) = work()([value])
    assert isinstance(outcome, Published)
    article = EnrichedArticle.model_validate_json(outcome.value)
    return {one.id: one for one in article.entities}


def texts(entity: Entity) -> set[str]:
    return {one.text for one in entity.mentions}


def test_a_title_and_a_nickname(entities: dict[str, Entity]) -> None:
    assert {"William Harper", "Bill Harper"} <= texts(entities["PERSON:william harper"])


def test_two_people_of_one_surname(entities: dict[str, Entity]) -> None:
    assert "PERSON:susan harper" in entities
    assert "Susan Harper" not in texts(entities["PERSON:william harper"])


def test_an_acronym(entities: dict[str, Entity]) -> None:
    body = entities["ORG:north sea grain organization"]
    assert body.name == "North Sea Grain Organization"
    assert body.count == 4


def test_hyphens_and_the_headline(entities: dict[str, Entity]) -> None:
    doyle = entities["PERSON:margaret doyle"]
    assert doyle.count == 5
    assert doyle.mentions[0].field == "title"


def test_countries_and_cities(entities: dict[str, Entity]) -> None:
    assert texts(entities["wikidata:Q30"]) == {"United States", "U.S."}
    assert entities["wikidata:Q114"].count == 2
    assert entities["NORP:irish"].kb == {"wikidata": "Q27"}
    nairobi = next(one for one in entities.values() if one.name.upper() == "NAIROBI")
    assert nairobi.geo is not None
    assert nairobi.geo.country == "KE"
    assert nairobi.count == 2
