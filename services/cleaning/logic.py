"""Turns an accepted article into the article itself: what ``clean`` keeps, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime

from schemas.articles import (
    AcceptedArticle,
    CleanedArticle,
    Published,
    Span,
)
from services.cleaning import language, page_kinds, publisher_hints
from services.cleaning.attribution import dateline, dates
from services.cleaning.finding import Finding
from services.cleaning.html import fallback_text
from services.cleaning.html.extract import extract_html
from services.cleaning.text.extract import ExtractedArticle, TextContext, extract_text
from services.cleaning.text.fixpoint import clean_until_stable
from services.cleaning.url_clues import day_of, is_month_first, read_url_clues
from services.runtime.stage import Reason, Rejected

_LITTLE = 0.1  # of a page's body: what a text cleaner takes more from is no news article


def clean(article: AcceptedArticle) -> CleanedArticle | Rejected:
    """The article without the page around it, or Rejected where there is nothing to keep."""
    raw = article.raw
    limit = _latest(article)
    parts = extract_html(raw, article.domain, limit) if raw.html and raw.html.strip() else None
    if parts is not None and _is_worth(parts):
        clean_until_stable(parts, (_known(None, article), TextContext()), _LITTLE)
    else:
        parts = _from_words(article, parts)
    if parts is None or not _is_worth(parts):
        kind = (
            next((one for one in parts.warnings if one in page_kinds.WORTHLESS), None)
            if parts
            else None
        )
        said = f"nothing but a {kind}" if kind else "no paragraph of an article was found"
        return Rejected(Reason.NO_ARTICLE, said)
    publisher_hints.apply_hints(parts, raw, limit)
    if parts.published and dates.is_future(parts.published.value[0], limit):
        parts.published = None
    if parts.modified and dates.is_future(parts.modified.value, limit):
        parts.modified = None
    body = "\n\n".join(parts.paragraphs)
    spoken = parts.spoken or language.identify(body, (raw.language, parts.language))
    opening = dateline.find(parts.paragraphs)
    found = {
        "title": parts.title,
        "section": parts.section,
        "authors": parts.authors,
        "published": parts.published,
        "modified": parts.modified,
        "dateline": opening,
        "language": spoken,
    }
    return CleanedArticle(
        article_id=article.article_id,
        revision=article.revision,
        origin=article.origin,
        url=article.canonical_url or raw.url,
        source=raw.source,
        external_id=raw.external_id,
        domain=article.domain,
        meta=raw.meta,
        section=parts.section.value if parts.section else None,
        title=parts.title.value if parts.title else None,
        authors=list(parts.authors.value) if parts.authors else [],
        published=_published(parts.published),
        modified=parts.modified.value if parts.modified else None,
        dateline=opening.value if opening else None,
        language=language.as_model(spoken),
        body=body,
        paragraphs=_spans(parts.paragraphs),
        removed=parts.removed,
        evidence={name: one.evidence for name, one in found.items() if one},
        warnings=[*_missing(parts, spoken), *parts.warnings],
    )


def _from_words(
    article: AcceptedArticle, page_parts: ExtractedArticle | None
) -> ExtractedArticle | None:
    """The parts of the raw text, else of the words of a page in which no article was found."""
    if article.raw.text and article.raw.text.strip():
        return _from_text(article, article.raw.text)
    if page_parts is not None and page_parts.paragraphs:  # an error or a consent page
        return page_parts
    text = fallback_text.text_of(article.raw.html or "")
    return _without_spans(_from_text(article, text)) if text.strip() else page_parts


def _without_spans(parts: ExtractedArticle) -> ExtractedArticle:
    """Of parts of a text that is not the raw one."""
    for name in ("title", "section", "authors", "published", "modified"):
        if (found := getattr(parts, name)) is not None:
            setattr(parts, name, replace(found, span=None))
    return parts


def _is_worth(parts: ExtractedArticle | None) -> bool:
    """Whether there are paragraphs, and not only those of an error or a consent page."""
    return (
        parts is not None
        and bool(parts.paragraphs)
        and page_kinds.WORTHLESS.isdisjoint(parts.warnings)
    )


def _latest(article: AcceptedArticle) -> datetime:
    """The moment after which no date is believed: when the page was fetched, or got here.

    The broker's clock is the same however often the message is handled; 0 says it told no time.
    """
    told = article.origin.timestamp
    arrived = datetime.fromtimestamp(told / 1000, UTC) if told else article.received_at
    return min(article.raw.fetched_at or arrived, arrived)


def _from_text(article: AcceptedArticle, text: str) -> ExtractedArticle:
    raw = article.raw
    guess = language.identify(language.sample(text), (raw.language,))
    known = _known(guess, article)
    parts = extract_text(text, replace(known, title=raw.title))
    parts.spoken = guess
    if not parts.is_settled:
        clean_until_stable(parts, (known, TextContext(language=known.language)))
    _check_address(parts, raw.url)
    title = parts.title.value if parts.title else None
    around = [piece.text for piece in parts.removed]
    kind = page_kinds.of_text(title, parts.paragraphs, raw.url, around)
    parts.warnings += [kind] if kind else []
    return parts


def _check_address(parts: ExtractedArticle, url: str | None) -> None:
    """Many addresses name the day; where the page agrees to within a day both are right."""
    day = day_of(url)
    if day is None:
        return
    said = parts.published
    if said and abs((date.fromisoformat(said.value[0][:10]) - day).days) <= 1:
        parts.published = said.agreed("url", 0.95)
    elif said is None or said.confidence < 0.85:
        parts.published = Finding((day.isoformat(), "day"), "url", 0.95)


def _known(guess: Finding[str] | None, article: AcceptedArticle) -> TextContext:
    code = guess.value if guess else None
    month_first = is_month_first(code, article.domain)
    setting = read_url_clues(article.canonical_url, article.domain)
    return TextContext(None, code, month_first, article.raw.fetched_at, setting)


def _published(found: Finding[tuple[str, dates.Precision]] | None) -> Published | None:
    if found is None:
        return None
    value, precision = found.value
    return Published(
        value=value, precision=precision, method=found.method, confidence=found.confidence
    )


def _spans(paragraphs: list[str]) -> list[Span]:
    spans, at = [], 0
    for paragraph in paragraphs:
        spans.append(Span(start=at, end=at + len(paragraph)))
        at += len(paragraph) + 2
    return spans


def _missing(parts: ExtractedArticle, spoken: Finding[str] | None) -> list[str]:
    missing = [
        f"no_{name}" for name in ("title", "published", "authors") if getattr(parts, name) is None
    ]
    return missing if spoken else [*missing, "language_unknown"]
