"""Says how a block lies among the others: how much prose is around it, what its neighbours are."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_ENOUGH_MASS = 2000.0  # words of prose: more of it says nothing new
_FAR = 9  # blocks
_WIDTHS = (2, 5, 10)  # blocks to both sides
_SPANS = [(-width, width + 1) for width in _WIDTHS]


def around(prose: Matrix, weight: Matrix) -> Matrix:
    """A row for each block: how much prose stands before, after and near it, and how near.

    ``prose`` is 1 for blocks of prose, ``weight`` their lengths in words.
    """
    n = len(prose)
    mass = prose * weight
    masses = running(mass)
    total = max(masses[-1], 1.0)
    before = masses[:-1] / total
    after = 1 - masses[1:] / total
    near = (sums(prose, _SPANS) - prose) / (2 * np.array(_WIDTHS)[:, None])
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
    return np.concatenate([[0.0], values.cumsum()])


def sums(values: Matrix, spans: Sequence[tuple[int, int]]) -> Matrix:
    """A row for each span ``(start, stop)``: the sums over blocks so many steps from each block."""
    n, reach = len(values), max(map(abs, chain(*spans)))
    none, every = np.zeros(reach), running(values)
    padded = np.concatenate([none, every, none + every[-1]])
    return np.array(
        [
            padded[reach + stop : reach + stop + n] - padded[reach + start : reach + start + n]
            for start, stop in spans
        ]
    )


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
