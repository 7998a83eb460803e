"""Outlets are in folds, and what a finder saw is kept in few numbers."""

import numpy as np
import pytest

from services.lab.tagging.training.unseen import (
    FOLDS,
    directions_of,
    fold_of,
    with_directions,
)
from services.tagging.classifier.classify import SEEN
from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.seen import from_bytes, in_bytes


def test_outlets_are_in_one_fold_each() -> None:
    folds = {fold_of(f"outlet {number}") for number in range(40)}
    assert folds == set(range(FOLDS))


def test_what_the_finder_saw_is_kept_in_few_numbers() -> None:
    rng = np.random.default_rng(2)
    hidden = rng.normal(size=(200, SEEN)).astype(np.float32) @ rng.normal(size=(SEEN, 60))
    rows = in_bytes((hidden / 20).astype(np.float32))
    found = {"1": [Span("body", at, at + 1, "ORG", seen=row) for at, row in enumerate(rows)]}
    directions = directions_of(found)
    assert directions.shape == (61, SEEN)
    kept = np.stack([from_bytes(one.seen) for one in with_directions(found, directions)["1"]])
    assert kept.shape == (200, SEEN)
    assert np.abs(kept.mean(axis=0)).max() < 0.05
    assert kept.std(axis=0) == pytest.approx(1, abs=0.1)
