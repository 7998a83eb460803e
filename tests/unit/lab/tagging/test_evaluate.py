"""The measures of mentions are right on a text small enough to reckon by hand."""

from pathlib import Path

import pytest

from services.lab.tagging.evaluate import (
    Error,
    Score,
    mention_errors,
    mention_scores,
    part_of,
    worst,
)
from tests.unit.lab.tagging.samples import TwoPeople

pytestmark = pytest.mark.slow


def test_mentions(data: Path) -> None:
    scores = mention_scores(data, TwoPeople(), lambda texts: [[(0, 9, "PERSON")]] * len(texts))
    # 1 of 4 found and none too much: 2·1/(4+1); 3 of 4: 2·3/(4+3).
    rows = {score.part: score for score in scores}
    assert rows["all"] == Score("mentions", "ours", "all", 4, 2 / 5, 6 / 7)
    assert set(rows) == {"all", part_of("a")}


def test_the_stock_model_is_not_blamed_for_the_and_s(data: Path) -> None:
    spans = [(42, 50, "FAC"), (25, 29, "GPE")]
    (score, *_) = mention_scores(data, TwoPeople(), lambda texts: [spans] * len(texts))
    assert score.stock == 2 / (4 + 2)


def test_errors_are_of_the_development_part(data: Path) -> None:
    errors = list(mention_errors(data, TwoPeople()))
    assert part_of("a") == "development"
    text = "Ana Costa met Ben Ito in [Oslo]. Costa left the Oslo hall."
    assert errors == [Error("mentions", "LOC missed", "Oslo", text)]


def test_the_worst_come_first_once_each_and_not_all() -> None:
    often, seldom = Error("m", "missed", "Oslo", "in Oslo"), Error("m", "missed", "Ito", "Ito")
    again = Error("m", "missed", "Oslo", "to Oslo")
    assert worst([seldom, often, again]) == [(2, often), (1, seldom)]
    assert worst([seldom, often, again], most=1) == [(2, often)]
