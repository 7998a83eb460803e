"""Regions and cities are known, the great ones first."""

import pytest

from services.tagging.kb import places
from services.tagging.kb.pack_stack import PackStack


def test_a_great_city_comes_first() -> None:
    first, *rest = places.find("Paris")
    assert (first.country, first.kind) == ("FR", "city")
    assert first.lat is not None
    assert abs(first.lat - 48.85) < 0.1
    assert all(first.population >= one.population for one in rest)


def test_a_region_has_its_wikidata_id() -> None:
    assert [one.qid for one in places.find("California") if one.kind == "region"] == ["Q99"]


def test_a_city_by_its_former_name() -> None:
    assert places.find("Bombay")[0].country == "IN"


def test_what_is_no_place() -> None:
    assert places.find("Quuxville") == ()


def test_the_starter_pack_knows_the_great_cities_and_where_they_lie() -> None:
    shipped = PackStack()
    for namesakes in places.by_name().values():
        for one in namesakes:
            if one.kind == "city" and one.population >= places.GREAT_CITY:
                same = [match.entry for match in shipped.find(one.name)]
                assert (one.lat, one.lon, one.country) in [(a.lat, a.lon, a.country) for a in same]


def test_regions_lie_where_their_towns_do() -> None:
    [texas] = [one for one in places.find("Texas") if one.kind == "region"]
    assert texas.lat == pytest.approx(31, abs=1.5)
    assert texas.lon == pytest.approx(-98, abs=2)
    found = [
        one
        for some in places.by_name().values()
        for one in some
        if one.kind == "region" and one.qid
    ]
    assert sum(one.lat is not None for one in found) / len(found) > 0.8
