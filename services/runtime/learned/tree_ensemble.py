"""Evaluates an ensemble of boosted decision trees with a few numpy operations a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
"""One row for each thing that is judged, one column for each feature."""
Node = Mapping[str, Any]
"""A node as LightGBM dumps it: a split with two children, or a leaf."""


@dataclass(frozen=True, slots=True)
class TreeEnsemble:
    """Boosted trees of one depth, stored level by level; the nodes of a level count from 0.

    Node ``i`` asks whether the feature ``features[level][i]`` is above ``thresholds[level][i]``.
    If so, node ``2 * i + 1`` of the next level follows, else node ``2 * i``. A branch that ends
    early has infinite thresholds. ``values`` belong to the nodes below the last level; the sum
    over all trees is the log-odds.
    """

    features: Sequence[Indices]
    thresholds: Sequence[Vector]
    values: Vector

    def predict(self, rows: Matrix) -> Vector:
        """The probability for each row of features."""
        flat = np.ascontiguousarray(rows).ravel()
        start = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.arange(len(self.features[0]))[None, :]
        # No index is ever out of bounds; "clip" spares numpy the check.
        for feature, threshold in zip(self.features, self.thresholds, strict=True):
            asked = feature.take(at, mode="clip") + start
            above = flat.take(asked, mode="clip") > threshold.take(at, mode="clip")
            at = 2 * at + above
        odds: Vector = self.values.take(at, mode="clip").sum(axis=1)
        return 1 / (1 + np.exp(-odds))

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        """The trees as a JSON object: numbers to four digits, features by name, levels in order.

        A node that splits nothing has the feature "".
        """
        feature, threshold = np.concatenate(self.features), np.concatenate(self.thresholds)
        splits = np.isfinite(threshold)
        return {
            "trees": len(self.features[0]),
            "feature": [
                names[f] if split else "" for f, split in zip(feature, splits, strict=True)
            ],
            "threshold": [
                float(f"{t:.4g}") if split else 0
                for t, split in zip(threshold, splits, strict=True)
            ],
            "value": [float(f"{value:.4g}") for value in self.values],
        }


def from_json(saved: Mapping[str, Any], names: Sequence[str]) -> TreeEnsemble:
    """The trees that ``to_json`` gave; ValueError if they use a feature that ``names`` lacks."""
    place = {"": 0, **{name: i for i, name in enumerate(names)}}
    if unknown := set(saved["feature"]) - place.keys():
        raise ValueError(f"the model was trained on other features: {sorted(unknown)}")
    feature = np.array([place[name] for name in saved["feature"]])
    splits = np.array([name != "" for name in saved["feature"]])
    threshold = np.where(splits, np.array(saved["threshold"], dtype=float), np.inf)
    trees, depth = saved["trees"], (len(saved["value"]) // saved["trees"]).bit_length() - 1
    levels = [
        slice(start, stop) for start, stop in pairwise(trees * (2**n - 1) for n in range(depth + 1))
    ]
    return TreeEnsemble(
        [feature[level] for level in levels],
        [threshold[level] for level in levels],
        np.array(saved["value"], dtype=float),
    )


def from_lightgbm(trees: Sequence[Node]) -> TreeEnsemble:
    """Trees as LightGBM dumps them: nested nodes, ``left_child`` where the feature is not above."""
    level = list(trees)
    features: list[Indices] = []
    thresholds: list[Vector] = []
    while not features or any("split_feature" in node for node in level):
        features.append(np.array([int(node.get("split_feature", 0)) for node in level]))
        thresholds.append(np.array([float(node.get("threshold", np.inf)) for node in level]))
        level = [node.get(side, node) for node in level for side in ("left_child", "right_child")]
    return TreeEnsemble(
        features, thresholds, np.array([float(node["leaf_value"]) for node in level])
    )
