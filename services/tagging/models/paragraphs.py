"""Keeps the work for copied paragraphs small: what a model read lately it does not read again."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from cachetools import LRUCache

from services.tagging.models.fast import Span

REMEMBERED_PARAGRAPHS = 1 << 15
"""Those of some 2,000 articles: 20 MB when full."""

Reader = Callable[[Sequence[str]], list[list[Span]]]


class Paragraphs:
    """A reader that asks another one only for texts that it has not seen lately.

    It changes no result: a model reads each text by itself, whatever else is in the batch.
    """

    def __init__(self, read: Reader, size: int = REMEMBERED_PARAGRAPHS) -> None:
        self._read = read
        self._lately: LRUCache[bytes, list[Span]] = LRUCache(size)

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, in order."""
        keys = [digest(text) for text in texts]
        known = {key: spans for key in keys if (spans := self._lately.get(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            for key, spans in zip(new, self._read(list(new.values())), strict=True):
                known[key] = spans
                self._lately[key] = spans
        return [known[key] for key in keys]


def digest(text: str) -> bytes:
    """Equal for equal texts, and for no others: 128 bits."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
