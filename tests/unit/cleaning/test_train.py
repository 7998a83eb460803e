"""The line model learns from labelled texts, and can be written and read."""

import gzip
import json
from pathlib import Path

from services.cleaning.features import NAMES
from services.cleaning.line_model import BODY, TITLE_NAMES, shipped
from services.cleaning.train import cross_validate, read, train, write
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE


def labelled(path: Path, sites: int = 12) -> Path:
    """Articles of so many sites, each with its own menu and its own cut of the paragraphs."""
    with gzip.open(path, "wt") as file:
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


def test_what_is_learnt_holds_on_unseen_sites(tmp_path: Path) -> None:
    examples = list(read(labelled(tmp_path / "texts.jsonl.gz")))

    shares = cross_validate(examples)

    assert shares["body F1, with address"] > 0.9
    assert shares["title, with address"] > 0.9
    model = train(examples)
    whole = next(example for example in examples if example.form == "whole")
    assert list(model.body.judge(whole.rows) >= BODY) == list(whole.body == 1)
    write(model, tmp_path / "model.json")
    weights = json.loads((tmp_path / "model.json").read_text())
    assert set(weights["body"]) == {"bias", *NAMES}
    assert set(weights["title"]) == {"bias", *TITLE_NAMES}


def test_the_shipped_model_has_a_weight_for_each_feature() -> None:
    assert len(shipped().body.weights) == len(NAMES)
    assert shipped().body.weights.any()
