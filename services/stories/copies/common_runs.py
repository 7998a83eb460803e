"""Finds the runs of words that a text shares with another, in one pass over each."""

from collections import defaultdict
from collections.abc import Sequence

SEED = 5
"""Words of a run that must agree before it counts."""
_PLACES = 8
"""Places of one seed that are tried: a text of one word over and over must not cost more."""


def common_runs(text: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Start and length of each run of ``text`` that stands in ``other``, none overlapping.

    Of several places in ``other`` the one with the longest run is taken; a run has at least
    ``SEED`` words.
    """
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for start in range(len(other) - SEED + 1):
        at = places[tuple(other[start : start + SEED])]
        if len(at) < _PLACES:
            at.append(start)
    runs: list[tuple[int, int]] = []
    start = 0
    while start + SEED <= len(text):
        tried = places.get(tuple(text[start : start + SEED]))
        if tried is None:
            start += 1
            continue
        length = max(_length(text, start, other, at) for at in tried)
        runs.append((start, length))
        start += length
    return runs


def _length(text: Sequence[str], start: int, other: Sequence[str], at: int) -> int:
    length = SEED
    most = min(len(text) - start, len(other) - at)
    while length < most and text[start + length] == other[at + length]:
        length += 1
    return length
