"""Judges rows by a forest of decision trees held in a few arrays, as quick as numpy makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees, all of one depth, level by level; the nodes of a level are numbered from 0.

    Node ``i`` asks whether ``features[level][i]`` is above ``thresholds[level][i]`` and goes on at
    ``2 * i + 1`` of the next level if so, else at ``2 * i``; a branch that ends early asks for
    more than infinity. The log-odds are the sum of the trees' ``values`` below the last level.
    """

    features: Sequence[Ints]
    thresholds: Sequence[Floats]
    values: Floats

    def judge(self, rows: Floats) -> Floats:
        """The probability for each row."""
        flat = np.ascontiguousarray(rows).ravel()
        start = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.arange(len(self.features[0]))[None, :]
        # No index is ever out of bounds; "clip" saves numpy the looking.
        for feature, threshold in zip(self.features, self.thresholds, strict=True):
            asked = feature.take(at, mode="clip") + start
            above = flat.take(asked, mode="clip") > threshold.take(at, mode="clip")
            at = 2 * at + above
        odds: Floats = self.values.take(at, mode="clip").sum(axis=1)
        return 1 / (1 + np.exp(-odds))

    def saved(self, names: Sequence[str]) -> dict[str, Any]:
        """The trees as JSON holds them, to four digits, features by name; "" where none is asked.

        All levels stand one behind the other.
        """
        feature, threshold = np.concatenate(self.features), np.concatenate(self.thresholds)
        asked = np.isfinite(threshold)
        return {
            "trees": len(self.features[0]),
            "feature": [names[f] if split else "" for f, split in zip(feature, asked, strict=True)],
            "threshold": [
                float(f"{t:.4g}") if split else 0 for t, split in zip(threshold, asked, strict=True)
            ],
            "value": [float(f"{value:.4g}") for value in self.values],
        }


def read(saved: Mapping[str, Any], names: Sequence[str]) -> Trees:
    """What ``Trees.saved`` gave; ValueError where it asks for a feature that there is not."""
    place = {"": 0, **{name: i for i, name in enumerate(names)}}
    if unknown := set(saved["feature"]) - place.keys():
        raise ValueError(f"the model was trained on other features: {sorted(unknown)}")
    feature = np.array([place[name] for name in saved["feature"]])
    asked = np.array([name != "" for name in saved["feature"]])
    threshold = np.where(asked, np.array(saved["threshold"], dtype=float), np.inf)
    trees, depth = saved["trees"], (len(saved["value"]) // saved["trees"]).bit_length() - 1
    levels = [
        slice(start, stop) for start, stop in pairwise(trees * (2**n - 1) for n in range(depth + 1))
    ]
    return Trees(
        [feature[level] for level in levels],
        [threshold[level] for level in levels],
        np.array(saved["value"], dtype=float),
    )


def from_nodes(trees: Sequence[Node]) -> Trees:
    """Trees as LightGBM dumps them: nested splits with `left_child` where `<=` holds."""
    level = list(trees)
    features: list[Ints] = []
    thresholds: list[Floats] = []
    while not features or any("split_feature" in node for node in level):
        features.append(np.array([int(node.get("split_feature", 0)) for node in level]))
        thresholds.append(np.array([float(node.get("threshold", np.inf)) for node in level]))
        level = [node.get(side, node) for node in level for side in ("left_child", "right_child")]
    return Trees(features, thresholds, np.array([float(node["leaf_value"]) for node in level]))
