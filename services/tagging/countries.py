"""Knows the countries of the world by their usual English names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from services.tagging.names import normalise


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory. ``qid`` is its Wikidata id, ``code`` ISO 3166-1 alpha-2."""

    qid: str
    code: str
    name: str
    names: tuple[str, ...]


@cache
def by_name() -> Mapping[str, Country]:
    """Every country by each of its normalised names; names that two countries share are absent."""
    lines = files("services.tagging.data").joinpath("countries.jsonl").read_text("utf-8")
    table: dict[str, Country] = {}
    shared: set[str] = set()
    for row in map(json.loads, lines.splitlines()):
        country = Country(row["qid"], row["code"], row["name"], tuple(row["names"]))
        for key in {normalise(name) for name in (country.name, *country.names)}:
            if table.setdefault(key, country) is not country:
                shared.add(key)
    return MappingProxyType({key: one for key, one in table.items() if key not in shared})


def find(name: str) -> Country | None:
    """The country that goes by this name, in any case, with or without ``the`` and dots."""
    return by_name().get(normalise(name))
