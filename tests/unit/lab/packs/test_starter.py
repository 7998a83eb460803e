"""The starter pack's lines: from lists of facts, each thing once."""

import json

import pytest

from services.lab.packs import starter
from services.lab.packs.starter import (
    Brand,
    brands,
    countries,
    firms,
    own_entries,
    politicians,
)
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


def brand(qid: str, *names: str, where: str = "us", kind: str = "brands/shop/car") -> Brand:
    return {"wikidata": qid, "names": names, "kinds": [kind], "where": where.split()}


def test_a_firm_has_the_id_of_the_one_brand_of_its_name() -> None:
    lines = "Security,CIK\nQuux Inc.,42\nZenith,43\nAbroad,44\n"
    index = [
        *(brand("Q1", "Quux"), brand("Q2", "Zenith"), brand("Q3", "Zenith")),
        brand("Q4", "Abroad", where="fr"),
    ]
    taken: set[str] = set()
    quux, zenith, abroad = firms(lines, taken, index)
    assert (quux.id, quux.ids) == ("wikidata:Q1", {"wikidata": "Q1", "cik": "0000000042"})
    assert (zenith.id, abroad.id) == ("cik:0000000043", "cik:0000000044")
    assert "Q1" in taken


def test_a_brand_has_names_that_mean_it_alone() -> None:
    police, hotel = "operators/amenity/police", "brands/tourism/hotel"
    index = [
        brand("Q1", "Quux Motors", "Quux", "クークス"),
        brand("Q2", "Zorba", where="001"),
        *(brand("Q3", "Twin Bank"), brand("Q4", "Twin Bank")),
        brand("Q5", "Paris"),
        *(brand("Q6", "ABCD"), brand("Q7", "EFGH", where="001")),
        *(brand("Q8", "First National Bank"), brand("Q9", "Quux Hotel", kind=hotel)),
        *(brand("Q10", "Quux Police", kind=police), brand("Q11", "Ohio Police", kind=police)),
        brand("Q12", "Taken Motors"),
    ]
    found = {one.ids["wikidata"]: one for one in brands(index, {"Q12"})}
    assert sorted(found) == ["Q1", "Q11", "Q2", "Q7"]
    assert (found["Q1"].name, found["Q1"].aliases, found["Q1"].country) == ("Quux Motors", {}, "US")
    assert (found["Q11"].kind, found["Q2"].kind) == ("agency", "company")


def test_a_firm_has_the_id_and_the_names_of_our_own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ("0000000042", "Q8", "Quux Inc.", "Quux Soft;The Quux")
    monkeypatch.setattr(starter, "table", lambda name: [own] if name == "firm_ids" else [])
    (entry,) = firms("Security,CIK\nQuux Inc.,42\n", set(), [brand("Q1", "Quux")])
    assert (entry.id, entry.ids) == ("wikidata:Q8", {"wikidata": "Q8", "cik": "0000000042"})
    assert entry.aliases == {"en": ["Quux", "Quux Soft", "The Quux"]}


def test_authorities_and_some_shops_have_names_that_tell_them_apart() -> None:
    school, park = "operators/amenity/school", "operators/leisure/park"
    charity, hairdresser = "brands/shop/charity", "brands/shop/hairdresser"
    index = [
        brand("Q1", "Quux School District", kind=school),
        *(brand("Q2", "Quux District", kind=school), brand("Q3", "Quux County", kind=park)),
        *(brand("Q4", "Quux Borough Council", kind=park), brand("Q5", "Quux Parks", kind=park)),
        brand("Q6", "Ohio Parks", kind=park),
        *(brand("Q7", "Quux Cats Home", kind=charity), brand("Q8", "Cats", "Dogs", kind=charity)),
        brand("Q9", "Zorba Hair Salon", kind=hairdresser),
        brand("Q10", "Zorba Motors") | {"kinds": [hairdresser, "brands/shop/car"]},
    ]
    found = {one.ids["wikidata"]: one.kind for one in brands(index, set())}
    authorities = dict.fromkeys(("Q1", "Q4", "Q6"), "agency")
    assert found == authorities | {"Q7": "company", "Q10": "company"}


def test_a_planet_is_less_known_than_the_rest_of_our_own_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("Quux", "", "LOC", "planet", "", "Q1"), ("Zorba Sea", "", "LOC", "sea", "", "Q2")]
    monkeypatch.setattr(starter, "table", lambda name: rows)
    quux, zorba = own_entries()
    assert quux.prior is not None
    assert zorba.prior is not None
    assert quux.prior < zorba.prior


def test_a_city_has_all_its_ids_and_the_great_one_its_other_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
    monkeypatch.setattr(starter, "known_cities", lambda: (row, small))
    monkeypatch.setattr(starter, "city_ids", lambda: {1: "Q7"})
    great, other = starter.cities()
    assert (great.id, great.ids) == ("wikidata:Q7", {"wikidata": "Q7", "geonames": "1"})
    assert (great.aliases, great.lat, great.prior) == ({"en": ["Kuux"]}, 1.235, 0.695)
    assert (other.id, other.ids) == ("geonames:2", {"geonames": "2"})
    assert (other.aliases, other.prior) == ({}, 0.26)


def test_the_starter_pack_is_as_its_sources_say() -> None:
    shipped = PackStack()
    for one in (*countries(), *own_entries()):
        assert one in [match.entry for match in shipped.find(one.name)]
