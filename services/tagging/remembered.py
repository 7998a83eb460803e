"""Keeps the work for syndicated copies small: what was read or tagged lately is not done again."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

from cachetools import LRUCache

from schemas.articles import CleanedArticle
from services.tagging.kb.packs import Packs
from services.tagging.logic import ENGLISH, Findings, find_all, subject
from services.tagging.mentions.spans import Found
from services.tagging.models.fast import Span

REMEMBERED_PARAGRAPHS = 1 << 15
"""Those of some 2,000 articles: 20 MB when full."""

REMEMBERED_ARTICLES = 1 << 10
"""What was found in them takes about 15 MB as JSON."""

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
        keys = [_key(text) for text in texts]
        known = {key: spans for key in keys if (spans := self._lately.get(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            for key, spans in zip(new, self._read(list(new.values())), strict=True):
                known[key] = spans
                self._lately[key] = spans
        return [known[key] for key in keys]


class Articles:
    """Finds what ``find_all`` finds, once for all copies of an article.

    It changes no result, as long as the spans hang on the text and its language alone.
    """

    def __init__(self, size: int = REMEMBERED_ARTICLES) -> None:
        self._lately: LRUCache[bytes, str] = LRUCache(size)

    def find(
        self,
        article: CleanedArticle,
        found: Iterable[Found] | None,
        packs: Packs | None,
        default_language: str = ENGLISH,
    ) -> Findings:
        """As ``find_all``; other packs are asked anew."""
        about = subject(article, default_language), packs.versions if packs else None
        key = _key(repr(about))
        known = self._lately.get(key)
        if known is not None:
            return Findings.model_validate_json(known)
        findings = find_all(article, found, packs, default_language)
        self._lately[key] = findings.model_dump_json()
        return findings


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
