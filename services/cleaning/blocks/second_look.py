"""Describes blocks for a second look: by what the first made of them and of their company."""

import numpy as np
from numpy.typing import NDArray

from services.cleaning.blocks import runs
from services.cleaning.blocks.features import NAMES as FIRST
from services.cleaning.blocks.surroundings import Matrix, nearness, shift

Vector = NDArray[np.float64]

_REACH = 4  # blocks before and after whose judgement is seen one by one
_STEPS = tuple(step for step in range(-_REACH, _REACH + 1) if step)
_WIDTHS = (1, 2, 5, 10)  # blocks to both sides, judged together
_SIDE = 5  # blocks to one side, judged together
_SURE = 0.6  # probability of body
_BEYOND = -8.0  # log-odds where there is no block
_OWN = """
    odds by_1 by_2 by_5 by_10 above below by_run body_before body_after since_sure until_sure
    body_share best_before best_after
"""
NAMES = (*FIRST, *_OWN.split(), *(f"odds@{step:+d}" for step in _STEPS))
_WORDS_AT = FIRST.index("log_words")
_RUN_AT = FIRST.index(runs.NAMES[0])
_RUN = slice(_RUN_AT, _RUN_AT + len(runs.NAMES))


def look_again(rows: Matrix, judged: Vector) -> Matrix:
    """One row of ``NAMES`` for each block of a text.

    ``rows`` are the features of its blocks, ``judged`` their probabilities at first look.
    """
    n, at = len(rows), np.arange(len(rows))
    weight = np.expm1(rows[:, _WORDS_AT])
    mass = judged * weight
    total = max(mass.sum(), 1.0)
    masses = np.concatenate([[0.0], np.cumsum(mass)])
    weights = np.concatenate([[0.0], np.cumsum(weight)])

    def share(start: NDArray[np.int64], stop: NDArray[np.int64], *, itself: bool) -> Vector:
        """Of the words from block ``start`` to before ``stop``, as many as are likely body."""
        own = 0.0 if itself else 1.0
        likely: Vector = masses[stop] - masses[start] - own * mass
        words: Vector = weights[stop] - weights[start] - own * weight
        return likely / np.maximum(words, 1.0)

    near = [share(np.maximum(0, at - k), np.minimum(n, at + k + 1), itself=False) for k in _WIDTHS]
    sure = (judged >= _SURE).astype(float)
    limited = np.clip(judged, 1e-4, 1 - 1e-4)
    odds = np.log(limited / (1 - limited))
    own = [
        odds,
        *near,
        share(np.maximum(0, at - _SIDE), at, itself=True),
        share(np.minimum(n, at + 1), np.minimum(n, at + 1 + _SIDE), itself=True),
        _of_run(rows[:, _RUN], judged),
        masses[:-1] / total,
        1 - masses[1:] / total,
        nearness(sure),
        nearness(sure[::-1])[::-1],
        np.full(n, total / max(weight.sum(), 1.0)),
        np.maximum.accumulate(judged),
        np.maximum.accumulate(judged[::-1])[::-1],
        *(shift(odds, step, _BEYOND) for step in _STEPS),
    ]
    return np.concatenate([rows, np.stack(own, axis=1)], axis=1)


def _of_run(run: Matrix, judged: Vector) -> Vector:
    """The mean probability of the blocks of each one's run: every other one, equal in ``run``."""
    mean = np.zeros(len(judged))
    for parity in (0, 1):
        of, values = run[parity::2], judged[parity::2]
        if len(values):
            begins = np.concatenate([[False], (of[1:] != of[:-1]).any(axis=1)])
            ids = np.cumsum(begins)
            mean[parity::2] = (np.bincount(ids, weights=values) / np.bincount(ids))[ids]
    return mean
