"""Marked data in a folder."""

from pathlib import Path

import pytest

from tests.unit.lab.tagging.samples import TEXT, write


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
