"""A mix with poison where it could stick: first, last, and alone in a partition."""

import itertools
from dataclasses import replace

from aiokafka.partitioner import DefaultPartitioner

from tests.chaos.mix import BAD, TRAPS, Entry, mix, trap
from tests.chaos.rig import PARTITIONS

ALONE = PARTITIONS - 1
KEYS = 60


def key_for(partition: int, number: int = 0) -> bytes:
    """The ``number``-th key that Kafka's usual partitioner sends to a partition."""
    partitioner = DefaultPartitioner()
    every = list(range(PARTITIONS))
    keys = (f"key-{at}".encode() for at in itertools.count())
    fitting = (key for key in keys if partitioner(key, every, every) == partition)
    return next(itertools.islice(fitting, number, None))


def poisoned(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """Poison of every kind first and last in each partition, a killing page alone in the last."""
    usual = [key_for(partition) for partition in range(ALONE)]
    word, reason = TRAPS[0]
    alone = replace(trap(word, reason, 0, seed), key=key_for(ALONE))
    middle = [
        replace(one, key=usual[(one.revision[0] if one.revision else at) % ALONE])
        for at, one in enumerate(mix(count - 2 * ALONE - 1, seed, traps))
    ]
    return [*_bad(usual, 0), alone, *middle, *_bad(usual, len(usual))]


def _bad(keys: list[bytes], first: int) -> list[Entry]:
    """One hopeless message for each key."""
    return [
        Entry(key, value, "rejected", None, "intake", reason)
        for key, (reason, value) in zip(
            keys, itertools.islice(itertools.cycle(BAD), first, None), strict=False
        )
    ]
