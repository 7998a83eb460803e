"""Reads from an article where its towns lie: "Paris, Texas", or "Windsor" beside "Ontario"."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.kb import countries, places
from services.tagging.kb.countries import Country
from services.tagging.kb.places import Place
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import normalise

PLACE_LABELS = ("GPE", "LOC")

HOME_SHARE = 1 / 2
"""Set by hand: an article about a trial in the US and a war names the other country more often."""

_BEHIND = re.compile(r"( ?, ?| \()([A-Z][\w'’.-]*(?: (?:of |and )?[A-Z][\w'’.-]*){0,2})")
_IS_REGION = re.compile(r"(?:'s|’s)? (?:state|province|governorate|region|prefecture|canton)\b")
_OFFICE_OF_REGION = re.compile(
    r"(?:'s|’s)? (?:[Aa]ttorney [Gg]eneral\b|[Gg]overnor\b|Gov\. |[Ll]egislat(?:ure|or))"
)
_LISTED_BEFORE = re.compile(r"([A-Z][\w.]+(?: [A-Z][\w.]+)?)(?:,|,? and|,? or) $")
_LISTED_BEHIND = re.compile(r",? (?:and|or) ([A-Z][\w.]+(?: [A-Z][\w.]+)?)")


@dataclass(frozen=True)
class Whereabouts:
    """Where the places of an article lie.

    ``countries`` are the ISO 3166-1 codes of the countries that it names, as such, by their
    peoples, regions or greater cities; ``regions`` are its states and provinces. ``told`` has by
    normalised name what stands beside it in the text: a town's own entry, None for a town that we
    do not know, or the region where a country or city has the same name. ``told_at`` has the same
    for the mentions that the text tells of. ``home`` are the countries that are named at least
    ``HOME_SHARE`` as often as the one named most.
    """

    countries: frozenset[str] = frozenset()
    regions: frozenset[Place] = frozenset()
    told: Mapping[str, Place | None] = field(default_factory=dict)
    told_at: Mapping[Span, Place | None] = field(default_factory=dict)
    home: frozenset[str] = frozenset()


NOWHERE = Whereabouts()
"""Of an article that names no place."""


def whereabouts(texts: Mapping[Field, str], candidates: Sequence[EntityCandidate]) -> Whereabouts:
    """Where the article's places lie."""
    named = [one for one in candidates if one.label in PLACE_LABELS]
    told: dict[str, Place | None] = {}
    told_at: dict[Span, Place | None] = {}
    behind: Counter[str] = Counter()
    regions: dict[str, Place] = {}
    for candidate in named:
        for mention, said, region, town in _told_behind(texts, candidate):
            told_at[mention] = town
            told[candidate.key] = told.get(candidate.key) or town
            behind[normalise(said)] += 1
            if isinstance(region, Place):
                regions[normalise(said)] = region
    told = _named_as_region(texts, named, behind, regions) | told
    return _with_regions(candidates, {*regions.values()}, told, told_at)


def _with_regions(
    candidates: Sequence[EntityCandidate],
    regions: set[Place],
    told: dict[str, Place | None],
    told_at: Mapping[Span, Place | None],
) -> Whereabouts:
    """The whereabouts with the regions that are named by themselves."""
    named = [one for one in candidates if one.label in PLACE_LABELS]
    codes = {one.country.code for one in candidates if one.country and one.key not in told}
    said: Counter[str] = Counter()
    for candidate in candidates:
        if candidate.country and candidate.key not in told:
            said[candidate.country.code[:2]] += len(candidate.mentions)
    cities = []
    for candidate in named:
        place = places.region_of(candidate.names[0])
        if not candidate.country:
            place = place or told.get(candidate.key) or places.meant(candidate.names[0], codes)
        if place and not place.is_city:
            regions.add(place)
            said[place.country] += len(candidate.mentions)
        elif place:
            cities.append(candidate)
    for key, region in _states_that_are_no_country(candidates, codes, regions):
        told[key] = region
        regions.add(region)
        for one in named:
            if one.country and one.key == key:
                codes -= {one.country.code}
                said[one.country.code[:2]] -= len(one.mentions)
                said[region.country] += len(one.mentions)
    # England is in the United Kingdom, and so is what an article about London calls Windsor.
    codes |= {one.country for one in regions} | {code[:2] for code in codes}
    around = frozenset(codes)
    for candidate in cities:
        name = candidate.names[0]
        city = told.get(candidate.key) or places.meant(name, around, regions)
        if city:
            said[city.country] += len(candidate.mentions)
            if city.population >= places.CITY_OF_STATE:
                codes.add(city.country)
    most = max(said.values(), default=0)
    home = frozenset(code for code, times in said.items() if times >= HOME_SHARE * most)
    return Whereabouts(frozenset(codes), frozenset(regions), told, told_at, home)


def town_of(name: str) -> Place | None:
    """The town that a name with its region means: ``Washington, D.C.``."""
    town, _, behind = name.partition(", ")
    short = places.region_of(behind, behind_town=True) if behind else None
    found = (_town(town, one) for one in ([short] if short else _regions(behind)))
    return next((one for one in found if one), None)


def _told_behind(
    texts: Mapping[Field, str], candidate: EntityCandidate
) -> Iterator[tuple[Span, str, Place | Country, Place | None]]:
    """For each mention that a region or country stands behind: its name there, what it is, and the
    town in it, None for a town that we do not know."""
    name = candidate.names[0]
    is_state = not candidate.country and places.is_region_alone(name)
    for mention in candidate.mentions:
        behind = _BEHIND.match(texts[mention.field], mention.end)
        parts = behind[2].removesuffix("-based").split(" ") if behind else []
        # "Athletics Kenya (AK)" has an abbreviation, "Dallas, TX" a state.
        bracketed = bool(behind and "(" in behind[1])
        for length in range(len(parts), 0, -1):
            said = " ".join(parts[:length])
            short = places.region_of(said, behind_town=not bracketed)
            # "Delaware, Ohio and Kansas" are three states, "Jordan, Lebanon" two countries.
            regions = [short] if short else [] if is_state else _regions(said)
            known = [
                (region, town)
                for region in regions
                if (town := _town(name, region))
                if not (candidate.country and isinstance(region, Country))
            ]
            if known or short:
                region, town = known[0] if known else (regions[0], None)
                yield mention, said, region, town
                break


def _regions(name: str) -> list[Place | Country]:
    """The regions, and then the country, that have this name."""
    country = countries.find(name)
    regions = [one for one in places.find(name) if not one.is_city]
    return [*regions, *([country] if country else [])]


def _town(name: str, where: Place | Country) -> Place | None:
    if isinstance(where, Country):
        return places.in_country(name, where.code)
    return places.in_region(name, where)


def _named_as_region(
    texts: Mapping[Field, str],
    candidates: Iterable[EntityCandidate],
    behind: Mapping[str, int],
    regions: Mapping[str, Place],
) -> dict[str, Place | None]:
    """The regions among the candidates by their names: those that mostly stand behind a town,
    before a word for a region as in ``Kano state``, or in a list of regions. ``behind`` counts the
    first."""
    found: dict[str, Place | None] = {}
    for candidate in candidates:
        namesakes = [one for one in places.find(candidate.names[0]) if not one.is_city]
        namesakes.sort(key=lambda one: one.qid is None)
        short = [one for one in map(places.region_of, candidate.names) if one]
        region = regions.get(candidate.key) or next(iter([*short, *namesakes]), None)
        said = behind.get(candidate.key, 0) + sum(
            bool(_IS_REGION.match(texts[one.field], one.end))
            or places.region_of(texts[one.field][one.start : one.end]) is not None
            or (region is not None and _is_of_region(texts[one.field], one, region))
            for one in candidate.mentions
        )
        if region and said * 2 > len(candidate.mentions):
            found[candidate.key] = region
    return found


def _is_of_region(text: str, mention: Span, region: Place) -> bool:
    """Whether a known region's office stands behind it, as in "New York attorney general", or
    another region of the country beside it: "Rhode Island and New York". But in "California and
    Washington" the latter may be the government."""
    alone = places.is_region_alone(region.name) and not countries.find(region.name)
    if alone or not region.qid or any(one.kind == "capital" for one in places.find(region.name)):
        return False
    listed = (
        _LISTED_BEFORE.search(text, max(0, mention.start - 40), mention.start),
        _LISTED_BEHIND.match(text, mention.end),
    )
    return bool(_OFFICE_OF_REGION.match(text, mention.end)) or any(
        places.is_region_alone(one[1])
        and any(other.country == region.country for other in places.find(one[1]))
        for one in listed
        if one
    )


def _states_that_are_no_country(
    candidates: Sequence[EntityCandidate], codes: Iterable[str], regions: Iterable[Place]
) -> Iterator[tuple[str, Place]]:
    """The names of countries that mean a state of another country: Georgia beside Florida."""
    for candidate in candidates:
        country = candidate.country if candidate.label in PLACE_LABELS else None
        namesakes = [
            one
            for one in (places.find(candidate.names[0]) if country else ())
            if country and one.qid and not one.is_city and one.country != country.code[:2]
        ]
        if country and len(namesakes) == 1:
            (state,) = namesakes
            great = [some[0] for one in candidates if (some := places.find(one.names[0]))]
            for_state = [one.country for one in regions if one != state].count(state.country)
            for_state += (state.country in codes) + sum(one.lies_in(state) for one in great)
            for_country = len(country.neighbours & {*codes})
            for_country += any(one.label == "NORP" and one.country == country for one in candidates)
            for_country += sum(one.is_city and one.country == country.code for one in great)
            # No country is called "Ga.".
            if for_state > for_country or state in map(places.region_of, candidate.names):
                yield candidate.key, state
