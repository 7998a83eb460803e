"""Says which thing in the world an entity is, where that is certain; unsure means nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.articles import Geo
from services.tagging import countries, places
from services.tagging.countries import Country
from services.tagging.identity import Thing
from services.tagging.names import normalise
from services.tagging.places import Place

GREAT_CITY = 300_000
"""From so many people on a city is meant by its name alone."""

SMALL_TOWN = 50_000
"""A region is meant by its name although a town up to this size has the same."""

MUCH_GREATER = 10
"""A place this many times as populous as the next of its name is the one that is meant."""


@dataclass(frozen=True, slots=True)
class Link:
    """What an entity is: its id for all articles, its ids elsewhere, and where it lies."""

    id: str
    kb: dict[str, str] | None = None
    geo: Geo | None = None


def load_knowledge() -> None:
    """Read what is known of countries and places, which is otherwise done at the first need."""
    for find in (countries.find, countries.find_people, places.find):
        find("")


def named_countries(things: Iterable[Thing]) -> frozenset[str]:
    """The codes of the countries that are named, as such or by their peoples."""
    found = (_nation(thing) for thing in things)
    return frozenset(country.code for country in found if country)


def link(thing: Thing, around: frozenset[str]) -> Link:
    """The link of one thing, ``around`` being the codes of the countries in the article."""
    name = thing.surfaces[0]
    own = f"{thing.label}:{normalise(name)}"
    nation = _nation(thing)
    if nation and thing.label == "NORP":
        # A people is not its country, though it is linked to it.
        return Link(f"NORP:{normalise(nation.people or name)}", {"wikidata": nation.qid})
    if nation:
        return Link(f"wikidata:{nation.qid}", {"wikidata": nation.qid}, _middle(nation))
    place = _place(places.find(name), around) if thing.label == "GPE" else None
    if place and place.qid:
        return Link(f"wikidata:{place.qid}", {"wikidata": place.qid})
    if place and place.lat is not None and place.lon is not None:
        return Link(own, None, Geo(lat=place.lat, lon=place.lon, country=place.country))
    return Link(own)


def _nation(thing: Thing) -> Country | None:
    if thing.label == "GPE":
        return countries.find(thing.surfaces[0])
    return countries.find_people(thing.surfaces[0]) if thing.label == "NORP" else None


def _middle(country: Country) -> Geo | None:
    if country.at is None:
        return None
    return Geo(lat=country.at[0], lon=country.at[1], country=country.code)


def _place(candidates: Sequence[Place], around: frozenset[str]) -> Place | None:
    """The one that is certainly meant: alone, or far greater, or in a country of the article."""
    regions = [one for one in candidates if one.kind == "region"]
    cities = [one for one in candidates if one.kind == "city"]
    if len(regions) == 1 and not any(one.population > SMALL_TOWN for one in cities):
        return regions[0]
    city = _city(cities, around)
    # "Quebec" and "Oaxaca" are a city and its region, and lie in one place; others do not.
    return city if city and all(one.country == city.country for one in regions) else None


def _city(cities: Sequence[Place], around: frozenset[str]) -> Place | None:
    near = [one for one in cities if one.country in around]
    for some in (near, cities):
        if len(some) == 1 and (some is near or some[0].population >= GREAT_CITY):
            return some[0]
        if len(some) > 1 and some[0].population > MUCH_GREATER * some[1].population:
            return some[0]
    return None
