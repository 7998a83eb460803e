"""Says how much an article is about each entity, and which countries it is about."""

from collections import Counter
from collections.abc import Sequence
from math import log1p

from schemas.articles import Entity
from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import VALUE_LABELS, Span

TITLE_WEIGHT = 0.3
"""What a mention in the title adds."""

EARLY_WEIGHT = 0.3
"""What a first mention at the very start adds; less the later it is."""

COUNT_WEIGHT = 0.4
"""What as many mentions as the most named entity has add; fewer add less, by their logarithm."""

LEAST_SHARE = 0.15
"""A country with a smaller share of all mentions is named in passing only."""

TITLE_MENTIONS = 3
"""Mentions in the body that one mention in the title counts as."""

# All five are set by hand; no data measure them.


def salience(mentions: Sequence[Span], label: str, length: int, most: int) -> float:
    """A share in 0..1 from title, place and count, with 4 decimals; 0 for dates and sums.

    ``length`` is that of the body in code points, ``most`` the count of the most named entity.
    """
    if label in VALUE_LABELS or not mentions:
        return 0.0
    in_title = any(mention.field == "title" for mention in mentions)
    first = min((mention.start for mention in mentions if mention.field == "body"), default=length)
    early = 1.0 if in_title else 1.0 - first / max(length, 1)
    often = log1p(len(mentions)) / log1p(max(most, len(mentions)))
    return round(TITLE_WEIGHT * in_title + EARLY_WEIGHT * early + COUNT_WEIGHT * often, 4)


def focus_countries(entities: Sequence[Entity]) -> list[str]:
    """ISO 3166-1 alpha-2 codes, the most important first. Countries of the past have none."""
    counts: Counter[str] = Counter()
    for entity in entities:
        code = _country(entity)
        if code and len(code) == 2:
            for mention in entity.mentions:
                counts[code] += TITLE_MENTIONS if mention.field == "title" else 1
    least = LEAST_SHARE * sum(counts.values())
    return [code for code, count in counts.most_common() if count >= least]


def _country(entity: Entity) -> str | None:
    """The code of the country that an entity belongs to; a part such as ``GB-SCT`` counts for the
    whole."""
    if entity.type == "NORP":
        people = countries.find_people(entity.name)
        return people.code.partition("-")[0] if people else None
    if entity.geo and entity.geo.country:
        return entity.geo.country.partition("-")[0]
    if entity.type != "GPE" or not entity.kb:
        return None
    # A country without coordinates, or a region.
    country = countries.find(entity.name)
    if country:
        return country.code.partition("-")[0]
    qid = entity.kb.get("wikidata")
    return next((one.country for one in places.find(entity.name) if qid and one.qid == qid), None)
