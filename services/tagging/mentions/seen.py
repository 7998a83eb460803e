"""Packs what the finder saw at a name into few bytes: a span carries them to the classifier."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

STEPS = 31
"""Steps of a byte to a unit: four units fit."""


def in_bytes(kept: Floats) -> list[bytes]:
    """The rows, ``STEPS`` to a unit."""
    return [row.tobytes() for row in np.clip(np.rint(kept * STEPS), -127, 127).astype(np.int8)]


def from_bytes(seen: bytes) -> Floats:
    """What ``in_bytes`` was given, nearly."""
    kept: Floats = np.divide(np.frombuffer(seen, np.int8), STEPS, dtype=np.float32)
    return kept


def mean_seen(groups: Sequence[Sequence[bytes]]) -> Floats:
    """(groups, numbers): the mean of what was packed in each; none is empty."""
    counts = np.array([len(one) for one in groups])
    rows = np.frombuffer(b"".join(chain.from_iterable(groups)), np.int8).reshape(counts.sum(), -1)
    # The sums are of whole numbers, and exact.
    mean: Floats = np.add.reduceat(rows, counts.cumsum() - counts, axis=0, dtype=np.float32)
    mean /= counts[:, None]
    mean /= STEPS
    return mean
