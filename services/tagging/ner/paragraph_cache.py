"""Keeps the spans of recent paragraphs, so that a model does not read a copied paragraph again."""

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b

from services.runtime.pool.shared_cache import SharedCache
from services.tagging.ner.fast_ner import LabelledRange

CACHED_PARAGRAPHS, SPANS_BYTES = 1 << 15, 1_000
"""Entries of the cache, and the longest list of spans in it, as JSON: the paragraphs of some 2,000
articles, 32 MB when full. A usual paragraph's spans fit; a list of thirty names is read again."""

FindSpans = Callable[[Sequence[str]], list[list[LabelledRange]]]


class ParagraphCache:
    """Asks ``find`` only for texts that no process of the pool has seen recently.

    It changes no result: a model reads each text by itself, whatever else is in the batch.
    """

    def __init__(self, find: FindSpans, places: int = CACHED_PARAGRAPHS) -> None:
        self._find = find
        self._cache = SharedCache(places, SPANS_BYTES)

    def __call__(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        """The spans of each text, in order."""
        keys = [digest(text) for text in texts]
        known = {key: _spans(value) for key in keys if (value := self._cache.get(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            for key, spans in zip(new, self._find(list(new.values())), strict=True):
                known[key] = spans
                self._cache.put(key, _value(spans))
        return [known[key] for key in keys]


def _spans(value: bytes) -> list[LabelledRange]:
    return [
        LabelledRange(start, end, label, seen.encode("latin-1"))
        for start, end, label, seen in json.loads(value)
    ]


def _value(spans: Sequence[LabelledRange]) -> bytes:
    rows = [(one.start, one.end, one.label, one.seen.decode("latin-1")) for one in spans]
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")


def digest(text: str) -> bytes:
    """16 bytes, equal for equal texts and, but for a chance of 2**-128, for no others."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
