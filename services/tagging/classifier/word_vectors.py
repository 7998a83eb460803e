"""Reads a vector for each of the 200,000 most frequent words: what a name's words are like."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from zlib import crc32

import numpy as np
import numpy.typing as npt

from services.tagging.names import CACHED_NAMES

UNKNOWN = 14.0
"""The rank of an unknown word: the logarithm of a million."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Vectors of words, by the CRC-32 of each word in UTF-8: the words themselves are not kept. Of
    a million words that are not in the table, some fifty are taken for one that is.

    ``keys`` are sorted; ``rows`` say which row of ``table`` each has, ``ranks`` how many words are
    more frequent: their natural logarithm.
    """

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint16]
    ranks: Floats
    table: Floats

    def mean(self, words: Sequence[str]) -> Floats:
        """The mean vector of the words that are known, zeros if none is."""
        places = [at for at in map(_place, repeat(self), words) if at is not None]
        if not places:
            return np.zeros(self.table.shape[1], np.float32)
        if len(places) == 1:
            only: Floats = self.table[self.rows[places[0]]]
            return only
        mean: Floats = self.table[self.rows[places]].sum(axis=0) / np.float32(len(places))
        return mean

    def rank(self, word: str) -> float:
        """How rare a word is: 0 for the most frequent one, ``UNKNOWN`` where it is not known."""
        at = _place(self, word)
        return UNKNOWN if at is None else float(self.ranks[at])


@lru_cache(CACHED_NAMES)
def _place(vectors: WordVectors, word: str) -> int | None:
    # Of another type than the keys, numpy would convert all of them.
    key = np.uint32(crc32(word.encode("utf-8", "surrogatepass")))
    at = int(vectors.keys.searchsorted(key))
    return at if at < len(vectors.keys) and vectors.keys[at] == key else None
