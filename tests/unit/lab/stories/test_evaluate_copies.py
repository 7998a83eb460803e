"""Copies are judged by a model that has not learned from their fold."""

import gzip
import json
from pathlib import Path

import pytest

from services.lab.stories.evaluate_copies import evaluate_copies
from services.lab.stories.labelled_copies import labelled_pairs, texts
from services.lab.stories.made_pairs import copied, made_pairs, refilled
from tests.unit.stories.copies.samples import REPORT, form

PLACES = [f"{start}{end}" for start in ("Ar", "Bras", "Cor", "Dun") for end in ("ville", "ham")]


def write(path: Path) -> None:
    """Eight reports, each with a copy, and eight pairs of a filled form."""
    documents, pairs = [], []
    for number, place in enumerate(PLACES):
        report = REPORT.replace("Ostrand", place)
        forms = [
            form(day, f"{number + 3}{digit}7.{digit}", f"{digit}{number}4", place, f"{day} Mills")
            for day, digit in (("Monday", 2), ("Friday", 8))
        ]
        for name, text in zip("rcfg", (report, f"{place} - {report}", *forms), strict=True):
            row = {"id": f"{name}{number}", "text": text, "date": "2026-03-02"}
            documents.append(json.dumps(row))
        pairs += [
            {"a": f"r{number}", "b": f"c{number}", "label": "dup"},
            {"a": f"f{number}", "b": f"g{number}", "label": "template"},
            {"a": f"r{number}", "b": f"g{number}", "label": "related"},
        ]
    (path / "neardup").mkdir()
    with gzip.open(path / "neardup" / "docs.jsonl.gz", "wt") as file:
        file.write("\n".join(documents))
    (path / "neardup" / "pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)))


def test_pairs_that_are_linked_share_a_fold(tmp_path: Path) -> None:
    write(tmp_path)
    pairs = labelled_pairs(tmp_path)
    assert len(pairs) == 2 * len(PLACES)
    for number in range(len(PLACES)):
        linked = [pair for pair in pairs if pair.one[1:] == str(number)]
        assert len({pair.fold for pair in linked}) == 1


def test_texts_keep_their_order_and_day(tmp_path: Path) -> None:
    write(tmp_path)
    assert list(texts(tmp_path))[:4] == ["r0", "c0", "f0", "g0"]
    assert {text.day for text in texts(tmp_path).values()} == {739_677}


def test_ours_stands_beside_four_words(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm")
    write(tmp_path)
    baseline, ours = evaluate_copies(tmp_path)
    assert (baseline.way, ours.way) == ("4 words", "wireroom")
    assert ours.pairs == 2 * len(PLACES)
    assert set(ours.joined) == {"dup", "template"}
    assert ours.per_second is not None
    assert ours.per_second > 0


def test_made_pairs_are_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "load.jsonl.gz"
    with gzip.open(file, "wt") as lines:
        for place in PLACES:
            for _ in range(37):
                lines.write(json.dumps({"text": REPORT.replace("Ostrand", place)}) + "\n")
    pairs = list(made_pairs(file))
    assert pairs == list(made_pairs(file))
    assert {pair.is_copy for pair in pairs} == {True, False}


def test_a_form_without_numbers_can_not_be_filled_anew() -> None:
    from random import Random

    assert refilled("No numbers here.", ["Kell"], Random(1)) is None
    assert refilled(REPORT, ["Kell"], Random(1)) != REPORT
    assert copied(REPORT, REPORT, Random(3))
