"""Describes where a block stands: how much prose is around it, and what its neighbours are."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from services.cleaning.lines.arrays import Matrix, Vector

# Chosen by hand before the line model was trained, which then weighs what they give:
# `uv run python -m services.lab.cleaning.train PATH`.
_MAX_PROSE = 2000.0  # words of prose: more of it says nothing new
_FAR = 9  # blocks
_WIDTHS = (2, 5, 10)  # blocks to both sides
_WINDOWS = [(-width, width + 1) for width in _WIDTHS]


def prose_around(prose: Vector, words: Vector) -> Matrix:
    """One row for each block: how much prose stands before, after and near it, and how near.

    ``prose`` is 1 for blocks of prose, else 0; ``words`` are the blocks' lengths in words.
    """
    n = len(prose)
    prose_words = prose * words
    sums = running_sums(prose_words)
    total = max(sums[-1], 1.0)
    before = sums[:-1] / total
    after = 1 - sums[1:] / total
    near = (window_sums(prose, _WINDOWS) - prose) / (2 * np.array(_WIDTHS)[:, None])
    return stack_columns(
        [
            before,
            after,
            before <= 1e-9,
            after <= 1e-9,
            *near,
            *distance_to_marked(prose),
            np.full(n, min(total, _MAX_PROSE) / _MAX_PROSE),
            np.full(n, prose.mean() if n else 0.0),
        ]
    )


def running_sums(values: Vector) -> Vector:
    """The sum of the values before each block, and last the sum of all: one longer than given."""
    return np.concatenate([[0.0], values.cumsum()])


def window_sums(values: Vector, windows: Sequence[tuple[int, int]]) -> Matrix:
    """One row for each window: the sum over the window around each block.

    A window ``(start, stop)`` counts in blocks from the block itself, ``stop`` not included.
    """
    n, reach = len(values), max(map(abs, chain(*windows)))
    none, sums = np.zeros(reach), running_sums(values)
    padded = np.concatenate([none, sums, none + sums[-1]])
    return np.array(
        [
            padded[reach + stop : reach + stop + n] - padded[reach + start : reach + start + n]
            for start, stop in windows
        ]
    )


def distance_to_marked(marked: Vector) -> tuple[list[float], list[float]]:
    """For each block the distance to the nearest block above, and below, that is marked 1.

    Distances are from 0 to 1, where 1 stands for 9 blocks or more.
    """
    marks = marked.tolist()
    return list(_since_marked(marks)), list(_since_marked(marks[::-1]))[::-1]


def _since_marked(marks: Iterable[float]) -> Iterator[float]:
    distance = _FAR
    for mark in marks:
        yield distance / _FAR
        distance = 1 if mark else min(distance + 1, _FAR)


def neighbours(rows: Matrix, reach: int, beyond: float = -0.5) -> list[Matrix]:
    """``rows`` as seen from each block: of the blocks up to ``reach`` before it, then after it.

    ``beyond`` is the value where there is no such block.
    """
    edge = np.full((reach, *rows.shape[1:]), beyond)
    padded = np.concatenate([edge, rows, edge])
    starts = [*range(reach), *range(reach + 1, 2 * reach + 1)]
    return [padded[start : start + len(rows)] for start in starts]


def stack_columns(columns: Sequence[Vector | list[float]]) -> Matrix:
    """Columns of equal length side by side; quicker than ``numpy.stack``."""
    return np.concatenate(columns, dtype=float).reshape(len(columns), -1).T
