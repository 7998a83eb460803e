"""Trains the pair model: `uv run python -m services.lab.stories.train_pairs PATH`.

PATH is a folder of labelled stories, as `wireroom eval stories` takes. Writes
``services/stories/data/pair_trees.json``.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from services import stories
from services.lab.stories.labelled import LabelledSet, labelled_sets
from services.runtime.learned.tree_ensemble import Matrix, TreeEnsemble, from_lightgbm
from services.stories.candidates import Candidates
from services.stories.described import Described, describe
from services.stories.pair_features import NAMES, pair_features
from services.stories.term_weights import shipped

TREES = 250
LIGHTGBM = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "max_depth": 4,
    "min_data_in_leaf": 20,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.6,
    "lambda_l2": 2.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
MODEL_FILE = Path(stories.__file__).parent / "data" / "pair_trees.json"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of articles that were compared, in one part of one set."""

    rows: Matrix
    same: Matrix
    """1 for each pair of one story, else 0."""


def pairs(part: LabelledSet) -> Pairs:
    """Each article of the part with its candidates among those before it, unlikely ones too: else
    the model would take what is somewhat alike for more likely than it is."""
    weights, candidates = shipped(), Candidates()
    seen: list[Described] = []
    rows: list[list[float]] = []
    same: list[float] = []
    for place, clues in enumerate(part.clues):
        weights.add(clues)
        article = describe(clues, weights)
        for number in candidates.of(article, least_score=0.0):
            rows.append(pair_features(article, seen[number]))
            same.append(float(part.stories[number] == part.stories[place]))
        seen.append(article)
        candidates.add(article)
    return Pairs(np.asarray(rows).reshape(-1, len(NAMES)), np.asarray(same))


def grow(examples: Iterable[Pairs]) -> TreeEnsemble:
    """Trees that tell pairs of one story from others."""
    import lightgbm  # installed for training only

    examples = list(examples)
    data: Any = lightgbm.Dataset(
        np.vstack([one.rows for one in examples]),
        np.concatenate([one.same for one in examples]),
    )
    grown = lightgbm.train(LIGHTGBM, data, TREES).dump_model()
    return from_lightgbm([tree["tree_structure"] for tree in grown["tree_info"]])


def by_fold(sets: Iterable[LabelledSet]) -> Iterator[tuple[int, LabelledSet]]:
    """The parts of all sets, each with its fold."""
    for one in sets:
        for fold in sorted(set(one.folds)):
            yield fold, one.part(fold)


def main() -> None:
    trees = grow(pairs(part) for _, part in by_fold(labelled_sets(Path(sys.argv[1]))))
    MODEL_FILE.write_text(json.dumps(trees.to_json(NAMES), separators=(",", ":")) + "\n")
    print(f"{MODEL_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
