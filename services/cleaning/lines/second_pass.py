"""Describes each block for the second pass: by the first pass's probabilities around it."""

import numpy as np

from services.cleaning.lines import list_features
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.context_features import (
    distance_to_marked,
    neighbours,
    running_sums,
    stack_columns,
    window_sums,
)
from services.cleaning.lines.features import NAMES as FIRST_PASS_NAMES

# Chosen by hand before the line model was trained, which then weighs what they give:
# `uv run python -m services.lab.cleaning.train PATH`.
_REACH = 4  # blocks before and after whose probabilities are features of their own
_STEPS = tuple(step for step in range(-_REACH, _REACH + 1) if step)
# Windows of blocks: 1, 2, 5 and 10 to both sides, 5 above, 5 below.
_WINDOWS = ((-1, 2), (-2, 3), (-5, 6), (-10, 11), (-5, 0), (1, 6))
_HAS_ITSELF = np.array([[start <= 0 < stop] for start, stop in _WINDOWS])
_SURE = 0.6  # probability of body
_BEYOND = -8.0  # log-odds where there is no block

_AROUND = """
    odds by_1 by_2 by_5 by_10 above below body_before body_after since_sure until_sure
    body_share best_before best_after
"""
AROUND = (*_AROUND.split(), *(f"odds@{step:+d}" for step in _STEPS))
"""Names of what ``around`` gives."""
NAMES = (*FIRST_PASS_NAMES, *AROUND, "by_run")
"""Names of the features; the line model was trained on them."""

_WORDS_AT = FIRST_PASS_NAMES.index("log_words")
_LIST_AT = FIRST_PASS_NAMES.index(list_features.NAMES[0])
_LIST = slice(_LIST_AT, _LIST_AT + len(list_features.NAMES))


def describe_again(rows: Matrix, first_pass: Vector) -> Matrix:
    """One row of ``NAMES`` for each block of a text.

    ``rows`` are the features of its blocks, ``first_pass`` their probabilities of being body.
    """
    of_list = _mean_of_list(rows[:, _LIST], first_pass)[:, None]
    return np.concatenate([rows, around(np.expm1(rows[:, _WORDS_AT]), first_pass), of_list], axis=1)


def around(words: Vector, first_pass: Vector) -> Matrix:
    """One row of ``AROUND`` for each block: what the first pass found around it.

    ``words`` are the blocks' lengths.
    """
    body_words = first_pass * words
    total = max(body_words.sum(), 1.0)
    sums = running_sums(body_words)
    body_around = window_sums(body_words, _WINDOWS) - _HAS_ITSELF * body_words
    words_around = window_sums(words, _WINDOWS) - _HAS_ITSELF * words
    sure = (first_pass >= _SURE).astype(float)
    limited = np.minimum(np.maximum(first_pass, 1e-4), 1 - 1e-4)
    odds = np.log(limited / (1 - limited))
    return stack_columns(
        [
            odds,
            *(body_around / np.maximum(words_around, 1.0)),
            sums[:-1] / total,
            1 - sums[1:] / total,
            *distance_to_marked(sure),
            np.full(len(words), total / max(words.sum(), 1.0)),
            np.maximum.accumulate(first_pass),
            np.maximum.accumulate(first_pass[::-1])[::-1],
            *neighbours(odds, _REACH, _BEYOND),
        ]
    )


def _mean_of_list(list_rows: Matrix, first_pass: Vector) -> Vector:
    """The mean probability of the list of each block.

    Blocks of one list have equal features of it. A list is made of every other block, so blocks
    with even and with odd index are looked at apart.
    """
    mean = np.zeros(len(first_pass))
    for parity in (0, 1):
        rows, values = list_rows[parity::2], first_pass[parity::2]
        if len(values):
            begins = np.concatenate([[False], (rows[1:] != rows[:-1]).any(axis=1)])
            ids = begins.cumsum()
            mean[parity::2] = (np.bincount(ids, weights=values) / np.bincount(ids))[ids]
    return mean
