"""Says how a block lies among the others: how much prose is around it, what its neighbours are."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_ENOUGH_MASS = 2000.0  # words of prose: more of it says nothing new
_FAR = 9  # blocks
_WIDTHS = np.array([[2], [5], [10]])  # blocks to both sides


def around(prose: Matrix, weight: Matrix) -> Matrix:
    """A row for each block: how much prose stands before, after and near it, and how near.

    ``prose`` is 1 for blocks of prose, ``weight`` their lengths in words.
    """
    n = len(prose)
    mass = prose * weight
    total = max(mass.sum(), 1.0)
    masses = np.cumsum(mass)
    before = (masses - mass) / total
    after = 1 - masses / total
    near = (sums(running(prose), -_WIDTHS, _WIDTHS + 1) - prose) / (2 * _WIDTHS)
    return table(
        [
            before,
            after,
            before <= 1e-9,
            after <= 1e-9,
            *near,
            *nearness(prose),
            np.full(n, min(total, _ENOUGH_MASS) / _ENOUGH_MASS),
            np.full(n, prose.mean() if n else 0.0),
        ]
    )


def running(values: Matrix) -> Matrix:
    """The sums of ``values`` before each block, and of all."""
    return np.concatenate([[0.0], np.cumsum(values)])


def sums(running: Matrix, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> Matrix:
    """A row for each span: the sums over the blocks from ``start`` to before ``stop``.

    Spans are columns of steps from each block; ``running`` are the sums before each.
    """
    n = len(running) - 1
    at = np.arange(n)
    of: Matrix = running[(at + stops).clip(0, n)] - running[(at + starts).clip(0, n)]
    return of


def nearness(marked: Matrix) -> tuple[list[float], list[float]]:
    """How far above and how far below each block the next one marked 1 is, from 0 to 1."""
    marks = marked.tolist()
    return list(_since(marks)), list(_since(marks[::-1]))[::-1]


def _since(marks: Iterable[float]) -> Iterator[float]:
    far = _FAR
    for mark in marks:
        yield far / _FAR
        far = 1 if mark else min(far + 1, _FAR)


def neighbours(rows: Matrix, reach: int, beyond: float = -0.5) -> list[Matrix]:
    """The rows up to ``reach`` blocks before each, then after; ``beyond`` is what no block has."""
    edge = np.full((reach, *rows.shape[1:]), beyond)
    padded = np.concatenate([edge, rows, edge])
    starts = [*range(reach), *range(reach + 1, 2 * reach + 1)]
    return [padded[start : start + len(rows)] for start in starts]


def table(columns: Sequence[Matrix | list[float]]) -> Matrix:
    """Columns of equal length side by side; quicker than ``numpy.stack``."""
    return np.concatenate(columns, dtype=float).reshape(len(columns), -1).T
