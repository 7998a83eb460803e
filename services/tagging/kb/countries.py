"""Knows the countries of the world by their usual English names."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from services.tagging.names import data_text, normalise, table


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of today or of the past.

    ``qid`` is its Wikidata id. ``code`` is ISO 3166-1 alpha-2, or ``GB-ENG`` for a part of a
    country, or four letters for a country of the past. ``people`` is the word for what is of it,
    such as ``French``. ``at`` is the latitude and longitude of its middle in degrees.
    ``neighbours`` are the codes of the countries that it borders on. Unknown is None.
    """

    qid: str
    code: str
    name: str
    names: tuple[str, ...]
    people: str | None
    at: tuple[float, float] | None
    neighbours: frozenset[str] = frozenset()


@cache
def by_name() -> Mapping[str, Country]:
    """Every country by each of its normalised names. Names that two countries share are absent."""
    return _unshared((name, one) for one in _countries().values() for name in one.names)


@cache
def by_demonym() -> Mapping[str, Country]:
    """Every country by the normalised words for its people: ``french``, ``pole``, ``poles``."""
    return _unshared(
        (word + ending, _countries()[code])
        for code, demonyms in _demonyms().items()
        for word in demonyms
        for ending in ("", "s")
    )


def find(name: str) -> Country | None:
    """The country with this name, whatever its case, with or without ``the`` and dots."""
    return by_name().get(normalise(name))


def find_people(demonym: str) -> Country | None:
    """The country whose people or things have this name: ``Dutch``, ``Poles``."""
    return by_demonym().get(normalise(demonym))


@cache
def _demonyms() -> Mapping[str, list[str]]:
    rows = table("demonyms")
    return {code: [one.replace("-", " ") for one in words.split()] for code, words in rows}


@cache
def _countries() -> Mapping[str, Country]:
    rows = map(json.loads, data_text("countries.jsonl").splitlines())
    return {
        row["code"]: Country(
            row["qid"],
            row["code"],
            row["name"],
            (row["name"], *row["names"]),
            next(iter(_demonyms().get(row["code"], ())), None),
            (row["at"][0], row["at"][1]) if row["at"] else None,
            frozenset(row["neighbours"]),
        )
        for row in rows
    }


def _unshared(names: Iterable[tuple[str, Country]]) -> Mapping[str, Country]:
    by_key: dict[str, Country] = {}
    shared: set[str] = set()
    for name, country in names:
        key = normalise(name)
        if by_key.setdefault(key, country) is not country:
            shared.add(key)
    return MappingProxyType({key: one for key, one in by_key.items() if key not in shared})
