"""The precision of links counts only what is marked, in each part."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from services.tagging.evaluate_links import link_scores
from services.tagging.model import SpacyModel
from services.tagging.spans import Field, Found
from tests.unit.tagging.finding import found_in


class Places:
    """Finds two countries."""

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Found]]:
        return [found_in(dict(texts), GPE=["Kenya", "Norway"]) for texts in articles]


def test_right_and_wrong_links_are_told_apart(tmp_path: Path) -> None:
    mentions = [
        {"start": 0, "end": 5, "kind": "entity", "qid": "Q114"},
        {"start": 10, "end": 16, "kind": "entity", "qid": "Q1"},
        {"start": 10, "end": 16, "kind": "nil", "qid": None},
    ]
    line = {"id": "1", "source": "s", "text": "Kenya and Norway met.", "mentions": mentions}
    (tmp_path / "linking").mkdir()
    with gzip.open(tmp_path / "linking/linking.jsonl.gz", "wt") as file:
        file.write(json.dumps(line) + "\n")
    rows = list(link_scores(tmp_path, cast(SpacyModel, Places())))
    assert [(one.marked, one.linked, one.precision) for one in rows] == [(2, 2, 0.5)] * 2
