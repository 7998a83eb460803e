"""The probability that two articles tell of one event: boosted trees over their features.

Trained by ``services.lab.stories.train_pairs`` on labelled stories, judged on events that they have
not seen.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from services.runtime.learned import tree_ensemble
from services.runtime.learned.tree_ensemble import TreeEnsemble, Vector
from services.stories.pair_features import NAMES


class PairModel:
    """Judges pairs of articles."""

    def __init__(self, trees: TreeEnsemble) -> None:
        self._trees = trees

    def probabilities(self, rows: Sequence[Sequence[float]]) -> Vector:
        """For each pair, by its features."""
        if not rows:
            return np.zeros(0)
        return self._trees.predict(np.asarray(rows, dtype=float))


@cache
def shipped_model() -> PairModel:
    """The model that ships."""
    saved = json.loads(files("services.stories").joinpath("data", "pair_trees.json").read_bytes())
    return PairModel(tree_ensemble.from_json(saved, NAMES))
