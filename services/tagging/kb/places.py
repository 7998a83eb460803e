"""Knows regions and cities of the world by name: where they are, and which one is meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from services.tagging.names import normalise, table

GREAT_CITY = 300_000
"""Population from which a city is meant by its name alone."""

SMALL_TOWN = 50_000
"""A region is meant by its name although a town of up to this population has the same name."""

TOWN_OF_STATE_NAME = 200_000
"""The same for a region with a Wikidata id: those are the better known ones."""

LEAST_TOWN = 15_000
"""A town with fewer people is meant only if the article names its region: "Aspen, Colorado"."""

MUCH_GREATER = 10
"""A city is meant if it has more than this many times the population of its next namesake."""

KNOWN_GREATER = 5
"""The same where the city has a Wikidata id and the namesake has none, and the article names no
country of a namesake: "Bristol"."""

SHADOW = 20
"""A town is not meant by the article's countries and regions alone if a namesake elsewhere has more
than this many times its population: "Paris" in an article about Texas."""

CITY_OF_STATE = 1_000_000
"""Population from which a city is meant by a name that it shares with a region that has a Wikidata
id. From other regions a great city needs no telling, from none a capital or a city with an id of
its own: "Geneva"."""

# These are set by hand; the rows "links in" of `wireroom eval tagging PATH` measure them.


@dataclass(frozen=True, slots=True)
class Place:
    """A region or city. ``kind`` is ``region``, ``city`` or ``capital`` (of its country),
    ``country`` ISO 3166-1 alpha-2.

    ``lat`` and ``lon`` are degrees; ``qid`` is the Wikidata id; ``region`` is the normalised name
    of the region that a city lies in. Unknown is None, an unknown population 0.
    """

    name: str
    kind: str
    country: str
    lat: float | None
    lon: float | None
    population: int
    qid: str | None
    region: str | None = None

    @property
    def is_city(self) -> bool:
        """Whether it is no region."""
        return self.kind != "region"

    def lies_in(self, region: "Place") -> bool:
        """Whether it is a city of the region."""
        return self.country == region.country and self.region == normalise(region.name)


@cache
def by_name() -> Mapping[str, tuple[Place, ...]]:
    """Every region and larger city by its normalised name, the most populous first."""
    return _by_name(one for one in _all() if not _is_small(one))


@cache
def _towns() -> Mapping[str, tuple[Place, ...]]:
    """Every smaller town by its normalised name, the most populous first."""
    return _by_name(filter(_is_small, _all()))


def find(name: str) -> tuple[Place, ...]:
    """The places of this name, the most populous first; smaller towns are left out."""
    return by_name().get(normalise(name), ())


def _with_towns(name: str) -> tuple[Place, ...]:
    return find(name) + _towns().get(normalise(name), ())


def _is_small(place: Place) -> bool:
    return place.kind == "city" and place.population < LEAST_TOWN


def _all() -> Iterator[Place]:
    for name, kind, country, lat, lon, population, qid, region in table("places"):
        yield Place(
            name,
            kind,
            country,
            float(lat) if lat else None,
            float(lon) if lon else None,
            int(population or 0),
            qid or None,
            _region_name(region),
        )


def _by_name(places: Iterable[Place]) -> Mapping[str, tuple[Place, ...]]:
    by_key: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        namesakes = by_key[normalise(place.name)]
        if place.lat is None or all((place.lat, place.lon) != (a.lat, a.lon) for a in namesakes):
            namesakes.append(place)
    return MappingProxyType(
        {key: tuple(sorted(some, key=lambda one: -one.population)) for key, some in by_key.items()}
    )


def region_of(short: str, *, behind_town: bool = False) -> Place | None:
    """The state or province with this short name, letter for letter: ``Calif.``, and ``CA`` where
    it stands behind a town."""
    of_press, of_post = _short_names()
    return of_press.get(short) or (of_post.get(short.rstrip(".")) if behind_town else None)


def short_names() -> frozenset[str]:
    """The press's short names of states and provinces that end in a dot: ``Calif.``."""
    of_press, _ = _short_names()
    return frozenset(one for one in of_press if one.endswith("."))


def is_region_alone(name: str) -> bool:
    """Whether a state or province is meant by the name, rather than a city of it."""
    return any(one.qid and not one.is_city for one in find(name)) and not any(
        one.is_city and is_sure(one, name) for one in find(name)
    )


def in_region(name: str, region: Place) -> Place | None:
    """The most populous city of this name in a region."""
    return next((one for one in _with_towns(name) if one.is_city and one.lies_in(region)), None)


def in_country(name: str, country: str) -> Place | None:
    """The city of this name in a country, given by its code, if it has one that leads the others
    there."""
    cities = [one for one in find(name) if one.is_city and one.country == country[:2]]
    return _leading(cities)


def meant(name: str, around: Set[str], regions: Iterable[Place] = ()) -> Place | None:
    """The place of this name that an article means, None where that is not certain.

    ``around`` are the codes of the article's countries, ``regions`` its regions. A region is meant
    if it is the only one of the name, or the only one in these countries. A city is meant if it is
    the only one in these regions or countries, a capital, a great city alone of its name, or far
    more populous than its namesakes.
    """
    candidates = find(name)
    cities = [one for one in candidates if one.is_city]
    namesakes = _known_regions([one for one in candidates if not one.is_city], around)
    within = [
        one
        for one in _with_towns(name)
        if one.is_city and any(one.lies_in(region) for region in regions)
    ]
    capital = _capital(candidates, around)
    if capital and set(within) <= {capital}:
        return capital
    at_home = bool(cities) and all(one.country == cities[0].country for one in namesakes)
    if namesakes and at_home and is_sure(cities[0], name) and set(within) <= {cities[0]}:
        return cities[0]
    if len(namesakes) == 1:
        least = TOWN_OF_STATE_NAME if namesakes[0].qid else SMALL_TOWN
        if not any(one.population > least for one in cities):
            return namesakes[0]
    near = [one for one in namesakes if one.country in around]
    towns = [one for one in cities if one.country in around and one.population > SMALL_TOWN]
    if len(near) == 1 and not within and not towns:
        return near[0]
    city = _city(cities, within, around)
    # "Quebec" and "Oaxaca" are a city and its region, and lie in one place; others do not.
    alone = city and all(one.country == city.country for one in namesakes)
    return city if alone or city in within else None


def is_sure(place: Place, name: str) -> bool:
    """Whether a place is meant by a name although a region of its country may have it too."""
    namesakes = [one for one in find(name) if not one.is_city and one != place]
    if not namesakes or place.kind == "capital":
        return True
    known = [one for one in namesakes if one.qid]
    if place.qid and (not known or any(place.lies_in(one) for one in known)):
        return True
    return place.population >= (CITY_OF_STATE if known else GREAT_CITY)


def _known_regions(regions: Sequence[Place], around: Set[str]) -> Sequence[Place]:
    """The one region of these with a Wikidata id where the article names no country of the others:
    "Florida" has namesakes in Uruguay."""
    known = [one for one in regions if one.qid]
    others = {one.country for one in regions if not one.qid}
    return known if len(known) == 1 and not others & around else regions


def _capital(candidates: Sequence[Place], around: Set[str]) -> Place | None:
    """The capital among these if the article names its country, or if it is the most populous and
    the article names no country of another that has a Wikidata id."""
    for one in candidates:
        if one.kind == "capital" and one.qid:
            rivals = {other.country for other in candidates if other.qid} - {one.country}
            if one.country in around or (one == candidates[0] and not rivals & around):
                return one
    return None


def _city(cities: Sequence[Place], within: Sequence[Place], around: Set[str]) -> Place | None:
    near = [one for one in cities if one.country in around]
    # "Valencia" in an article about California and Spain is hardly the Californian.
    within = [
        one
        for one in within
        if not any(a.country != one.country and a.population > one.population for a in near)
    ]
    for some in (within, near):
        if found := _leading([one for one in some if not _in_shadow(one, cities)]):
            return found
    found = _leading(cities, KNOWN_GREATER if near in ([], cities[:1]) else MUCH_GREATER)
    return found if found and (len(cities) > 1 or found.population >= GREAT_CITY) else None


def _in_shadow(city: Place, cities: Sequence[Place]) -> bool:
    return bool(cities) and cities[0].population > SHADOW * city.population


def _leading(cities: Sequence[Place], if_known: int = MUCH_GREATER) -> Place | None:
    """The first of these if it is alone, or far more populous than the next: ``if_known`` times if
    it alone has a Wikidata id."""
    if len(cities) > 1:
        known = cities[0].qid and not cities[1].qid
        times = if_known if known else MUCH_GREATER
        if cities[0].population <= times * cities[1].population:
            return None
    return next(iter(cities), None)


@cache
def _region_name(name: str) -> str | None:
    return normalise(name) or None


@cache
def _short_names() -> tuple[Mapping[str, Place], Mapping[str, Place]]:
    """States and provinces by the press's and by the post's short names."""
    regions = {
        one.qid: one for some in by_name().values() for one in some if one.qid and not one.is_city
    }
    press: dict[str, Place] = {}
    post: dict[str, Place] = {}
    for qid, of_press, of_post in table("region_names"):
        press |= {short: regions[qid] for short in of_press.split(";") if short}
        post |= dict.fromkeys(of_post.split(";"), regions[qid])
    return press, post
