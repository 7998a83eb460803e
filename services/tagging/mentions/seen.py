"""Packs what the finder saw at a name into few bytes: a span carries them to the classifier."""

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


def mean_seen(seen: list[bytes]) -> Floats:
    """The mean of what was packed; ``seen`` holds at least one."""
    rows = np.frombuffer(b"".join(seen), np.int8).reshape(len(seen), -1)
    mean: Floats = rows.mean(axis=0, dtype=np.float32) / STEPS
    return mean
