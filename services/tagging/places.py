"""Knows regions and cities of the world by name: where they lie, and how well known they are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from services.tagging.names import normalise


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
