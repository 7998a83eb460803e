"""Keeps the garbage collector away from objects that live as long as the process.

A model is a million such objects, and every full collection visits each again. Without them a pool
process of tagging took 6 % less CPU to find names and half as much to decode and encode
(``wireroom bench``). Imported libraries count too.
"""

import gc

THRESHOLDS = (20_000, 20, 20)
"""A batch of decoded articles is many objects without cycles; Python's default is 700 objects."""


def freeze_gc() -> None:
    """Freeze what is loaded. Call it once, after everything that stays is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
