"""The measures are right on texts small enough to reckon by hand."""

import gzip
import json
from collections.abc import Sequence
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
from services.lab.tagging.evaluate_identity import b_cubed, identity_errors, identity_scores
from services.lab.tagging.evaluate_speed import full_articles, speeds
from services.tagging.mentions.boundaries import Span
from services.tagging.ner.spacy_model import SpacyModel
from tests.unit.tagging.finding import found_in

TEXT = "Ana Costa met Ben Ito in Oslo. Costa left the Oslo hall."


class TwoPeople(SpacyModel):
    """Knows two people and no place."""

    def __init__(self) -> None:
        self.name = "two people"

    def find(self, articles) -> list[list[Span]]:  # type: ignore[no-untyped-def]
        return [found_in(dict(texts), PERSON=["Ana Costa", "Ben Ito"]) for texts in articles]


def write(path: Path, *lines: dict[str, object]) -> None:
    path.parent.mkdir()
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    people = [(0, 9, "PER"), (14, 21, "PER"), (25, 29, "LOC"), (31, 36, "PER")]
    entities = [{"start": a, "end": b, "norm": norm} for a, b, norm in people]
    write(
        tmp_path / "ner/ner.jsonl.gz",
        {"id": "a", "source": "ours", "lang": "en", "text": TEXT, "entities": entities},
    )
    places = [(0, 9, "Q1"), (14, 21, "Q2"), (31, 36, "Q1"), (25, 29, "Q3")]
    mentions = [{"start": a, "end": b, "kind": "entity", "qid": qid} for a, b, qid in places]
    write(
        tmp_path / "linking/linking.jsonl.gz",
        {"id": "a", "source": "ours", "text": TEXT, "mentions": mentions},
    )
    return tmp_path


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


def test_identity(data: Path) -> None:
    rows = {score.part: score for score in identity_scores(data, TwoPeople())}
    # Three were found: Costa joins Ana Costa; by strings it does not: P 1, R (½+½+1)/3.
    assert rows["all"].count == 3
    assert rows["all"].ours == 1.0
    assert rows["all"].stock == pytest.approx(2 * (2 / 3) / (1 + 2 / 3))


def test_errors_of_identity_tell_what_was_kept_apart_and_what_joined(tmp_path: Path) -> None:
    places = [(0, 9, "Q1"), (14, 21, "Q2"), (31, 36, "Q2")]
    mentions = [{"start": a, "end": b, "kind": "entity", "qid": qid} for a, b, qid in places]
    line = {"id": "a", "source": "ours", "text": TEXT, "mentions": mentions}
    write(tmp_path / "linking/linking.jsonl.gz", line)
    errors = list(identity_errors(tmp_path, TwoPeople()))
    assert [(one.wrong, one.name) for one in errors] == [
        ("apart", "Ben Ito / Costa"),
        ("joined", "Ana Costa / Costa"),
    ]


def test_the_worst_come_first_once_each_and_not_all() -> None:
    often, seldom = Error("m", "missed", "Oslo", "in Oslo"), Error("m", "missed", "Ito", "Ito")
    again = Error("m", "missed", "Oslo", "to Oslo")
    assert worst([seldom, often, again]) == [(2, often), (1, seldom)]
    assert worst([seldom, often, again], most=1) == [(2, often)]


def test_b_cubed_of_everything_joined() -> None:
    gold = {(0, 1): "Q1", (2, 3): "Q1", (4, 5): "Q2"}
    precision, recall = b_cubed(gold, dict.fromkeys(gold, "x"))
    assert precision == pytest.approx(2 / 3 + 2 / 3 + 1 / 3)
    assert recall == 3


def test_speeds_are_of_different_texts_of_usual_length(tmp_path: Path) -> None:
    texts = [f"{number} " * 600 for number in range(60)]
    lines = [{"source": "x", "lang": "en", "text": text} for text in [*texts, texts[0], "short"]]
    write(tmp_path / "ner/ner.jsonl.gz", *lines)
    assert full_articles(tmp_path, 50) == [text for text in texts if len(text) >= 1_500][:50]


def test_speeds_take_turns_and_leave_out_the_first() -> None:
    seen: list[int] = []

    def stock(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        seen.append(len(texts))
        sum(range(200_000))
        return [[] for _ in texts]

    theirs, ours = speeds([TEXT] * 60, TwoPeople(), stock)
    assert seen == [24, 24, 12]
    assert theirs > 0
    assert ours > 0
