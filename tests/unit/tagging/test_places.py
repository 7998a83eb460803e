"""Regions and cities are known, the great ones first."""

from services.tagging import places


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
