"""Names of places, peoples and bodies mean one thing in all their usual forms."""

import pytest

from services.tagging.entities.name_forms import (
    country_of,
    follows_full_name,
    match,
    name_form,
    usual_first,
    without_legal_dot,
)
from services.tagging.kb import countries
from services.tagging.names import normalise


def how_well(label: str, short: str, full: str) -> int:
    one, other = (name_form(label, normalise(name), name) for name in (short, full))
    return match(one, other)


@pytest.mark.parametrize(
    ("label", "short", "full"),
    [
        # Old and other names, and abbreviations of states.
        ("GPE", "Madras", "Chennai"),
        ("GPE", "Danzig", "Gdansk"),
        ("GPE", "Ore.", "Oregon"),
        ("GPE", "N.D.", "North Dakota"),
        ("GPE", "Sask.", "Saskatchewan"),
        ("GPE", "U.S", "United States"),
        ("GPE", "N. Korea", "North Korea"),
        ("GPE", "Quuxton", "Quuxton upon Ito"),
        ("LOC", "Quux", "Quux Sea"),
        ("LOC", "Quux", "River Quux"),
        ("EVENT", "Quux", "Hurricane Quux"),
        ("EVENT", "Quux", "Tropical Storm Quux"),
        ("PRODUCT", "Ida Quux", "HMS Ida Quux"),
        # Peoples and parties.
        ("NORP", "Quuxians", "Quuxian"),
        ("NORP", "Quuxites", "Quuxite"),
        ("NORP", "Dems", "Democratic"),
        ("NORP", "N. Korean", "North Koreans"),
        ("ORG", "Tories", "Conservative Party"),
        # Legal forms, web endings, offices, writing.
        ("ORG", "Quux", "J.W. Quux Co"),
        ("ORG", "Quux Corp.", "Quux Corporation"),
        ("ORG", "Quux Systems Inc.", "Quux Systems, Inc."),
        ("ORG", "Quux", "Quux.com"),
        ("ORG", "Quux Ministry", "Ministry of Quux"),
        ("ORG", "QuuxNewsNow", "Quux News Now"),
        ("ORG", "Academy", "Quux Academy"),
        ("ORG", "Quux Council", "Norwegian Quux Council"),
        ("ORG", "QN Food Board", "Quux Nations Food Board"),
        ("EVENT", "Quux Games", "2031 Quux Games"),
        ("EVENT", "WWII", "Second World War"),
        ("LAW", "QFA", "Quux Food Act"),
        ("FAC", "12 Quux", "12 Quux Street"),
    ],
)
def test_forms_of_one_name_meet(label: str, short: str, full: str) -> None:
    assert how_well(label, short, full)


@pytest.mark.parametrize(
    ("label", "short", "full"),
    [
        ("GPE", "Quux", "Quux County"),
        ("GPE", "Oregon", "Ohio"),
        ("GPE", "Ireland", "N. Ireland"),
        ("LOC", "Quux Sea", "Quux Island"),
        ("NORP", "Quuxian", "Quuxist"),
        ("ORG", "Senate", "Quux Senate Club"),
        ("ORG", "Quux Corp", "Quux Motors Corp"),
        ("ORG", "Quux.com", "Quux Zoo"),
        ("ORG", "BBC", "BBC Quux"),
        ("ORG", "University of Quux", "Quux University"),
        ("PRODUCT", "Quux", "Quux 2"),
        ("EVENT", "2031 Quux Games", "2035 Quux Games"),
        ("WORK_OF_ART", "Quux", "Quux Returns"),
    ],
)
def test_names_of_two_stay_two(label: str, short: str, full: str) -> None:
    assert not how_well(label, short, full)


def test_only_the_beginning_of_a_body_follows_its_full_name() -> None:
    full = name_form("ORG", "quux images trust", "Quux Images Trust")
    assert follows_full_name(name_form("ORG", "quux images", "Quux Images"), full)
    assert not follows_full_name(name_form("ORG", "images trust", "Images Trust"), full)
    firm = name_form("ORG", "quux inc", "Quux Inc")
    assert not follows_full_name(name_form("ORG", "quux", "Quux"), firm)


def test_the_usual_name_of_a_row_comes_first() -> None:
    first = usual_first("GPE", ["Madras", "Chennai"])
    assert min(first, key=lambda name: first[name]) == "Chennai"
    assert usual_first("GPE", ["Quux"]) == {}


def test_a_country_is_found_with_points_of_the_compass() -> None:
    assert country_of("GPE", "n korea") is countries.find("North Korea")
    assert country_of("NORP", "S. Korean") is countries.find("South Korea")
    assert country_of("ORG", "Norway") is None


def test_a_legal_form_loses_its_dot() -> None:
    assert without_legal_dot("Quux Corp.") == "Quux Corp"
    assert without_legal_dot("Quux St.") == "Quux St."
    assert without_legal_dot("Quux Corp") == "Quux Corp"
