"""B³ is right on texts small enough to reckon by hand."""

from pathlib import Path

import pytest

from services.lab.tagging.evaluate_identity import b_cubed, identity_errors, identity_scores
from tests.unit.lab.tagging.samples import TEXT, TwoPeople, write


@pytest.mark.slow
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


def test_b_cubed_of_everything_joined() -> None:
    gold = {(0, 1): "Q1", (2, 3): "Q1", (4, 5): "Q2"}
    precision, recall = b_cubed(gold, dict.fromkeys(gold, "x"))
    assert precision == pytest.approx(2 / 3 + 2 / 3 + 1 / 3)
    assert recall == 3
