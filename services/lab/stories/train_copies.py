"""Trains the copy model: `uv run python -m services.lab.stories.train_copies PATH`.

PATH is a folder of labelled pairs, as `wireroom eval copies` takes, with news in
`load/load.jsonl.gz` to make more pairs from. Writes ``services/stories/data/copy_trees.json``.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from services import stories
from services.lab.stories.labelled_copies import LabelledPair, labelled_pairs, texts
from services.lab.stories.made_pairs import MadePair, made_pairs
from services.runtime.learned.tree_ensemble import TreeEnsemble, from_lightgbm
from services.stories.copies.comparison import NAMES, compare
from services.stories.copies.wording import Wording

TREES = 120
MADE_WEIGHT = 0.3
"""Of a made pair beside 1 of a labelled one."""
LIGHTGBM = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 6,
    "max_depth": 4,
    "min_data_in_leaf": 5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
MODEL_FILE = Path(stories.__file__).parent / "data" / "copy_trees.json"


def grow(
    labelled: Sequence[LabelledPair], known: Mapping[str, Wording], made: Iterable[MadePair]
) -> TreeEnsemble:
    """Trees that tell copies, from labelled pairs and made ones."""
    import lightgbm  # installed for training only

    made = list(made)
    rows = [compare(known[pair.other], known[pair.one]).features for pair in labelled]
    rows += [pair.comparison.features for pair in made]
    answers = [float(pair.is_copy) for pair in labelled] + [float(pair.is_copy) for pair in made]
    weights = [1.0] * len(labelled) + [MADE_WEIGHT] * len(made)
    data: Any = lightgbm.Dataset(np.asarray(rows), np.asarray(answers), weight=np.asarray(weights))
    grown = lightgbm.train(LIGHTGBM, data, TREES).dump_model()
    return from_lightgbm([tree["tree_structure"] for tree in grown["tree_info"]])


def news_of(path: Path) -> list[MadePair]:
    """The made pairs of a folder; none without its news."""
    file = path / "load" / "load.jsonl.gz"
    return list(made_pairs(file)) if file.exists() else []


def main() -> None:
    path = Path(sys.argv[1])
    trees = grow(labelled_pairs(path), texts(path), news_of(path))
    MODEL_FILE.write_text(json.dumps(trees.to_json(NAMES), separators=(",", ":")) + "\n")
    print(f"{MODEL_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
