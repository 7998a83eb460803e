"""Regions and cities are known, the great ones first."""

import pytest

from services.tagging.kb import places
from services.tagging.kb.pack_stack import PackStack


def test_a_great_city_comes_first() -> None:
    first, *rest = places.find("Paris")
    assert (first.country, first.kind) == ("FR", "capital")
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
            if one.is_city and one.population >= places.GREAT_CITY:
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


def test_a_region_by_what_the_press_and_the_post_call_it() -> None:
    for short, qid in {"Calif.": "Q99", "N.C.": "Q1454", "Ont.": "Q1904", "Vt.": "Q16551"}.items():
        found = places.region_of(short)
        assert found is not None
        assert found.qid == qid
    assert places.region_of("TX") is None
    texas = places.region_of("TX", behind_town=True)
    assert texas is not None
    assert (texas.name, texas.country) == ("Texas", "US")


def test_the_town_of_a_region() -> None:
    ohio = places.region_of("OH", behind_town=True)
    assert ohio is not None
    found = places.in_region("Columbus", ohio)
    assert found is not None
    assert found.population > places.GREAT_CITY
    assert places.in_region("Quuxville", ohio) is None


def test_a_town_of_a_region_that_the_article_names() -> None:
    alberta = places.region_of("Alta.")
    assert alberta is not None
    assert places.meant("Canmore", {"CA"}) is None
    found = places.meant("Canmore", {"CA"}, {alberta})
    assert found is not None
    assert found.region == "alberta"


def test_a_region_does_not_outweigh_a_greater_namesake_in_a_country_of_the_article() -> None:
    ontario = places.region_of("Ont.")
    assert ontario is not None
    found = places.meant("Hamilton", {"CA"}, {ontario})
    assert found is not None
    assert found.country == "CA"
    massachusetts = places.region_of("Mass.")
    assert massachusetts is not None
    assert places.meant("Cambridge", {"GB", "US"}, {massachusetts}) is None


def test_a_known_region_is_meant_unless_the_article_is_of_its_namesakes_country() -> None:
    florida = places.meant("Florida", set())
    assert florida is not None
    assert florida.qid == "Q812"
    others = {one.country for one in places.find("Florida") if not one.is_city} - {"US"}
    assert others
    for country in others:
        found = places.meant("Florida", {country})
        assert found is None or found.qid != "Q812"


def test_a_capital_is_meant_in_its_country_and_where_no_known_namesake_is() -> None:
    for around in ({"CL"}, set[str](), {"NO"}):
        found = places.meant("Santiago", around)
        assert found is not None
        assert (found.country, found.kind) == ("CL", "capital")


def _city(population: int, country: str, qid: str | None) -> places.Place:
    return places.Place("Quux", "city", country, 1.0, 2.0, population, qid)


def test_a_city_with_an_id_is_meant_before_a_lesser_one_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, other = _city(600_000, "GB", "Q1"), _city(100_000, "US", None)
    monkeypatch.setattr(places, "find", lambda name: (known, other))
    monkeypatch.setattr(places, "_with_towns", lambda name: (known, other))
    assert places.meant("Quux", set()) == known
    assert places.meant("Quux", {"US"}) == other
    monkeypatch.setattr(places, "find", lambda name: (_city(600_000, "GB", None), other))
    assert places.meant("Quux", set()) is None
