"""The labels are whole, hold no text, and are refused for another text."""

import gzip
import json
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from services.lab.tagging import labelled
from services.lab.tagging.labelled import (
    LABELS,
    PARTS,
    SECOND,
    agreement,
    digest,
    labelled_articles,
)
from services.tagging.mentions.boundaries import NAME_LABELS

ROWS = [
    json.loads(line)
    for line in files("services.lab.tagging").joinpath(LABELS).read_text("utf-8").splitlines()
]


def test_each_outlet_is_in_one_part() -> None:
    parts: dict[str, set[str]] = {}
    for row in ROWS:
        parts.setdefault(row["outlet"], set()).add(row["part"])
    assert len(ROWS) >= 400
    assert all(len(one) == 1 for one in parts.values())
    assert {row["part"] for row in ROWS} == {*PARTS}


def test_lines_hold_types_and_offsets_alone() -> None:
    for row in ROWS:
        assert {*row} == {"id", "outlet", "part", "sha256", "entities"}
        for one in row["entities"]:
            assert {*one} <= {"type", "or", "optional", "wikidata", "title", "body"}
            assert {one["type"], *one.get("or", ())} <= NAME_LABELS
            mentions = [*one.get("title", ()), *one.get("body", ())]
            assert mentions
            assert all(start < end for start, end in mentions)


def test_mentions_do_not_overlap() -> None:
    for row in ROWS:
        for field in ("title", "body"):
            places = sorted(place for one in row["entities"] for place in one.get(field, ()))
            assert all(one[1] <= other[0] for one, other in pairwise(places))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one article, and labels for it."""
    (tmp_path / "load").mkdir()
    row = {"id": "x/1", "source": "made", "title": "Holm &amp; Co", "text": "Ida Holm spoke. \nShe"}
    with gzip.open(tmp_path / "load/load.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    label = {
        "id": "load:x/1",
        "outlet": "made",
        "part": "dev",
        "sha256": digest({"title": "Holm & Co", "body": "Ida Holm spoke.\nShe"}),
        "entities": [{"type": "PERSON", "body": [[0, 8]]}, {"type": "ORG", "title": [[0, 9]]}],
    }
    (tmp_path / LABELS).write_text(json.dumps(label))
    monkeypatch.setattr(labelled, "files", lambda _: tmp_path)
    return tmp_path


def test_texts_are_found_by_id(folder: Path) -> None:
    (article,) = labelled_articles(folder)
    assert [article.names(one) for one in article.labels] == [["Ida Holm"], ["Holm & Co"]]
    assert labelled_articles(folder, ["test"]) == []


def test_another_text_is_refused(folder: Path) -> None:
    path = folder / LABELS
    path.write_text(
        path.read_text().replace(
            digest({"title": "Holm & Co", "body": "Ida Holm spoke.\nShe"}), "0" * 16
        )
    )
    with pytest.raises(ValueError, match="not the text"):
        labelled_articles(folder)


def test_the_two_annotators_agree_as_the_docs_say() -> None:
    count, *agreed = agreement()
    assert [round(one / count, 3) for one in agreed] == [0.993, 0.993, 0.984, 0.986]


def test_agreement_counts_each_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(name: str, *entities: dict[str, object]) -> None:
        row = {"id": "x", "outlet": "o", "part": "dev", "sha256": "0", "entities": entities}
        (tmp_path / name).write_text(json.dumps(row))

    write(
        LABELS,
        {"type": "ORG", "or": ["FAC"], "body": [[0, 2]]},
        {"type": "ORG", "body": [[3, 5], [6, 8]]},
        {"type": "GPE", "body": [[9, 11]]},
        {"type": "GPE", "optional": True, "body": [[20, 22]]},
    )
    write(
        SECOND,
        {"type": "FAC", "body": [[0, 2]]},
        {"type": "ORG", "body": [[3, 5]]},
        {"type": "GPE", "body": [[9, 12]]},
    )
    monkeypatch.setattr(labelled, "files", lambda _: tmp_path)
    assert agreement() == (3, 2, 2, 1, 1)
