"""Keeps the work for syndicated copies small: what was found lately is not looked for again."""

from schemas.articles import CleanedArticle
from services.runtime.pool.shared_cache import SharedCache
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import ENGLISH, Findings, cache_key_fields
from services.tagging.ner.paragraph_cache import digest

REMEMBERED_ARTICLES, FINDINGS_BYTES = 1 << 11, 32 * 1024
"""As JSON they take 15 KB on average: some 40 MB when full, for all children together. Of one that
names more, the paragraphs at least are remembered."""


class ArticleCache:
    """What was found in articles, once for all copies of one, whichever child had the first.

    It changes no result, as long as the spans hang on the text and its language alone.
    """

    def __init__(self, packs: PackStack, default_language: str = ENGLISH) -> None:
        self._packs = packs
        self._default_language = default_language
        self._lately = SharedCache(REMEMBERED_ARTICLES, FINDINGS_BYTES)

    def key(self, article: CleanedArticle) -> bytes:
        """Equal for articles in which the same is found, by the packs that are in use."""
        return digest(
            repr((cache_key_fields(article, self._default_language), self._packs.versions))
        )

    def find(self, key: bytes) -> Findings | None:
        """What was found in such an article, if one was seen lately."""
        told = self._lately.get(key)
        return None if told is None else Findings.model_validate_json(told)

    def remember(self, key: bytes, findings: Findings) -> None:
        """For the next that is such an article."""
        self._lately.put(key, findings.model_dump_json().encode())
