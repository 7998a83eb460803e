"""The models that find body and headline among the blocks of a text."""

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from services.cleaning.lines import classifier
from services.cleaning.lines.classifier import (
    BODY,
    TITLE_NAMES,
    LinearModel,
    body_start,
    load_model,
    shipped_model,
    title_rows,
    use_model,
)
from services.cleaning.lines.features import NAMES, UrlClues, describe
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

BLOCKS = split("\n\n".join(["* Home", "* Coast", TITLE, SIGNATURE, *PARAGRAPHS, "Share"]))
SAVED = (files("services.cleaning") / "data" / "line_model.json").read_text("utf-8")


def test_the_shipped_model_finds_body_and_headline() -> None:
    model, rows = shipped_model(), describe(BLOCKS, UrlClues())
    signed, full_stop = np.zeros(len(BLOCKS)), np.zeros(len(BLOCKS))
    signed[3] = 1.0

    body = model.body.predict(rows)
    title = model.predict_title(rows, body, signed, full_stop)

    kept = [block.text for block, one in zip(BLOCKS, body, strict=True) if one >= BODY]
    assert kept == PARAGRAPHS
    assert BLOCKS[int(title.argmax())].text == TITLE
    assert len(title) <= len(BLOCKS)


def test_another_model_can_be_used_for_a_while() -> None:
    other = replace(shipped_model())

    with use_model(other):
        assert classifier.current_model() is other
    assert classifier.current_model() is shipped_model()


def test_a_model_of_other_features_is_refused() -> None:
    saved = json.loads(SAVED)
    saved["body"]["feature"][0] = "number_of_gulls"

    with pytest.raises(ValueError, match="number_of_gulls"):
        load_model(json.dumps(saved))


def test_every_feature_of_the_shipped_headline_models_is_one_that_we_have() -> None:
    saved = json.loads(SAVED)

    for model in ("title", "title_alone"):
        assert saved[model].keys() - {"bias"} <= set(TITLE_NAMES)


def test_a_linear_model_gives_probabilities() -> None:
    model = LinearModel(np.array([2.0, -1.0]), 0.5)

    found = model.predict(np.array([[0.0, 0.5], [100.0, 0.0], [-100.0, 0.0]]))

    assert found == pytest.approx([0.5, 1.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ([0.1, 0.9, 0.8], 1),
        ([0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9], 6),  # alone above a menu
        ([0.1, 0.9, 0.1], 1),
        ([0.1, 0.1], 2),
        ([], 0),
    ],
)
def test_the_body_starts_where_blocks_of_it_stand_together(body: list[float], start: int) -> None:
    assert body_start(np.array(body)) == start


def test_the_headline_is_looked_for_down_to_the_start_of_the_body() -> None:
    rows = np.zeros((10, len(NAMES)))
    body = np.array([0.1, 0.1, *[0.9] * 8])
    signed = np.array([0.0, 1.0, *[0.0] * 8])

    found = title_rows(rows, body, signed, np.zeros(10))

    assert found.shape == (6, len(TITLE_NAMES))
    assert found[:, TITLE_NAMES.index("signed_next")].tolist() == [1.0, *[0.0] * 5]
    assert found[:, TITLE_NAMES.index("just_ahead")].tolist() == [0.0, 1.0, *[0.0] * 4]
