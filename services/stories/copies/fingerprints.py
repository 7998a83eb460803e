"""Finds the earlier texts that may share runs of words with a text, by winnowed hashes.

Of the hashes of all runs of ``RUN`` words the least of each ``WINDOW`` is kept (Schleimer,
Wilkerson and Aiken, 2003): two texts with a common run of ``RUN + WINDOW - 1`` words share one.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from zlib import crc32

RUN = 5
WINDOW = 4
MOST_HOLDERS = 50
"""Texts of one hash that are looked at, the newest: what more hold is a form of words, no news."""
LEAST_SHARED = 2
"""Hashes that a candidate must share, or half of the text's where it has fewer than four."""
MOST_CANDIDATES = 5


def fingerprints(words: Sequence[str]) -> list[int]:
    """The kept hashes of a text; the same on every machine. Empty below ``RUN`` words."""
    hashes = [
        crc32(" ".join(words[start : start + RUN]).encode())
        for start in range(len(words) - RUN + 1)
    ]
    if not hashes:
        return []
    windows = range(max(1, len(hashes) - WINDOW + 1))
    return sorted({min(hashes[at : at + WINDOW]) for at in windows})


class Fingerprints:
    """The texts so far, by their hashes; each by the number it was added as."""

    def __init__(self) -> None:
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._count = 0

    def like(self, hashes: Sequence[int]) -> list[int]:
        """The texts that share most hashes, best first, the earlier first of equals."""
        shared: Counter[int] = Counter()
        for one in hashes:
            shared.update(self._holders.get(one, [])[-MOST_HOLDERS:])
        least = min(LEAST_SHARED, max(1, len(hashes) // 2))
        near = [number for number, count in shared.items() if count >= least]
        return sorted(near, key=lambda number: (-shared[number], number))[:MOST_CANDIDATES]

    def add(self, hashes: Sequence[int]) -> int:
        """Note one more text, and return its number."""
        number, self._count = self._count, self._count + 1
        for one in hashes:
            self._holders[one].append(number)
        return number
