"""Datelines of wire stories, and openings that are none."""

from datetime import UTC, datetime

import pytest

from services.cleaning.attribution import dateline
from tests.unit.cleaning.makers import PARAGRAPHS


@pytest.mark.parametrize(
    ("text", "place", "date", "agency"),
    [
        ("KYIV, Ukraine (AP) — Ships left", "KYIV, Ukraine", None, "AP"),
        ("WASHINGTON, Jan. 26 (Reuters) - Ships left", "WASHINGTON", "Jan. 26", "Reuters"),
        ("KYIV, Jan. 26, 2021 (AP) — Ships left", "KYIV", "Jan. 26, 2021", "AP"),
        ("Berlin (dpa) - Schiffe fuhren", "Berlin", None, "dpa"),
        ("Berlin (dpa/bb) – Schiffe fuhren", "Berlin", None, "dpa"),
        ("Wien (APA) – Schiffe fuhren", "Wien", None, "APA"),
        ("JERUSALEM and BEIRUT (AP) — Ships left", "JERUSALEM and BEIRUT", None, "AP"),
        ("ST. LOUIS (AP) — Ships left", "ST. LOUIS", None, "AP"),
        ("Madrid, 26 ene (EFE).- Ships left", "Madrid", "26 ene", "EFE"),
        ("MOSCOW, January 26. /TASS/. Ships left", "MOSCOW", "January 26", "TASS"),
        ("(Reuters) - Ships left", None, None, "Reuters"),
        ("МОСКВА, 26 янв - РИА Новости. Ships left", "МОСКВА", "26 янв", "РИА Новости"),
        ("NEW DELHI: Ships left", "NEW DELHI", None, None),
        ("KYIV — Ships left", "KYIV", None, None),
    ],
)
def test_datelines_are_read(
    text: str, place: str | None, date: str | None, agency: str | None
) -> None:
    read = dateline.read(text)

    assert read is not None
    assert (read[0].place, read[0].date, read[0].agency) == (place, date, agency)
    assert text[read[1] :].startswith(("Ships", "Schiffe"))


@pytest.mark.parametrize(
    "text",
    [
        "The mayor (AP) said the vote was close.",
        "He told the AP (Associated Press) - late - that it was over.",
        "NATO — the alliance of thirty — met.",
        "BREAKING — Ships left",
        "UPDATE: Ships left",
        "COVID-19 — what we know",
        "",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline.read(text) is None


def test_a_dash_alone_makes_no_dateline() -> None:
    assert dateline.read("In the end — he said — nothing happened.") is None


def test_the_dateline_may_open_the_second_paragraph() -> None:
    found = dateline.find([PARAGRAPHS[0], f"KYIV (AP) — {PARAGRAPHS[1]}", PARAGRAPHS[2]])

    assert found is not None
    assert (found.value.place, found.value.agency) == ("KYIV", "AP")
    assert dateline.find([*PARAGRAPHS[:2], f"KYIV (AP) — {PARAGRAPHS[2]}"]) is None


def test_a_dateline_with_an_agency_is_surer() -> None:
    with_agency = dateline.find([f"KYIV (AP) — {PARAGRAPHS[0]}"])
    place_alone = dateline.find([f"KYIV — {PARAGRAPHS[0]}"])

    assert with_agency is not None
    assert place_alone is not None
    assert with_agency.confidence > place_alone.confidence


@pytest.mark.parametrize(
    ("paragraph", "language", "day"),
    [
        ("OSTRAVA, March 4 (NW) — The mill reopened.", "en", "2019-03-04"),
        ("LYON, 4 mars (AFP) - L'usine a rouvert.", "fr", "2019-03-04"),
        ("MADRID, 4 de marzo (EFE) - La fábrica abrió.", "es", "2019-03-04"),
        ("OSTRAVA, Dec. 30 (Reuters) - The mill closed.", "en", "2018-12-30"),
        ("OSTRAVA, Feb. 29 (Reuters) - The mill closed.", "en", "2016-02-29"),
        ("OSTRAVA, March 4, 2017 (AP) — The mill closed.", "en", "2017-03-04"),
        ("OSTRAVA, Mill 4 (AP) — The mill closed.", "en", None),
        ("OSTRAVA (AP) — The mill closed.", "en", None),
    ],
)
def test_the_day_of_a_dateline_is_the_last_of_its_name(
    paragraph: str, language: str, day: str | None
) -> None:
    opening = dateline.find([paragraph])
    fetched = datetime(2019, 3, 5, 8, tzinfo=UTC)

    found = dateline.find_day(opening.value if opening else None, fetched, language)

    assert (found.value[0] if found else None) == day


def test_a_day_without_a_year_needs_the_moment_of_fetching() -> None:
    opening = dateline.find(["OSTRAVA, March 4 (NW) — The mill reopened."])

    assert opening is not None
    assert dateline.find_day(opening.value, None, "en") is None
