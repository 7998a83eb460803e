"""Finds the quotes of small texts whose people, bodies and places a stand-in for a model knows."""

from schemas.articles import CleanedArticle, Quote
from services.tagging.logic import find_entities
from services.tagging.values.quotes import find_quotes
from tests.unit.tagging.finding import found_in

PEOPLE = ["Ana Costa", "Ben Ito", "Costa", "Ito"]
BODIES = ["Grain Union"]
PLACES = ["Portugal"]


def quotes_of(body: str) -> list[Quote]:
    """The quotes of an article in which a model finds these names."""
    found = found_in({"body": body}, PERSON=PEOPLE, ORG=BODIES, GPE=PLACES)
    entities = find_entities(CleanedArticle(article_id="1", body=body), found)
    quotes = find_quotes(body, entities)
    for one in quotes:
        assert body[one.start : one.end] == one.text
        assert one.speaker is None or one.speaker in {entity.id for entity in entities}
    return quotes


def said(body: str) -> list[tuple[str, str | None]]:
    """The words of each quote, and the id of who says them."""
    return [(one.text, one.speaker) for one in quotes_of(body)]


COSTA, ITO, UNION = "PERSON:ana costa", "PERSON:ben ito", "ORG:grain union"
PORTUGAL = "wikidata:Q45"
