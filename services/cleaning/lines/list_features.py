"""Says what run of like blocks each is in: a list is of the body, or not, as a whole."""

from collections.abc import Sequence

import numpy as np

from services.cleaning.lines.context_features import Matrix, running, table
from services.cleaning.lines.split import Block

_NAMES = "run_size run_share run_colon run_overlap run_words run_kinds"
NAMES = tuple(_NAMES.split())
_DIGITS = "0123456789"


def form(block: Block) -> str:
    """How a block opens: those of a list do so alike."""
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
    size = 0 if block.weight <= 2 else 1 if block.weight <= 7 else 2
    return f"{'a' if char.islower() else 'A'}{size}"


def runs(blocks: Sequence[Block], overlap: Matrix, colon: Matrix, kinds: Matrix) -> Matrix:
    """A row of ``NAMES`` for each block. In a run every block or every other one opens alike.

    For each block ``overlap`` is how much it speaks of the body's matter, ``colon`` whether it ends
    in one, ``kinds`` whether it gives itself away as of the page.
    """
    n = len(blocks)
    forms = [form(block) for block in blocks]
    of = list(range(n))
    for i in range(2, n):
        if forms[i] == forms[i - 2]:
            of[i] = of[i - 2]
    ids = np.array(of, dtype=int)
    weight = np.array([block.weight for block in blocks])
    size = np.bincount(ids, minlength=n)[ids] if n else np.zeros(0)
    last = np.zeros(n, dtype=int)
    last[ids] = np.arange(n)
    first, last = ids, last[ids]
    total = running(weight)

    def mean(values: Matrix) -> Matrix:
        sums: Matrix = np.bincount(ids, weights=values, minlength=n)[ids]
        return sums / np.maximum(size, 1)

    before = np.concatenate([[0.0, 0.0], colon])
    return table(
        [
            np.log1p(size),
            (total[last + 1] - total[first]) / max(total[-1], 1.0),
            np.maximum(before[first + 1], before[first]),
            mean(overlap),
            np.log1p(mean(weight)),
            mean(kinds),
        ]
    )
