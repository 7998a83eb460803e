"""Knows regions and cities of the world by name: where they are, and which one is meant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from services.tagging.names import normalise, table

GREAT_CITY = 300_000
"""Population from which a city is meant by its name alone."""

SMALL_TOWN = 50_000
"""A region is meant by its name although a town of up to this population has the same name."""

MUCH_GREATER = 10
"""A city is meant if it has more than this many times the population of its next namesake."""

# These three are set by hand; the rows "links in" of `wireroom eval tagging PATH` measure them.


@dataclass(frozen=True, slots=True)
class Place:
    """A region or city. ``kind`` is ``region`` or ``city``, ``country`` ISO 3166-1 alpha-2.

    ``lat`` and ``lon`` are degrees; ``qid`` is the Wikidata id. Unknown is None, an unknown
    population 0.
    """

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
    by_key: dict[str, list[Place]] = defaultdict(list)
    for name, kind, country, lat, lon, population, qid in table("places"):
        place = Place(
            name,
            kind,
            country,
            float(lat) if lat else None,
            float(lon) if lon else None,
            int(population or 0),
            qid or None,
        )
        namesakes = by_key[normalise(name)]
        if place.lat is None or all((place.lat, place.lon) != (a.lat, a.lon) for a in namesakes):
            namesakes.append(place)
    return MappingProxyType(
        {key: tuple(sorted(some, key=lambda one: -one.population)) for key, some in by_key.items()}
    )


def find(name: str) -> tuple[Place, ...]:
    """The places of this name, the most populous first."""
    return by_name().get(normalise(name), ())


def meant(name: str, around: Set[str]) -> Place | None:
    """The place of this name that an article means, None where that is not certain.

    ``around`` are the codes of the article's countries. A region is meant if it is the only one of
    the name, or the only one in these countries. A city is meant if it is the only one in these
    countries, a great city alone of its name, or far more populous than its namesakes.
    """
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
