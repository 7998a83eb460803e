"""Makes ``countries.jsonl`` from two lists of facts, so that the shipped file can be checked.

``python -m services.lab.packs.countries TERRITORIES CODES > countries.jsonl``

TERRITORIES is the territories file of opensanctions/rigour as JSON Lines (MIT), CODES is
``country-codes.csv`` of datasets/country-codes (PDDL). The package ``countryinfo`` (MIT) must be
installed; it is no dependency of ours. NOTICE has their licences.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

# Forms that newspapers use and neither list has, by ISO 3166-1 alpha-2 code: our own.
USUAL = {
    "AE": ["UAE", "U.A.E.", "Emirates"],
    "BA": ["Bosnia", "Bosnia-Herzegovina", "Bosnia and Herzegovina"],
    "CD": ["DR Congo", "DRC", "D.R.C.", "Democratic Republic of Congo", "Congo-Kinshasa", "Zaire"],
    "CF": ["CAR", "C.A.R."],
    "CG": ["Congo-Brazzaville", "Republic of Congo"],
    "CI": ["Ivory Coast", "Cote d'Ivoire"],
    "CN": ["PRC", "P.R.C.", "People's Republic of China", "Mainland China"],
    "CV": ["Cape Verde"],
    "CZ": ["Czech Republic"],
    "FM": ["Micronesia"],
    "GB": ["UK", "U.K.", "Britain", "Great Britain", "United Kingdom"],
    "GM": ["Gambia"],
    "HK": ["Hong Kong", "HK"],
    "IR": ["Islamic Republic of Iran"],
    "KP": ["North Korea", "DPRK", "D.P.R.K.", "N. Korea", "N Korea"],
    "KR": ["South Korea", "S. Korea", "S Korea", "Republic of Korea", "ROK"],
    "LA": ["Laos"],
    "MK": ["Macedonia", "North Macedonia"],
    "MM": ["Burma", "Myanmar"],
    "MO": ["Macau", "Macao"],
    "NL": ["Netherlands", "Holland"],
    "NZ": ["New Zealand", "N. Zealand", "NZ", "N.Z."],
    "PG": ["PNG"],
    "PS": ["Palestine", "State of Palestine", "Palestinian territories", "Palestinian Territories"],
    "RU": ["Russian Federation"],
    "SA": ["KSA"],
    "ST": ["Sao Tome", "São Tomé and Príncipe"],
    "SUHH": ["USSR", "U.S.S.R.", "Union of Soviet Socialist Republics"],
    "SY": ["Syria", "Syrian Arab Republic"],
    "SZ": ["Swaziland", "Eswatini"],
    "TL": ["East Timor", "Timor-Leste", "Timor Leste"],
    "TR": ["Turkey", "Turkiye"],
    "TW": ["Republic of China"],
    "TZ": ["Tanzania"],
    "US": ["US", "U.S.", "USA", "U.S.A.", "America", "United States", "United States of America"],
    "VA": ["Vatican", "Vatican City", "Holy See"],
    "VC": ["St Vincent", "St. Vincent", "St. Vincent and the Grenadines"],
    "VN": ["Vietnam", "Viet Nam"],
}

# What newspapers call them, where the lists are more formal or more modern.
USUAL_NAME = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "CI": "Ivory Coast",
    "HK": "Hong Kong",
    "MO": "Macau",
    "NR": "Nauru",
    "TR": "Turkey",
    "VA": "Vatican City",
}

# The lists give the kingdom with its overseas parts, or one of several states of the name.
COUNTRY_PROPER = {"DK": "Q35", "NL": "Q55", "YUCS": "Q36704"}

# Kosovo, the parts of the United Kingdom, and states of the past, by their codes in TERRITORIES.
WITHOUT_ISO_CODE = (
    *("XK", "GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"),
    *("SUHH", "YUCS", "CSHH", "DD"),
)

# Short forms that are said of someone or somewhere else in the news.
NEVER = {"Congo", "Korea", "Virgin Islands", "Samoan", "Micronesia (Federated States of)"}


def _plain(name: str) -> str:
    """``Gambia (the) *`` → ``Gambia``; names with another remark in brackets give nothing."""
    name = name.replace("*", "").replace("(the)", "").strip()
    name = re.sub(r"^[Tt]he (?=[A-Z])", "", name).replace("’", "'")
    return "" if re.search(r"[(),]", name) or " - " in name else name


def coordinates() -> dict[str, list[float]]:
    """Latitude and longitude in degrees of the middle of each country, by code."""
    folder = files("countryinfo").joinpath("data")
    paths = [path for path in folder.iterdir() if path.name.endswith(".json")]
    rows = [json.loads(path.read_text("utf-8")) for path in paths]
    return {row["ISO"]["alpha2"]: row["latlng"] for row in rows if row.get("latlng")}


def countries(territories: str, codes: str) -> Iterator[dict[str, object]]:
    """One object per ISO 3166-1 country or territory: qid, code, name and names in English."""
    known = {row["code"].upper(): row for row in map(json.loads, territories.splitlines())}
    at = coordinates()
    rows = list(csv.DictReader(codes.splitlines()))
    blank = dict.fromkeys(rows[0], "")
    for row in [*rows, *(blank | {"ISO3166-1-Alpha-2": code} for code in WITHOUT_ISO_CODE)]:
        code = row["ISO3166-1-Alpha-2"]
        territory = known.get(code, {})
        qid = territory.get("qid") or row["wikidata_id"].rsplit("/", 1)[-1]
        if not re.fullmatch(r"Q\d+", qid):
            continue
        columns = ("CLDR display name", "UNTERM English Short", "UNTERM English Formal")
        found = [territory.get("name", ""), territory.get("full_name", "")]
        found += [row[column] for column in columns] + [row["official_name_en"]]
        names = [_plain(name) for name in found] + USUAL.get(code, [])
        names = [name for name in dict.fromkeys(names) if name and name not in NEVER]
        name = _plain(territory.get("name", "")) or names[0]
        name = USUAL_NAME.get(code, name)
        qid = COUNTRY_PROPER.get(code, qid)
        yield {"qid": qid, "code": code, "name": name, "names": names, "at": at.get(code)}


if __name__ == "__main__":
    territories_text, codes_text = (Path(path).read_text("utf-8") for path in sys.argv[1:3])
    for country in sorted(
        countries(territories_text, codes_text), key=lambda one: str(one["code"])
    ):
        sys.stdout.write(json.dumps(country, ensure_ascii=False) + "\n")
