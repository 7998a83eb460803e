"""Gives the cleaners that are measured side by side, ours and others, one form."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import process_time
from typing import Any, NamedTuple
from unittest.mock import patch

from trafilatura import bare_extraction

from schemas.articles import AcceptedArticle, CleanedArticle, Evidence, Origin, RawArticle
from services.cleaning.attribution import relative_dates
from services.cleaning.html import visible_blocks
from services.cleaning.logic import clean
from services.cleaning.pool_work import work
from services.lab.cleaning.labelled import Article

FIELDS = ("title", "published", "authors")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cleaner made of one page, and the seconds of processor time that it took.

    ``looks_for`` names the fields that the cleaner gives where it finds them; ``evidence`` is ours.
    """

    body: str
    title: str | None
    authors: tuple[str, ...]
    date: str | None
    seconds: float
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    looks_for: tuple[str, ...] = FIELDS


Cleaner = Callable[[Article], Answer | None]
"""None for an article that is no page, from a cleaner of pages alone."""


class _Read(NamedTuple):
    """What another cleaner reads from a page."""

    body: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


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


def load() -> None:
    """Load what our cleaning loads at its first use, so that no page is measured with it."""
    work()
    relative_dates.find("4 boats", None, datetime.now(UTC))  # dateparser's languages


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
        evidence=cleaned.evidence,
    )


def others() -> dict[str, Cleaner]:
    """The other cleaners that are installed, by name: trafilatura with metadata, and its peers."""
    found = {"trafilatura": _of_pages(_trafilatura)}
    for name, made in (
        ("rs-trafilatura", _rs_trafilatura),
        ("readability", _readability),
        ("resiliparse", _resiliparse),
        ("mediacloud", _mediacloud),
    ):
        with suppress(ImportError):
            found[name] = made()
    return found


def _of_pages(
    read: Callable[[str, str | None], _Read], looks_for: tuple[str, ...] = FIELDS
) -> Cleaner:
    """A cleaner of pages by what reads a page and its URL."""

    def cleaner(article: Article) -> Answer | None:
        if not (page := article.get("html")):
            return None
        start, found = process_time(), _Read()
        with suppress(Exception):  # some raise many kinds for pages that they cannot read
            found = read(page, article.get("url"))
        seconds = process_time() - start
        body, title, authors, date = found
        return Answer(body or "", title, authors, date, seconds, looks_for=looks_for)

    return cleaner


def _trafilatura(page: str, url: str | None) -> _Read:
    found: Any = bare_extraction(page, url=url, with_metadata=True)
    if not found:
        return _Read()
    return _Read(found.text, found.title, _names(found.author), found.date)


def _names(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()


def _rs_trafilatura() -> Cleaner:
    from rs_trafilatura import extract

    def read(page: str, url: str | None) -> _Read:
        found = extract(page, url=url)
        return _Read(found.main_content, found.title, _names(found.author), found.date)

    return _of_pages(read)


def _readability() -> Cleaner:
    from readability import Document, readability
    from readability.cleaners import html_cleaner

    def read(page: str, url: str | None) -> _Read:
        # Importing mcmetadata puts another in its place, which removes the title.
        with patch.object(readability, "html_cleaner", html_cleaner):
            found = Document(page, url=url)
            title = found.short_title()  # before the summary, which changes the page
            summary = found.summary()
        tree = visible_blocks.parse(summary)  # it gives HTML
        return _Read(None if tree is None else visible_blocks.visible_text(tree), title)

    return _of_pages(read, ("title",))


def _resiliparse() -> Cleaner:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(page: str, url: str | None) -> _Read:
        tree = HTMLTree.parse(page)
        body = extract_plain_text(tree, main_content=True, alt_texts=False, comments=False)
        return _Read(body, tree.title)

    return _of_pages(read, ("title",))


def _mediacloud() -> Cleaner:
    from mcmetadata import extract

    def read(page: str, url: str | None) -> _Read:
        found = extract(url or "https://none.example/", html_text=page)  # it fails without
        date = found.get("publication_date")
        return _Read(
            found.get("text_content"),
            found.get("article_title"),
            date=date.isoformat() if date else None,
        )

    return _of_pages(read, ("title", "published"))
