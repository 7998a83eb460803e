"""Rows of countries are made of two lists of facts and our own names."""

import json

import pytest

from services.lab.packs import countries
from services.tagging.kb.countries import by_name

CODES = """ISO3166-1-Alpha-2,wikidata_id,CLDR display name,UNTERM English Short,\
UNTERM English Formal,official_name_en
GB,http://x/Q145,UK,United Kingdom (the),the Kingdom - whole,United Kingdom
CG,http://x/Q971,Congo,Congo (the) *,the Republic of the Congo,Congo
QQ,,Quux,Quux,Quux,Quux
"""
TERRITORIES = [
    {"code": "gb", "name": "United Kingdom", "full_name": "The Kingdom", "qid": "Q145"},
    {"code": "gb-sct", "name": "Scotland", "full_name": "Scotland", "qid": "Q22"},
]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, object]]:
    monkeypatch.setattr(countries, "coordinates", lambda: {"GB": [54.0, -2.0]})
    monkeypatch.setattr(countries, "neighbours", lambda: {"GB": ["IE"]})
    territories = "\n".join(map(json.dumps, TERRITORIES))
    found = countries.countries(territories, CODES.replace("\\\n", ""))
    return {str(row["code"]): row for row in found}


def test_a_country_has_the_names_of_all_lists(rows: dict[str, dict[str, object]]) -> None:
    assert rows["GB"] == {
        "qid": "Q145",
        "code": "GB",
        "name": "United Kingdom",
        "names": ["United Kingdom", "Kingdom", "UK", "U.K.", "Britain", "Great Britain"],
        "at": [54.0, -2.0],
        "neighbours": ["IE"],
    }


def test_a_short_form_of_two_countries_is_no_name(rows: dict[str, dict[str, object]]) -> None:
    assert rows["CG"]["name"] == "Republic of the Congo"
    assert "Congo" not in rows["CG"]["names"]  # type: ignore[operator]


def test_parts_of_a_country_are_there_and_rows_without_an_id_are_not(
    rows: dict[str, dict[str, object]],
) -> None:
    assert rows["GB-SCT"]["qid"] == "Q22"
    assert set(rows) == {"GB", "CG", "GB-SCT"}


def test_our_own_names_are_of_countries_that_are_known() -> None:
    codes = {one.code for one in by_name().values()}
    for section in ("other_names", "usual_names", "wikidata_ids"):
        assert set(countries.NAMES[section]) <= codes
    assert set(countries.NAMES["without_iso_code"]) <= codes
