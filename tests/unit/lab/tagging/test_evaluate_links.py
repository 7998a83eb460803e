"""The measures of links count only what is marked, in each part."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from services.lab.tagging.evaluate import Error, part_of
from services.lab.tagging.evaluate_all import tables
from services.lab.tagging.evaluate_links import link_errors, link_scores
from services.lab.tagging.evaluate_oracle import oracle_errors, oracle_scores
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner.spacy_model import SpacyModel
from tests.unit.tagging.finding import found_in


class Places:
    """Finds two countries."""

    name = "two countries"

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        return [found_in(dict(texts), GPE=["Kenya", "Norway"]) for texts in articles]


TEXT = "Kenya and Norway met."
FOUND = [(0, 5, "entity", "Q114"), (10, 16, "entity", "Q1"), (10, 16, "nil", None)]


def write(path: Path, marks: Sequence[tuple[int, int, str, str | None]]) -> None:
    mentions = [{"start": a, "end": b, "kind": kind, "qid": qid} for a, b, kind, qid in marks]
    line = {"id": "a", "source": "s", "text": TEXT, "mentions": mentions}
    (path / "linking").mkdir()
    with gzip.open(path / "linking/linking.jsonl.gz", "wt") as file:
        file.write(json.dumps(line) + "\n")


def places() -> SpacyModel:
    return cast(SpacyModel, Places())


def test_right_and_wrong_links_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, FOUND)
    rows = list(link_scores(tmp_path, places()))
    assert [(one.marked, one.linked, one.precision) for one in rows] == [(2, 2, 0.5)] * 2
    assert part_of("a") == "development"
    wrong = Error("links", "Q20 for Q1", "Norway", "Kenya and [Norway] met.")
    assert list(link_errors(tmp_path, places())) == [wrong]


def test_the_oracle_knows_only_what_is_marked_and_is_told_where(tmp_path: Path) -> None:
    write(tmp_path, [(0, 5, "entity", "Q114"), (10, 16, "entity", "Q20"), (17, 20, "entity", "Q7")])
    # "met" is a thing here, which no model finds; Norway is once more often a ship.
    things = [
        {"qid": "Q114", "name": "Kenya", "types": ["Q27096213", "Q43229"], "surfaces": []},
        {"qid": "Q20", "name": "Norway", "types": ["Q27096213"], "surfaces": [["Norway", 1]]},
        {"qid": "Q8", "name": "SS Norway", "types": ["Q2424752"], "surfaces": [["Norway", 2]]},
        {"qid": "Q7", "name": "Metre", "types": ["OTHER"], "surfaces": [["met", 1]]},
    ]
    lines = "".join(json.dumps(one) + "\n" for one in things)
    (tmp_path / "linking/gold_entities.jsonl").write_text(lines)
    rows = {one.part: one for one in oracle_scores(tmp_path, places(), tmp_path)}
    row = rows["all"]
    assert (row.count, row.usual, row.given) == (3, 1 / 3, 1.0)
    assert (row.found_count, row.found) == (2, 1.0)
    assert list(oracle_errors(tmp_path, places(), tmp_path)) == []


def test_without_a_list_of_things_there_is_no_oracle(tmp_path: Path) -> None:
    write(tmp_path, FOUND)
    assert list(oracle_scores(tmp_path, places(), tmp_path)) == []
    assert list(oracle_errors(tmp_path, places(), tmp_path)) == []


def test_the_tables_have_every_measure_and_the_errors_if_asked(tmp_path: Path) -> None:
    write(tmp_path, FOUND)
    some = list(tables(tmp_path, places(), lambda texts: [[] for _ in texts]))
    assert [len(rows) for _, rows in some] == [2, 2, 0]
    more = list(tables(tmp_path, places(), lambda texts: [[] for _ in texts], errors=True))
    assert more[-1][1] == [("1", "links", "Q20 for Q1", "Norway", "Kenya and [Norway] met.")]
