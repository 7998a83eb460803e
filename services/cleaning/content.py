"""Tells whether a reader would see a change between two forms of an article. Pure."""

import hashlib
import json

from schemas.articles import CleanedArticle
from services.cleaning.attribution.dates import RELATIVE_DATE


def content_digest(article: CleanedArticle) -> str:
    """64 hex digits: the same where a reader sees the same title, authors, dates, section, body.

    A date that was counted from when the page was fetched, as `3 hours ago`, does not count.
    """
    published, modified = article.published, article.modified
    found = article.evidence.get("modified")
    seen = [
        article.title,
        [[one.name, one.role] for one in article.authors],
        published.value if published and published.method != RELATIVE_DATE else None,
        modified if found and found.method != RELATIVE_DATE else None,
        article.section,
        article.body,
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
