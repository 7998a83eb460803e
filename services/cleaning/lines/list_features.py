"""Describes the list that each block is in: a list belongs to the body, or not, as a whole."""

from collections.abc import Sequence

import numpy as np

from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.context_features import running_sums, stack_columns
from services.cleaning.lines.split import Block

_NAMES = "run_size run_share run_colon run_overlap run_words run_kinds"
NAMES = tuple(_NAMES.split())
"""Names of the features; ``run`` means list. The line model was trained on them."""

_DIGITS = "0123456789"


def opening_form(block: Block) -> str:
    """A code for how a block opens, such as `0.` or `A1`. Entries of one list open alike."""
    if block.is_prose:
        return "prose"
    tokens = block.text.split(None, 2)
    first = tokens[0]
    char = first[0]
    if char.isdigit():
        return "0" + first.lstrip(_DIGITS)
    if not char.isalpha():
        return char
    if first.startswith("http"):
        return "http"
    if len(tokens) > 1 and tokens[1][0].isdigit():
        return "A0"
    if first.endswith(":"):
        return ":"
    size = 0 if block.words <= 2 else 1 if block.words <= 7 else 2
    return f"{'a' if char.islower() else 'A'}{size}"


def describe(blocks: Sequence[Block], overlap: Vector, colon: Vector, kinds: Vector) -> Matrix:
    """One row of ``NAMES`` for each block.

    Blocks are in one list where every block, or every other one, opens alike. For each block,
    ``overlap`` is the share of its words that the body's prose has, ``colon`` is 1 if it ends in a
    colon, ``kinds`` is 1 if it holds a set phrase of pages.
    """
    n = len(blocks)
    forms = [opening_form(block) for block in blocks]
    list_ids = list(range(n))  # a list's id is the index of its first block
    for i in range(2, n):
        if forms[i] == forms[i - 2]:
            list_ids[i] = list_ids[i - 2]
    first = np.array(list_ids, dtype=int)
    words = np.array([block.words for block in blocks])
    size = np.bincount(first, minlength=n)[first] if n else np.zeros(0)
    last = np.zeros(n, dtype=int)
    last[first] = np.arange(n)
    last = last[first]
    words_before = running_sums(words)

    def mean(values: Vector) -> Vector:
        sums: Vector = np.bincount(first, weights=values, minlength=n)[first]
        return sums / np.maximum(size, 1)

    colon_before = np.concatenate([[0.0, 0.0], colon])
    return stack_columns(
        [
            np.log1p(size),
            (words_before[last + 1] - words_before[first]) / max(words_before[-1], 1.0),
            np.maximum(colon_before[first + 1], colon_before[first]),
            mean(overlap),
            np.log1p(mean(words)),
            mean(kinds),
        ]
    )
