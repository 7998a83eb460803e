"""Countries are known by what newspapers call them."""

import pytest

from services.tagging.kb import countries


@pytest.mark.parametrize(
    ("name", "qid"),
    [
        ("U.S.", "Q30"),
        ("the United States", "Q30"),
        ("Britain", "Q145"),
        ("UK", "Q145"),
        ("Russian Federation", "Q159"),
        ("Côte d’Ivoire", "Q1008"),
        ("Ivory Coast", "Q1008"),
        ("Kosovo", "Q1246"),
        ("Türkiye", "Q43"),
        ("Turkey", "Q43"),
        ("DRC", "Q974"),
        ("Netherlands", "Q55"),
    ],
)
def test_usual_names(name: str, qid: str) -> None:
    country = countries.find(name)
    assert country is not None
    assert country.qid == qid


@pytest.mark.parametrize("name", ["Congo", "Korea", "Paris", "", "Russian"])
def test_what_is_no_one_country(name: str) -> None:
    assert countries.find(name) is None


def test_every_country_is_found_by_its_own_name() -> None:
    known = set(countries.by_name().values())
    assert len(known) == 258
    assert {countries.find(country.name) for country in known} == known
