"""Says how a block lies among the others: how much prose is around it, what its neighbours are."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_ENOUGH_MASS = 2000.0  # words of prose: more of it says nothing new
_FAR = 9  # blocks


def around(prose: Matrix, weight: Matrix) -> Matrix:
    """A row for each block: how much prose stands before, after and near it, and how near.

    ``prose`` is 1 for blocks of prose, ``weight`` their lengths in words.
    """
    n = len(prose)
    at = np.arange(n)
    mass = prose * weight
    total = max(mass.sum(), 1.0)
    before = (np.cumsum(mass) - mass) / total
    after = 1 - np.cumsum(mass) / total
    count = np.concatenate([[0.0], np.cumsum(prose)])
    near = [
        (count[np.minimum(n, at + k + 1)] - count[np.maximum(0, at - k)] - prose) / (2 * k)
        for k in (2, 5, 10)
    ]
    return np.stack(
        [
            before,
            after,
            before <= 1e-9,
            after <= 1e-9,
            *near,
            nearness(prose),
            nearness(prose[::-1])[::-1],
            np.full(n, min(total, _ENOUGH_MASS) / _ENOUGH_MASS),
            np.full(n, prose.mean() if n else 0.0),
        ],
        axis=1,
    )


def nearness(prose: Matrix) -> Matrix:
    """How far above each block the next one marked 1 is, from 0 to 1."""
    at = np.arange(len(prose))
    last = np.maximum.accumulate(np.where(prose > 0, at, -_FAR))
    far: Matrix = np.minimum(at - np.concatenate([[-_FAR], last])[: len(at)], _FAR) / _FAR
    return far


def shift(rows: Matrix, step: int, beyond: float = -0.5) -> Matrix:
    """The rows ``step`` blocks further on; past the ends stands what no block has."""
    shifted = np.full_like(rows, beyond)
    if step > 0:
        shifted[:-step] = rows[step:] if step < len(rows) else shifted[:-step]
    else:
        shifted[-step:] = rows[:step] if -step < len(rows) else shifted[-step:]
    return shifted
