"""Keeps the work for syndicated copies small: what was read or tagged lately is not done again."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Generic, TypeVar

from schemas.articles import CleanedArticle
from services.tagging.fast import Span
from services.tagging.kb.packs import Packs
from services.tagging.logic import Findings, find_all, subject
from services.tagging.spans import Found

REMEMBERED_PARAGRAPHS = 1 << 15
"""Those of some 2,000 articles: 20 MB when full."""

REMEMBERED_ARTICLES = 1 << 10
"""What was found in them takes about 15 MB as JSON."""

Value = TypeVar("Value")
Reader = Callable[[Sequence[str]], list[list[Span]]]


class Lately(Generic[Value]):
    """The values of the last ``size`` keys that were asked for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[bytes, Value] = {}

    def get(self, key: bytes) -> Value | None:
        """The value, None if it was not put here or was forgotten."""
        if key not in self._values:
            return None
        self._values[key] = value = self._values.pop(key)  # the last asked for goes last
        return value

    def put(self, key: bytes, value: Value) -> None:
        """Keep a value, and forget that of the key not asked for the longest."""
        self._values[key] = value
        if len(self._values) > self._size:
            del self._values[next(iter(self._values))]


class Paragraphs:
    """A reader that asks another one only for texts that it has not seen lately.

    It changes no result: a model reads each text by itself, whatever else is in the batch.
    """

    def __init__(self, read: Reader, size: int = REMEMBERED_PARAGRAPHS) -> None:
        self._read = read
        self._lately: Lately[list[Span]] = Lately(size)

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, in order."""
        keys = [_key(text) for text in texts]
        known = {key: spans for key in keys if (spans := self._lately.get(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            for key, spans in zip(new, self._read(list(new.values())), strict=True):
                known[key] = spans
                self._lately.put(key, spans)
        return [known[key] for key in keys]


class Articles:
    """Finds what ``find_all`` finds, once for all copies of an article.

    It changes no result, as long as the spans hang on the text and its language alone.
    """

    def __init__(self, size: int = REMEMBERED_ARTICLES) -> None:
        self._lately: Lately[str] = Lately(size)

    def find(
        self, article: CleanedArticle, found: Iterable[Found] | None, packs: Packs | None
    ) -> Findings:
        """As ``find_all``; other packs are asked anew."""
        key = _key(repr((subject(article), packs.versions if packs else None)))
        known = self._lately.get(key)
        if known is not None:
            return Findings.model_validate_json(known)
        findings = find_all(article, found, packs)
        self._lately.put(key, findings.model_dump_json())
        return findings


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
