"""Keeps a model from reading a paragraph twice: syndicated copies differ at their edges only."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from services.tagging.fast import Span

REMEMBERED_PARAGRAPHS = 1 << 15
"""Those of some 2,000 articles: 20 MB when full."""

Finder = Callable[[Sequence[str]], list[list[Span]]]


class Remembered:
    """A finder that asks another one only for texts that it has not seen lately.

    It changes no result: a model reads each text by itself, whatever else is in the batch.
    """

    def __init__(self, find: Finder, size: int = REMEMBERED_PARAGRAPHS) -> None:
        self._find = find
        self._size = size
        self._known: dict[bytes, list[Span]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, in order."""
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._find(list(new.values())), strict=True))
        found = [self._known[key] for key in keys]
        for key in dict.fromkeys(keys):
            self._known[key] = self._known.pop(key)  # the last asked for is forgotten last
        while len(self._known) > self._size:
            del self._known[next(iter(self._known))]
        return found


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
