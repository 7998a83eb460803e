"""Keeps the enrichment of recent articles, so that a syndicated copy is not tagged again."""

import json

from schemas.articles import CleanedArticle
from services.runtime.pool.shared_cache import SharedCache
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import ENGLISH, Enrichment, cache_key_fields
from services.tagging.ner.paragraph_cache import digest

CACHED_ARTICLES, ENRICHMENT_BYTES = 1 << 11, 32 * 1024
"""Entries of the cache, and the longest enrichment in it, as JSON. One takes 15 KB on average: 40
MB when full, for all processes together. The paragraph cache still helps with a longer one."""


class ArticleCache:
    """Enrichments of recent articles, shared by the processes of the pool.

    It changes no result, as long as spans depend on nothing but the text and its language.
    """

    def __init__(self, packs: PackStack, default_language: str = ENGLISH) -> None:
        self._packs = packs
        self._default_language = default_language
        self._cache = SharedCache(CACHED_ARTICLES, ENRICHMENT_BYTES)

    def key(self, article: CleanedArticle) -> bytes:
        """Equal for articles with equal enrichments by the packs in use: 16 bytes."""
        fields = [*cache_key_fields(article, self._default_language), self._packs.versions]
        return digest(json.dumps(fields, ensure_ascii=False))

    def find(self, key: bytes) -> Enrichment | None:
        """The enrichment that was put under the key, None if it is not there any more."""
        value = self._cache.get(key)
        return None if value is None else Enrichment.model_validate_json(value)

    def put(self, key: bytes, enrichment: Enrichment) -> None:
        """Keep an enrichment in place of an older one."""
        self._cache.put(key, enrichment.model_dump_json().encode())
