"""The probability that one text repeats another: boosted trees over their comparison.

Trained by ``services.lab.stories.train_copies`` on labelled pairs and on pairs made from news.
"""

import json
from functools import cache
from importlib.resources import files

import numpy as np

from services.runtime.learned import tree_ensemble
from services.runtime.learned.tree_ensemble import TreeEnsemble
from services.stories.copies.comparison import NAMES, Comparison

SHORT = 40
"""Words below which a text says too little to judge by: only the same words make it a copy."""
SAME = 0.9
"""Share of runs of six words, of the longer text, that two short copies have."""


class CopyModel:
    """Judges comparisons."""

    def __init__(self, trees: TreeEnsemble) -> None:
        self._trees = trees

    def probability(self, comparison: Comparison) -> float:
        """That the later text repeats the earlier one."""
        if comparison.shorter < SHORT:
            return float(comparison.sixes_of_longer >= SAME)
        return float(self._trees.predict(np.asarray([comparison.features], dtype=float))[0])


@cache
def shipped_model() -> CopyModel:
    """The model that ships."""
    saved = json.loads(files("services.stories").joinpath("data", "copy_trees.json").read_bytes())
    return CopyModel(tree_ensemble.from_json(saved, NAMES))
