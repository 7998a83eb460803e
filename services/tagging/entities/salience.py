"""Says how much an article is about each thing that it names."""

from collections import Counter
from collections.abc import Sequence
from math import log1p

from schemas.articles import Entity
from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import VALUES, Span

TITLE_WEIGHT = 0.3
EARLY_WEIGHT = 0.3
COUNT_WEIGHT = 0.4


def salience(mentions: Sequence[Span], label: str, length: int, most: int) -> float:
    """A share in 0..1 from place, title and count; dates and sums are never what it is about.

    ``length`` is that of the body in code points, ``most`` the count of the most named entity.
    """
    if label in VALUES or not mentions:
        return 0.0
    in_title = any(mention.field == "title" for mention in mentions)
    first = min((mention.start for mention in mentions if mention.field == "body"), default=length)
    early = 1.0 if in_title else 1.0 - first / max(length, 1)
    often = log1p(len(mentions)) / log1p(max(most, len(mentions)))
    return round(TITLE_WEIGHT * in_title + EARLY_WEIGHT * early + COUNT_WEIGHT * often, 4)


LEAST_SHARE = 0.15
"""A country with a smaller share of all mentions is only named in passing."""

IN_TITLE = 3
"""A mention in the headline counts as much as so many in the body."""


def focus_countries(entities: Sequence[Entity]) -> list[str]:
    """ISO 3166-1 alpha-2 codes, the most important first; countries of the past have none."""
    weights: Counter[str] = Counter()
    for entity in entities:
        code = _country(entity)
        if code and len(code) == 2:
            weights[code] += sum(IN_TITLE if m.field == "title" else 1 for m in entity.mentions)
    least = LEAST_SHARE * sum(weights.values())
    return [code for code, weight in weights.most_common() if weight >= least]


def _country(entity: Entity) -> str | None:
    if entity.type == "NORP":
        people = countries.find_people(entity.name)
        return people.code.partition("-")[0] if people else None
    if entity.geo and entity.geo.country:
        return entity.geo.country.partition("-")[0]
    if entity.type != "GPE" or not entity.kb:
        return None
    # A country whose middle we do not know, or a region: of these we know the country alone.
    country = countries.find(entity.name)
    if country:
        return country.code.partition("-")[0]
    qid = entity.kb.get("wikidata")
    return next((one.country for one in places.find(entity.name) if qid and one.qid == qid), None)
