"""Gives the cleaners that are measured side by side, ours and others, one form."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import process_time
from typing import Any

from trafilatura import bare_extraction

from schemas.articles import AcceptedArticle, CleanedArticle, Origin, RawArticle
from services.cleaning.logic import clean
from services.lab.cleaning.labelled import Article


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cleaner made of one page, and the seconds of processor time that it took.

    ``authors`` is None for a cleaner that does not look for authors.
    """

    body: str
    title: str | None
    authors: tuple[str, ...] | None
    date: str | None
    seconds: float
    confidence: Mapping[str, float] = field(default_factory=dict)


def admitted(article: Article) -> AcceptedArticle:
    """The article as intake publishes it."""
    return AcceptedArticle(
        article_id="0" * 32,
        revision="0" * 64,
        raw=RawArticle.model_validate({key: article.get(key) for key in ("text", "html", "url")}),
        canonical_url=article.get("url"),
        domain=article.get("domain"),
        received_at=datetime.now(UTC),
        origin=Origin(topic="", partition=0, offset=0, timestamp=0),
    )


def ours(article: Article) -> Answer:
    """What our cleaning makes of an article; an empty body if it rejects it."""
    accepted = admitted(article)
    start = process_time()
    cleaned = clean(accepted)
    seconds = process_time() - start
    if not isinstance(cleaned, CleanedArticle):
        return Answer("", None, (), None, seconds)
    return Answer(
        body=cleaned.body,
        title=cleaned.title,
        authors=tuple(author.name for author in cleaned.authors),
        date=cleaned.published.value if cleaned.published else None,
        seconds=seconds,
        confidence={name: one.confidence for name, one in cleaned.evidence.items()},
    )


def stock(article: Article) -> Answer:
    """What trafilatura alone makes of a page; nothing of plain text."""
    start = process_time()
    page = article.get("html")
    found: Any = page and bare_extraction(page, url=article.get("url"), with_metadata=True)
    seconds = process_time() - start
    if not found:
        return Answer("", None, (), None, seconds)
    authors = tuple(found.author.split("; ")) if found.author else ()
    return Answer(found.text or "", found.title, authors, found.date, seconds)


def installed_mediacloud() -> Callable[[Article], Answer] | None:
    """mediacloud-metadata as a cleaner, or None where it is not installed."""
    try:
        from mcmetadata import extract
    except ImportError:
        return None

    def mediacloud(article: Article) -> Answer:
        start = process_time()
        page = article.get("html")
        found: dict[str, Any] = {}
        with suppress(Exception):  # it raises many kinds for pages that it cannot read
            found = extract(article.get("url") or "", html_text=page) if page else {}
        seconds = process_time() - start
        date = found.get("publication_date")
        title, body = found.get("article_title"), found.get("text_content") or ""
        return Answer(body, title, None, date.isoformat() if date else None, seconds)

    return mediacloud
