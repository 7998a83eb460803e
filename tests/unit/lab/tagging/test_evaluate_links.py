"""The measures of links count only what is marked, in each part."""

import json
from pathlib import Path

from services.lab.tagging.evaluate import Error, part_of
from services.lab.tagging.evaluate_links import country_of_team, link_errors, link_scores, our_links
from tests.unit.lab.tagging.samples import FOUND, TwoCountries, write_links
from tests.unit.tagging.finding import entities_of


def test_right_and_wrong_links_are_told_apart(tmp_path: Path) -> None:
    write_links(tmp_path, FOUND)
    rows = list(link_scores(tmp_path, TwoCountries()))
    assert [(one.marked, one.linked, one.precision) for one in rows] == [(2, 2, 0.5)] * 2
    assert part_of("a") == "development"
    wrong = Error("links", "Q20 for Q1", "Norway", "Kenya and [Norway] met.")
    assert list(link_errors(tmp_path, TwoCountries())) == [wrong]


def test_a_national_team_is_neither_right_nor_wrong_as_its_country(tmp_path: Path) -> None:
    write_links(tmp_path, FOUND)
    rows = [
        {"qid": "Q1", "name": "Norway women's national football team"},
        {"qid": "Q2", "name": "Quuxland national football team"},
        {"qid": "Q3", "name": "Kenya at the 1996 Summer Olympics"},
        {"qid": "Q4", "name": "Peru"},
    ]
    text = "\n".join(map(json.dumps, rows))
    (tmp_path / "linking/gold_entities.jsonl").write_text(text, "utf-8")
    assert country_of_team(tmp_path) == {"Q1": "Q20", "Q3": "Q114"}
    scores = [
        (one.marked, one.linked, one.precision) for one in link_scores(tmp_path, TwoCountries())
    ]
    assert scores == [(2, 1, 1.0)] * 2
    assert list(link_errors(tmp_path, TwoCountries())) == []


def test_our_links_are_those_to_wikidata() -> None:
    entities = entities_of("Kenya and Quuxville.", GPE=["Kenya", "Quuxville"])
    assert our_links(list(entities.values())) == {(0, 5): "Q114"}
