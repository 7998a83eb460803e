"""The line model learns from labelled texts, and can be written and read."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from services.cleaning.lines.classifier import BODY, load_model, shipped_model
from services.cleaning.lines.features import NAMES
from services.lab.cleaning.examples import examples
from services.lab.cleaning.labelled import articles
from services.lab.cleaning.train import MODEL_FILE, cross_train, cross_validate, train, write
from services.runtime.learned import tree_ensemble
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE


def labelled(path: Path, sites: int = 12) -> Path:
    """A folder with articles of so many sites, each with its own menu and cut of the paragraphs."""
    (path / "plaintext").mkdir()
    with gzip.open(path / "plaintext/plaintext.jsonl.gz", "wt") as file:
        for site in range(sites):
            body = PARAGRAPHS[site % 3 :]
            menu = ["* Home", f"* Topic {site}", "* About us", "Log in"]
            text = "\n\n".join([*menu, TITLE, SIGNATURE, *body, "Share", "More stories", *menu])
            article = {
                "id": str(site),
                "url": f"https://paper{site}.example/harbour-council-tidal-barrier",
                "text": text,
                "expected": {"body": "\n".join(body), "title": TITLE},
            }
            file.write(json.dumps(article) + "\n")
    return path


@pytest.mark.slow
def test_what_is_learnt_holds_on_unseen_sites(tmp_path: Path) -> None:
    learnt = list(examples(articles(labelled(tmp_path))))

    shares = cross_validate(learnt)

    assert shares["body F1, with address"] > 0.9
    assert shares["title, with address"] > 0.9


@pytest.mark.slow
def test_a_model_is_written_and_read(tmp_path: Path) -> None:
    learnt = list(examples(articles(labelled(tmp_path))))
    model = train(learnt)

    write(model, tmp_path / "model.json")
    again = load_model((tmp_path / "model.json").read_text())

    whole = next(example for example in learnt if example.form == "whole")
    assert list(again.body.predict(whole.rows) >= BODY) == list(whole.body == 1)
    told = (whole.rows, whole.body, whole.signed, whole.full_stop)
    assert again.predict_title(*told) == pytest.approx(model.predict_title(*told), abs=0.01)


def test_pages_are_learnt_from_as_readers_see_them() -> None:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = {
        "id": "one",
        "url": None,
        "html": f"<html><body><nav><ul><li>Home</li></ul></nav>{html}<p>Share</p></body></html>",
        "expected": {"body": "\n".join(PARAGRAPHS)},
    }

    *_, widest = examples([page])

    assert list(widest.body) == [0.0] + [1.0] * len(PARAGRAPHS) + [0.0]


def test_folds_that_make_no_two_halves_give_no_model(tmp_path: Path) -> None:
    [one, *_] = examples(articles(labelled(tmp_path, 1)))

    assert cross_train([replace(one, fold=fold) for fold in (0, 1)]) == {}
    assert cross_train([replace(one, fold=fold) for fold in (0, 2, 4)]) == {}


def test_a_model_of_other_features_is_refused() -> None:
    saved = shipped_model().body.first.to_json(NAMES)

    with pytest.raises(ValueError, match="other features"):
        tree_ensemble.from_json(saved, NAMES[1:])


def test_trees_judge_as_their_nodes_say() -> None:
    leaf = {"left_child": {"leaf_value": -2.0}, "right_child": {"leaf_value": 2.0}}
    deep = {"split_feature": 1, "threshold": 0.5, **leaf}
    root = {
        "split_feature": 0,
        "threshold": 3.0,
        "left_child": {"leaf_value": 0.0},
        "right_child": deep,
    }

    judged = tree_ensemble.from_lightgbm([root, {"leaf_value": 1.0}]).predict(
        np.array([[3.0, 9.0], [4.0, 0.5], [4.0, 0.6]])
    )

    assert judged == pytest.approx([1 / (1 + np.exp(-odds)) for odds in (1.0, -1.0, 3.0)])


def test_training_writes_the_model_that_cleaning_ships() -> None:
    assert load_model(MODEL_FILE.read_text()).body.first.to_json(NAMES) == (
        shipped_model().body.first.to_json(NAMES)
    )
