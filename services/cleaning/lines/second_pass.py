"""Describes blocks for a second look: by what the first made of them and of their company."""

import numpy as np
from numpy.typing import NDArray

from services.cleaning.lines import list_features
from services.cleaning.lines.context_features import (
    Matrix,
    nearness,
    neighbours,
    running,
    sums,
    table,
)
from services.cleaning.lines.features import NAMES as FIRST

Vector = NDArray[np.float64]

_REACH = 4  # blocks before and after whose judgement is seen one by one
_STEPS = tuple(step for step in range(-_REACH, _REACH + 1) if step)
# Blocks judged together: so many to both sides, five above, five below.
_SPANS = ((-1, 2), (-2, 3), (-5, 6), (-10, 11), (-5, 0), (1, 6))
_HAS_ITSELF = np.array([[start <= 0 < stop] for start, stop in _SPANS])
_SURE = 0.6  # probability of body
_BEYOND = -8.0  # log-odds where there is no block
_OWN = """
    odds by_1 by_2 by_5 by_10 above below by_run body_before body_after since_sure until_sure
    body_share best_before best_after
"""
NAMES = (*FIRST, *_OWN.split(), *(f"odds@{step:+d}" for step in _STEPS))
_WORDS_AT = FIRST.index("log_words")
_RUN_AT = FIRST.index(list_features.NAMES[0])
_RUN = slice(_RUN_AT, _RUN_AT + len(list_features.NAMES))


def look_again(rows: Matrix, judged: Vector) -> Matrix:
    """One row of ``NAMES`` for each block of a text.

    ``rows`` are the features of its blocks, ``judged`` their probabilities at first look.
    """
    weight = np.expm1(rows[:, _WORDS_AT])
    mass = judged * weight
    total = max(mass.sum(), 1.0)
    masses = running(mass)
    likely = sums(mass, _SPANS) - _HAS_ITSELF * mass
    words = sums(weight, _SPANS) - _HAS_ITSELF * weight
    sure = (judged >= _SURE).astype(float)
    limited = np.minimum(np.maximum(judged, 1e-4), 1 - 1e-4)
    odds = np.log(limited / (1 - limited))
    own = [
        odds,
        *(likely / np.maximum(words, 1.0)),
        _of_run(rows[:, _RUN], judged),
        masses[:-1] / total,
        1 - masses[1:] / total,
        *nearness(sure),
        np.full(len(rows), total / max(weight.sum(), 1.0)),
        np.maximum.accumulate(judged),
        np.maximum.accumulate(judged[::-1])[::-1],
        *neighbours(odds, _REACH, _BEYOND),
    ]
    return np.concatenate([rows, table(own)], axis=1)


def _of_run(run: Matrix, judged: Vector) -> Vector:
    """The mean probability of the blocks of each one's run: every other one, equal in ``run``."""
    mean = np.zeros(len(judged))
    for parity in (0, 1):
        of, values = run[parity::2], judged[parity::2]
        if len(values):
            begins = np.concatenate([[False], (of[1:] != of[:-1]).any(axis=1)])
            ids = begins.cumsum()
            mean[parity::2] = (np.bincount(ids, weights=values) / np.bincount(ids))[ids]
    return mean
