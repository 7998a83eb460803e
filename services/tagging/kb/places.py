"""Knows regions and cities of the world by name: where they lie, and which one is meant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from services.tagging.names import normalise

GREAT_CITY = 300_000
"""From so many people on a city is meant by its name alone."""

SMALL_TOWN = 50_000
"""A region is meant by its name although a town up to this size has the same."""

MUCH_GREATER = 10
"""A place this many times as populous as the next of its name is the one that is meant."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region or city. ``country`` is ISO 3166-1 alpha-2; degrees and people where known."""

    name: str
    kind: str
    country: str
    lat: float | None
    lon: float | None
    population: int
    qid: str | None


@cache
def by_name() -> Mapping[str, tuple[Place, ...]]:
    """Every place by its normalised name, the most populous first."""
    table: dict[str, list[Place]] = defaultdict(list)
    text = files("services.tagging.data").joinpath("places.tsv").read_text("utf-8")
    for line in text.splitlines():
        name, kind, country, lat, lon, people, qid = line.split("\t")
        place = Place(
            name,
            kind,
            country,
            float(lat) if lat else None,
            float(lon) if lon else None,
            int(people or 0),
            qid or None,
        )
        namesakes = table[normalise(name)]
        if place.lat is None or all((place.lat, place.lon) != (a.lat, a.lon) for a in namesakes):
            namesakes.append(place)
    return MappingProxyType(
        {key: tuple(sorted(some, key=lambda one: -one.population)) for key, some in table.items()}
    )


def find(name: str) -> tuple[Place, ...]:
    """The places of this name, the most populous first."""
    return by_name().get(normalise(name), ())


def meant(name: str, around: Set[str]) -> Place | None:
    """The one that is certainly meant: alone, or far greater, or in a country of the article, of
    which ``around`` are the codes."""
    candidates = find(name)
    regions = [one for one in candidates if one.kind == "region"]
    cities = [one for one in candidates if one.kind == "city"]
    if len(regions) == 1 and not any(one.population > SMALL_TOWN for one in cities):
        return regions[0]
    near = [one for one in regions if one.country in around]
    if len(near) == 1 and not any(one.country in around for one in cities):
        return near[0]
    city = _city(cities, around)
    # "Quebec" and "Oaxaca" are a city and its region, and lie in one place; others do not.
    return city if city and all(one.country == city.country for one in regions) else None


def _city(cities: Sequence[Place], around: Set[str]) -> Place | None:
    near = [one for one in cities if one.country in around]
    for some in (near, cities):
        if len(some) == 1 and (some is near or some[0].population >= GREAT_CITY):
            return some[0]
        if len(some) > 1 and some[0].population > MUCH_GREATER * some[1].population:
            return some[0]
    return None
