"""A Wikidata dump, written here in its exact form, becomes the things that news names."""

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.lab.packs.build_pack import build
from services.lab.packs.wikidata import read_dump
from services.tagging.kb.pack import Pack

Claim = dict[str, Any]


def item_claim(prop: str, qid: str, rank: str = "normal") -> Claim:
    value = {"entity-type": "item", "numeric-id": int(qid[1:]), "id": qid}
    return claim(prop, "wikibase-item", {"value": value, "type": "wikibase-entityid"}, rank)


def claim(prop: str, kind: str, value: object, rank: str = "normal") -> Claim:
    snak = {"snaktype": "value", "property": prop, "hash": "0", "datavalue": value}
    return {
        "mainsnak": snak | {"datatype": kind},
        "type": "statement",
        "id": "Q0$0",
        "rank": rank,
    }


def code(text: str) -> Claim:
    return claim("P297", "external-id", {"value": text, "type": "string"})


def at(lat: float, lon: float, globe: str = "Q2") -> Claim:
    value = {
        "latitude": lat,
        "longitude": lon,
        "altitude": None,
        "precision": 0.01,
        "globe": f"http://www.wikidata.org/entity/{globe}",
    }
    return claim("P625", "globe-coordinate", {"value": value, "type": "globecoordinate"})


def item(
    qid: str, names: dict[str, str], *claims: Claim, aliases: tuple[str, ...] = (), linked: int = 9
) -> str:
    by_prop: dict[str, list[Claim]] = {}
    for one in claims:
        by_prop.setdefault(one["mainsnak"]["property"], []).append(one)
    return json.dumps(
        {
            "type": "item",
            "id": qid,
            "labels": {c: {"language": c, "value": v} for c, v in names.items()},
            "descriptions": {},
            "aliases": {"en": [{"language": "en", "value": one} for one in aliases]}
            if aliases
            else [],
            # An empty table is an empty list in the dumps.
            "claims": by_prop or [],
            "sitelinks": {
                f"wiki{n}": {"site": f"wiki{n}", "title": "T", "badges": []} for n in range(linked)
            },
            "pageid": 1,
            "ns": 0,
            "title": qid,
            "lastrevid": 1,
            "modified": "2026-01-01T00:00:00Z",
        }
    )


LINES = [
    # Classes: a football club is a sports club; a capital is a city; a moon crater is a place.
    item("Q476028", {"en": "football club"}, item_claim("P279", "Q847017")),
    item("Q5119", {"en": "capital"}, item_claim("P279", "Q515")),
    item("Q1", {"en": "agency"}, item_claim("P279", "Q2")),
    item("Q2", {"en": "public body"}, item_claim("P279", "Q43229")),
    item("Q3", {"en": "loop"}, item_claim("P279", "Q4")),
    item("Q4", {"en": "loop"}, item_claim("P279", "Q3")),
    # Things.
    item(
        "Q30000",
        {"en": "Freedonia", "fr": "Libertanie"},
        item_claim("P31", "Q6256"),
        code("FD"),
        at(10, 20),
        aliases=("Republic of Freedonia",),
        linked=300,
    ),
    item(
        "Q30001",
        {"en": "Freeport", "xx": "Nope"},
        item_claim("P31", "Q5119"),
        item_claim("P17", "Q30999", "deprecated"),
        item_claim("P17", "Q30000"),
        item_claim("P131", "Q30000"),
        at(10.5, 20.5),
    ),
    item("Q30002", {"en": "Ana Costa"}, item_claim("P31", "Q5"), linked=3),
    item("Q30003", {"en": "Freeport FC"}, item_claim("P31", "Q476028"), aliases=("Freeport",)),
    item("Q30004", {"en": "Water Board"}, item_claim("P31", "Q1")),
    item("Q30005", {"en": "Crater"}, item_claim("P31", "Q2221906"), at(1, 2, "Q405")),
    # What is left out: nobody knows it, it has no name that we read, it is of no class of ours.
    item("Q30006", {"en": "Nobody"}, item_claim("P31", "Q5"), linked=2),
    item("Q30007", {"xx": "Nameless"}, item_claim("P31", "Q5")),
    item("Q30008", {"en": "red"}, item_claim("P31", "Q3")),
    json.dumps({"type": "property", "id": "P31", "datatype": "wikibase-item", "claims": {}}),
]
DUMP = "[\n" + ",\n".join(LINES) + "\n]\n"


def plain(data: bytes) -> bytes:
    return data


@pytest.fixture(params=[("json", plain), ("json.gz", gzip.compress), ("json.bz2", bz2.compress)])
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    suffix, pack = request.param
    packed: Callable[[bytes], bytes] = pack
    path = tmp_path / f"dump.{suffix}"
    path.write_bytes(packed(DUMP.encode()))
    return path


def test_a_dump_becomes_a_pack(dump: Path, tmp_path: Path) -> None:
    build(read_dump(dump, ["en", "fr"]), tmp_path / "w.pack", "w")
    pack = Pack(tmp_path / "w.pack")
    assert pack.count == 6
    country = pack.entry("wikidata:Q30000")
    assert country is not None
    assert (country.type, country.kind, country.country) == ("GPE", "country", "FD")
    assert country.names == {"en": "Freedonia", "fr": "Libertanie"}
    assert (country.lat, country.lon) == (10, 20)
    assert country.ids == {"wikidata": "Q30000"}
    assert country.prior is not None
    assert country.prior > 0.9
    city = pack.entry("wikidata:Q30001")
    assert city is not None
    assert (city.type, city.kind, city.country) == ("GPE", "city", "FD")
    assert (city.lat, city.parent) == (10.5, "wikidata:Q30000")
    types = {one.name: (one.type, one.kind) for one in pack.entries()}
    assert types["Ana Costa"] == ("PERSON", None)
    assert types["Freeport FC"] == ("ORG", "team")
    assert types["Water Board"] == ("ORG", None)
    crater = pack.entry("wikidata:Q30005")
    assert crater is not None
    assert crater.lat is None  # It is on the Moon.
    assert [(one.entry.name, one.usual) for one in pack.find("freeport")] == [
        ("Freeport", True),
        ("Freeport FC", False),
    ]


def test_only_what_is_known_well_enough(dump: Path) -> None:
    assert {one.name for one in read_dump(dump, ["en"], least_linked=9)} == {
        *("Freedonia", "Freeport", "Freeport FC", "Water Board", "Crater"),
    }
    assert "Nobody" in {one.name for one in read_dump(dump, ["en"], least_linked=2)}
