"""Keeps the work for syndicated copies small: what was found lately is not looked for again."""

from collections.abc import Iterable

from cachetools import LRUCache

from schemas.articles import CleanedArticle
from services.tagging.kb.packs import Packs
from services.tagging.logic import ENGLISH, Findings, find_all, subject
from services.tagging.mentions.spans import Found
from services.tagging.models.paragraphs import digest

REMEMBERED_ARTICLES = 1 << 10
"""What was found in them takes about 15 MB as JSON."""


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
        key = digest(repr(about))
        known = self._lately.get(key)
        if known is not None:
            return Findings.model_validate_json(known)
        findings = find_all(article, found, packs, default_language)
        self._lately[key] = findings.model_dump_json()
        return findings
