"""Trains the block model: `uv run python -m services.lab.cleaning.train_blocks PATH`.

PATH is a folder of labelled articles such as `wireroom eval cleaning` takes. Prints F1 by words on
sites that the model did not see, then trains on all sites and writes
``services/cleaning/data/block_model.json``.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from services import cleaning
from services.cleaning.html.blocks import features
from services.cleaning.html.blocks import model as block_model
from services.cleaning.html.blocks.model import BODY, BlockModel, describe_again
from services.cleaning.lines.arrays import Matrix
from services.lab.cleaning.block_examples import BlockExample, block_examples
from services.lab.cleaning.labelled import FOLDS, articles
from services.lab.cleaning.model_file import write_model
from services.runtime.learned import tree_ensemble

# Chosen by what this command prints for unseen sites.
_TREES = 100
_LIGHTGBM = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "max_depth": 6,
    "min_data_in_leaf": 60,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.4,
    "lambda_l2": 5.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
MODEL_FILE = Path(cleaning.__file__).parent / "data" / "block_model.json"


def train(examples: Sequence[BlockExample]) -> BlockModel:
    """Both passes, trained on the examples.

    The second pass sees probabilities of pages that the first was not trained on: those of each
    half of the folds are by a model of the other half.
    """
    halves = [[e for e in examples if e.fold % 2 != half] for half in (0, 1)]
    firsts = [_grow(half, [e.page.rows for e in half]) for half in halves]
    again = [describe_again(e.page, firsts[e.fold % 2].predict(e.page.rows)) for e in examples]
    return BlockModel(_grow(examples, [e.page.rows for e in examples]), _grow(examples, again))


def _grow(examples: Sequence[BlockExample], rows: Sequence[Matrix]) -> tree_ensemble.TreeEnsemble:
    """Trees that find the body by ``rows``. Long blocks weigh more, long pages little more."""
    import lightgbm  # installed for training only

    weights = []
    for e in examples:
        of_blocks = np.sqrt(np.maximum(e.page.words, 1.0))
        weights.append(of_blocks / of_blocks.sum() * np.sqrt(len(of_blocks)) * e.weight)
    weight, labels = np.concatenate(weights), np.concatenate([e.body for e in examples])
    data = lightgbm.Dataset(
        np.concatenate(rows), labels, weight=weight * (len(weight) / weight.sum())
    )
    grown: dict[str, Any] = lightgbm.train(_LIGHTGBM, data, num_boost_round=_TREES).dump_model()
    return tree_ensemble.from_lightgbm([tree["tree_structure"] for tree in grown["tree_info"]])


def cross_train(examples: Sequence[BlockExample]) -> dict[int, BlockModel]:
    """For each fold with examples a model of the others; none if these make no two halves."""
    return {
        fold: train([e for e in examples if e.fold != fold])
        for fold in range(FOLDS)
        if len({e.fold % 2 for e in examples if e.fold != fold}) == 2
        and any(e.fold == fold for e in examples)
    }


def cross_validate(examples: Sequence[BlockExample]) -> dict[str, float]:
    """For each form F1 of the body by words, the mean over pages, on sites not trained on."""
    scores: dict[str, list[float]] = {}
    for fold, model in cross_train(examples).items():
        for e in (e for e in examples if e.fold == fold):
            kept = model.predict(e.page) >= BODY
            right = e.page.words[kept & (e.body > 0)].sum()
            both = e.page.words[kept].sum() + e.page.words[e.body > 0].sum()
            scores.setdefault(e.form, []).append(float(2 * right / max(both, 1e-9)))
    return {form: round(float(np.mean(of)), 4) for form, of in scores.items()}


def write(model: BlockModel, path: Path) -> None:
    """Write the model as JSON: numbers to four digits, features by name, one line for each list."""
    parts = {
        "body": model.first.to_json(features.NAMES),
        "body_again": model.second.to_json(block_model.AGAIN_NAMES),
    }
    write_model(parts, path)


def main() -> None:
    """Cross-validate, train and write the shipped model; ``sys.argv`` holds PATH."""
    found = list(block_examples(articles(Path(sys.argv[1]))))
    print(f"{len(found)} examples", cross_validate(found))
    write(train(found), MODEL_FILE)


if __name__ == "__main__":
    main()
