"""Trains the line model: `uv run python -m services.lab.cleaning.train PATH`.

PATH is a folder of labelled articles such as `wireroom eval cleaning` takes. Prints the scores on
sites that the model did not see, then trains on all sites and writes
``services/cleaning/data/line_model.json``.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from services import cleaning
from services.cleaning.lines import second_pass
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.classifier import (
    BODY,
    TITLE_NAMES,
    BodyModel,
    LinearModel,
    LineModel,
    title_rows,
)
from services.cleaning.lines.features import NAMES
from services.cleaning.lines.second_pass import describe_again
from services.lab.cleaning.examples import Example, examples
from services.lab.cleaning.labelled import FOLDS, articles
from services.lab.cleaning.model_file import write_model
from services.runtime.learned import tree_ensemble

# Chosen by what this command prints for unseen sites. The ridge: from a grid by factors of three,
# flat around it. More or deeper trees gain nothing and cost time; less deep ones lose .005 of F1.
_RIDGE = 100.0
_TREES = 80
_LIGHTGBM = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 15,
    "max_depth": 5,
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
MODEL_FILE = Path(cleaning.__file__).parent / "data" / "line_model.json"

_BODIES = ("whole", "cropped", "page", "bare")
_TITLE_FEATURES = ("inside_neighbour", "repeated_often", "none_before", "none_after")
"""Features that the headline's model alone sees; with them the trees keep captions in the body."""


def train(examples: Sequence[Example]) -> LineModel:
    """All models, trained on the examples.

    A model that builds on another one's probabilities sees those of texts that the other was not
    trained on: the first pass of each half of the folds is by a model of the other half.
    """
    of = [e for e in examples if e.form in _BODIES]
    halves = [[e for e in of if e.fold % 2 != half] for half in (0, 1)]
    firsts = [_grow(half, [e.rows for e in half]) for half in halves]
    again = {id(e): describe_again(e.rows, firsts[e.fold % 2].predict(e.rows)) for e in of}
    seconds = [_grow(half, [again[id(e)] for e in half]) for half in halves]
    bodies = [BodyModel(*pair) for pair in zip(firsts, seconds, strict=True)]
    titled = [e for e in examples if e.title.any() or (e.knows_title and e.form == "bare")]
    return LineModel(
        BodyModel(_grow(of, [e.rows for e in of]), _grow(of, [again[id(e)] for e in of])),
        _train_title([e for e in titled if e.knows_address], bodies),
        _train_title([e for e in titled if not e.knows_address], bodies),
    )


def _grow(examples: Sequence[Example], rows: Sequence[Matrix]) -> tree_ensemble.TreeEnsemble:
    """Trees that find the body by ``rows``. Long blocks weigh more, long texts do not."""
    import lightgbm  # installed for training only

    known = np.concatenate(rows)
    known[:, [NAMES.index(name) for name in _TITLE_FEATURES]] = 0
    labels = np.concatenate([e.body for e in examples])
    weight = np.concatenate([np.sqrt(e.words) / np.sqrt(e.words).sum() for e in examples])
    data = lightgbm.Dataset(known, labels, weight=weight * (len(weight) / weight.sum()))
    grown: dict[str, Any] = lightgbm.train(_LIGHTGBM, data, num_boost_round=_TREES).dump_model()
    return tree_ensemble.from_lightgbm([tree["tree_structure"] for tree in grown["tree_info"]])


def _train_title(examples: Sequence[Example], bodies: Sequence[BodyModel]) -> LinearModel:
    rows = [
        title_rows(e.rows, bodies[e.fold % 2].predict(e.rows), e.signed, e.full_stop)
        for e in examples
    ]
    labels = [e.title[: len(of)] for e, of in zip(examples, rows, strict=True)]
    return _fit(np.concatenate(rows), np.concatenate(labels))


def _fit(rows: Matrix, labels: Vector) -> LinearModel:
    """Ridge logistic regression on standardised features, by Newton's method."""
    scale = rows.std(axis=0)
    mean, scale = rows.mean(axis=0), np.where(scale == 0, 1.0, scale)
    x = np.concatenate([(rows - mean) / scale, np.ones((len(rows), 1))], axis=1)
    ridge = np.diag([_RIDGE] * rows.shape[1] + [0.0])
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        predicted = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (predicted - labels) + ridge @ beta
        curve = (x * (predicted * (1 - predicted))[:, None]).T @ x + ridge
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(beta)), slope)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    weights = beta[:-1] / scale
    return LinearModel(weights, float(beta[-1] - mean @ weights))


def cross_train(examples: Sequence[Example]) -> dict[int, LineModel]:
    """For each fold with examples a model of the others; none if these make no two halves."""
    return {
        fold: train([e for e in examples if e.fold != fold])
        for fold in range(FOLDS)
        if len({e.fold % 2 for e in examples if e.fold != fold}) == 2
        and any(e.fold == fold for e in examples)
    }


def cross_validate(examples: Sequence[Example]) -> dict[str, float]:
    """F1 of the body by words, and the share of right headlines, on sites not trained on."""
    counts: Counter[str] = Counter()
    for fold, model in cross_train(examples).items():
        for example in (e for e in examples if e.fold == fold and e.form == "whole"):
            kind = "with address" if example.knows_address else "without"
            body = model.body.predict(example.rows)
            kept = body >= BODY
            share = example.words / example.words.sum()
            counts[f"kept, {kind}"] += share[kept].sum()
            counts[f"held, {kind}"] += share[example.body > 0].sum()
            counts[f"right, {kind}"] += share[kept & (example.body > 0)].sum()
            if example.title.any():
                probability = model.predict_title(
                    example.rows, body, example.signed, example.full_stop
                )
                counts[f"titles, {kind}"] += 1
                counts[f"found, {kind}"] += int(example.title[int(probability.argmax())])
    shares = {}
    for kind in ("with address", "without"):
        both = counts[f"kept, {kind}"] + counts[f"held, {kind}"]
        shares[f"body F1, {kind}"] = 2 * counts[f"right, {kind}"] / max(1e-9, both)
        shares[f"title, {kind}"] = counts[f"found, {kind}"] / max(1, counts[f"titles, {kind}"])
    return {name: round(float(share), 4) for name, share in shares.items()}


def write(model: LineModel, path: Path) -> None:
    """Write the model as JSON: numbers to four digits, features by name, one line for each list."""
    parts: dict[str, dict[str, Any]] = {
        "body": model.body.first.to_json(NAMES),
        "body_again": model.body.second.to_json(second_pass.NAMES),
    }
    for name, linear in (("title", model.title), ("title_alone", model.title_alone)):
        weights = zip(TITLE_NAMES, linear.weights, strict=True)
        parts[name] = {feature: float(f"{weight:.4g}") for feature, weight in weights}
        parts[name]["bias"] = round(linear.bias, 4)
    write_model(parts, path)


def main() -> None:
    """Cross-validate, train and write the shipped model; ``sys.argv`` holds PATH."""
    found = list(examples(articles(Path(sys.argv[1]))))
    print(f"{len(found)} examples", cross_validate(found))
    write(train(found), MODEL_FILE)


if __name__ == "__main__":
    main()
