"""The measures of links count only what is marked, in each part."""

from pathlib import Path

from services.lab.tagging.evaluate import Error, part_of
from services.lab.tagging.evaluate_links import link_errors, link_scores, our_links
from tests.unit.lab.tagging.samples import FOUND, TwoCountries, write_links
from tests.unit.tagging.finding import entities_of


def test_right_and_wrong_links_are_told_apart(tmp_path: Path) -> None:
    write_links(tmp_path, FOUND)
    rows = list(link_scores(tmp_path, TwoCountries()))
    assert [(one.marked, one.linked, one.precision) for one in rows] == [(2, 2, 0.5)] * 2
    assert part_of("a") == "development"
    wrong = Error("links", "Q20 for Q1", "Norway", "Kenya and [Norway] met.")
    assert list(link_errors(tmp_path, TwoCountries())) == [wrong]


def test_our_links_are_those_to_wikidata() -> None:
    entities = entities_of("Kenya and Quuxville.", GPE=["Kenya", "Quuxville"])
    assert our_links(list(entities.values())) == {(0, 5): "Q114"}
