"""Ensembles of decision trees: what they predict, and how they are stored."""

import json

import numpy as np
import pytest

from services.runtime.learned import tree_ensemble

STUMP = {
    "split_feature": 1,
    "threshold": 0.5,
    "left_child": {"leaf_value": -1.0},
    "right_child": {"leaf_value": 1.0},
}
DEEP = {
    "split_feature": 0,
    "threshold": 2.0,
    "left_child": {"leaf_value": 0.25},
    "right_child": STUMP,
}
ROWS = np.array([[1.0, 0.9], [2.0, 0.9], [3.0, 0.5], [3.0, 0.6]])
ODDS = np.array([0.25 + 1.0, 0.25 + 1.0, -1.0 - 1.0, 1.0 + 1.0])


def test_the_values_of_all_trees_add_up_to_the_log_odds() -> None:
    found = tree_ensemble.from_lightgbm([DEEP, STUMP]).predict(ROWS)

    assert found == pytest.approx(1 / (1 + np.exp(-ODDS)))


def test_what_is_stored_is_read_again() -> None:
    ensemble = tree_ensemble.from_lightgbm([DEEP, STUMP])
    saved = json.loads(json.dumps(ensemble.to_json(["gulls", "tides"])))

    again = tree_ensemble.from_json(saved, ["tides", "gulls"])

    assert again.predict(ROWS[:, ::-1]) == pytest.approx(ensemble.predict(ROWS))
    assert set(saved["feature"]) == {"gulls", "tides", ""}


def test_a_feature_that_is_not_there_is_named() -> None:
    saved = tree_ensemble.from_lightgbm([STUMP]).to_json(["gulls", "tides"])

    with pytest.raises(ValueError, match="tides"):
        tree_ensemble.from_json(saved, ["gulls"])


def test_no_rows_give_no_probabilities() -> None:
    assert len(tree_ensemble.from_lightgbm([STUMP]).predict(np.zeros((0, 2)))) == 0
