"""Turns an accepted article into a cleaned one: body, fields, what was removed, the evidence."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from schemas.articles import (
    AcceptedArticle,
    CleanedArticle,
    Published,
    Removed,
    Span,
    utc_moment,
)
from services.cleaning import language, page_kind, page_kinds, publisher_hints
from services.cleaning.attribution import author_notes, dateline, dates
from services.cleaning.content import content_digest
from services.cleaning.finding import Finding
from services.cleaning.html import fallback_text
from services.cleaning.html.extract import IN_PART, extract_html
from services.cleaning.text.extract import ExtractedArticle, TextContext, extract_text
from services.cleaning.text.fixpoint import clean_until_stable
from services.cleaning.text_normalisation import comparison_key
from services.cleaning.url_clues import date_in, is_month_first, read_url_clues
from services.runtime.stage import Reason, Rejected

# Set by hand; measured with `wireroom eval cleaning`.
_FIELDS = ("title", "section", "authors", "published", "modified")
_URL_DATE = 0.95  # confidence of the date in a URL
_NOTES = 3  # paragraphs at the end of a body of which one may be a note on the author
_NOTED = 0.6  # confidence of the author whom such a note names
_ABOVE = 3  # removed pieces at either end that may say what the page is
_LABELS = ("banner", "section", "title", "other")  # kinds of those above a text
_NOT_OF_ARTICLE = frozenset(("outside_article", "short_link", "other_article"))
_LATEST_ZONE = timedelta(hours=12)  # UTC-12, where a time of day comes last
_LESS_THAN_URL_DATE = 0.85  # a date of less confidence gives way to that in the URL


def clean(article: AcceptedArticle) -> CleanedArticle | Rejected:
    """The article without the page around it; Rejected if there is no paragraph of an article.

    HTML is tried first. Where it holds no article, the raw text is, or the page's visible text.
    """
    raw = article.raw
    limit = _latest_date(article)
    parts = extract_html(raw, article.domain, limit) if raw.html and raw.html.strip() else None
    stated = parts.stated if parts else page_kind.Stated()
    in_part = parts is not None and IN_PART in parts.warnings
    if parts is None or not _has_article(parts) or _is_shell(parts):
        parts = _from_any_text(article, parts)
    if parts is None or not _has_article(parts):
        return Rejected(Reason.NO_ARTICLE, _why_rejected(parts))
    _take_note(parts)
    # As one, for the spans of 200,000 short ones take more room than their text.
    rest = ["\n\n".join(parts.unread)] if parts.unread else []
    paragraphs = [*parts.paragraphs, *rest]
    body = "\n\n".join(paragraphs)
    detected = parts.language or language.identify(body, (raw.language, parts.stated_language))
    code = detected.value if detected else None
    month_first = is_month_first(code, article.domain, (raw.language, parts.stated_language))
    publisher_hints.apply_hints(parts, raw, limit, code, month_first)
    if parts.published and dates.is_future(parts.published.value[0], limit):
        parts.published = None
    if parts.modified and dates.is_future(parts.modified.value, limit):
        parts.modified = None
    opening = dateline.find(parts.paragraphs)
    if parts.published is None and opening:
        parts.published = dateline.find_day(opening.value, raw.fetched_at, code)
    findings = {
        "title": parts.title,
        "section": parts.section,
        "authors": parts.authors,
        "published": parts.published,
        "modified": parts.modified,
        "dateline": opening,
        "language": detected,
    }
    cleaned = CleanedArticle(
        article_id=article.article_id,
        revision=article.revision,
        standing=article.standing,
        origin=article.origin,
        url=article.canonical_url or raw.url,
        source=raw.source,
        external_id=raw.external_id,
        domain=article.domain,
        meta=raw.meta,
        section=parts.section.value if parts.section else None,
        page_kind=_page_kind(article, parts, stated),
        title=parts.title.value if parts.title else None,
        authors=list(parts.authors.value) if parts.authors else [],
        published=_published(parts.published),
        modified=parts.modified.value if parts.modified else None,
        dateline=opening.value if opening else None,
        language=language.as_model(detected),
        body=body,
        paragraphs=_spans(paragraphs),
        removed=parts.removed,
        evidence={name: one.evidence for name, one in findings.items() if one},
        warnings=[
            *article.warnings,
            *_missing(parts, detected),
            *parts.warnings,
            *([IN_PART] if (in_part or parts.unread) and IN_PART not in parts.warnings else []),
        ],
    )
    return cleaned.model_copy(update={"content": content_digest(cleaned)})


def _has_article(parts: ExtractedArticle) -> bool:
    """Whether there are paragraphs, and not only those of a wall or an error page."""
    return page_kinds.holds_words(parts.paragraphs) and page_kinds.WORTHLESS.isdisjoint(
        parts.warnings
    )


def _is_shell(parts: ExtractedArticle) -> bool:
    """Whether a page that is no list holds nothing but what stands around an article."""
    return page_kinds.KEPT.isdisjoint(parts.warnings) and not page_kinds.holds_prose(
        _beside(parts.paragraphs, parts.around)
    )


def _beside(paragraphs: list[str], around: frozenset[str]) -> list[str]:
    return [one for one in paragraphs if comparison_key(one) not in around]


def _page_kind(article: AcceptedArticle, parts: ExtractedArticle, stated: page_kind.Stated) -> str:
    """What the page is; ``stated`` is what its HTML says of itself, if there is any."""
    pieces = [one for one in parts.removed if one.rule not in _NOT_OF_ARTICLE]
    titles = (article.raw.title or "", parts.title.value if parts.title else "")
    labels = () if stated.titles else (one.text for one in pieces[:_ABOVE] if one.kind in _LABELS)
    return page_kind.find(
        replace(
            stated,
            titles=tuple(dict.fromkeys((*stated.titles, *filter(None, titles)))),
            labels=(*stated.labels, *labels),
        ),
        url=article.raw.url,
        domain=article.domain,
        section=parts.section.value if parts.section else None,
        paragraphs=parts.paragraphs,
        removed=[one.text for one in (*pieces[:_ABOVE], *pieces[_ABOVE:][-_ABOVE:])],
        warnings=parts.warnings,
    )


def _take_note(parts: ExtractedArticle) -> None:
    """Take the note on the author from the body's end; it names them where nothing else does."""
    known = {one.name for one in parts.authors.value} if parts.authors else set()
    note = author_notes.find(parts.paragraphs, known)
    if note is None or len(parts.paragraphs) - note[0] > _NOTES or parts.unread:
        return
    at, named = note
    parts.removed.append(Removed(text=parts.paragraphs.pop(at), kind="byline", rule="author_note"))
    parts.authors = parts.authors or Finding(named, "author_note", _NOTED)


def _why_rejected(parts: ExtractedArticle | None) -> str:
    warnings = parts.warnings if parts else []
    kind = next((one for one in warnings if one in page_kinds.WORTHLESS), page_kinds.EMPTY_SHELL)
    return f"{kind}: nothing of an article stands on the page"


def _from_any_text(
    article: AcceptedArticle, page_parts: ExtractedArticle | None
) -> ExtractedArticle | None:
    """The parts of the raw text; without one, of the visible text of a page without an article."""
    if article.raw.text and article.raw.text.strip():
        return _from_text(article, article.raw.text)
    if page_parts is not None and not page_kinds.WORTHLESS.isdisjoint(page_parts.warnings):
        return page_parts
    text = fallback_text.text_of(article.raw.html or "")
    if not text.strip():
        return page_parts
    if page_parts is None:
        return _without_spans(_from_text(article, text))
    parts = _without_spans(_from_text(article, text, page_parts.around))
    for name in _FIELDS:  # what the page states is surer than what its text seems to say
        setattr(parts, name, getattr(page_parts, name) or getattr(parts, name))
    if _is_shell(parts):
        parts.paragraphs = []
    return parts


def _without_spans(parts: ExtractedArticle) -> ExtractedArticle:
    """The parts without spans, which lie in a text that is not the raw one."""
    for name in _FIELDS:
        if (found := getattr(parts, name)) is not None:
            setattr(parts, name, replace(found, span=None))
    return parts


def _latest_date(article: AcceptedArticle) -> datetime:
    """The moment after which no date counts: when the page was fetched, or arrived if earlier.

    A time without an offset stands in ``fetched_at`` as if it were UTC, and a day as its midnight:
    somewhere it was up to twelve hours later, or the end of the day.

    The broker's timestamp is the same however often a message is handled; 0 stands for none.
    """
    timestamp = article.origin.timestamp
    arrived = (timestamp and utc_moment(timestamp)) or article.received_at
    fetched = article.raw.fetched_at
    if fetched is None or fetched >= arrived:
        return arrived
    rest_of_day = timedelta(days=1) if fetched.time() == time() else timedelta(0)
    return min(fetched + _LATEST_ZONE + rest_of_day, arrived)


def _from_text(
    article: AcceptedArticle, text: str, around: frozenset[str] = frozenset()
) -> ExtractedArticle:
    """The parts of a text without the lines whose comparison keys are ``around``."""
    raw = article.raw
    detected = language.identify(language.sample(text), (raw.language,))
    context = _context(detected, article)
    parts = extract_text(text, replace(context, title=raw.title))
    parts.language = detected
    if not parts.is_stable:
        clean_until_stable(parts, (context, TextContext(language=context.language)))
    _compare_with_url(parts, raw.url)
    title = parts.title.value if parts.title else None
    if around:
        kept = _beside(parts.paragraphs, around)
        parts.removed += [
            Removed(text=one, kind="other", rule="outside_article")
            for one in parts.paragraphs
            if one not in kept
        ]
        parts.paragraphs = kept
    removed = _beside([piece.text for piece in parts.removed], around)
    kind = page_kinds.of_text(title, parts.paragraphs, raw.url, removed)
    parts.warnings += [kind] if kind else []
    if kind == page_kinds.PAYWALL:
        end = page_kinds.begin_of_offer(parts.paragraphs)
        parts.removed += [
            Removed(text=one, kind="advert", rule="paywall_offer") for one in parts.paragraphs[end:]
        ]
        parts.paragraphs = parts.paragraphs[:end]
    return parts


def _compare_with_url(parts: ExtractedArticle, url: str | None) -> None:
    """Confirm the date of publication by that in the URL, or replace it if it is less sure.

    The two may be a day apart: the URL's is that of the newsroom's time zone.
    """
    day = date_in(url)
    if day is None:
        return
    found = parts.published
    if found and abs((date.fromisoformat(found.value[0][:10]) - day).days) <= 1:
        parts.published = found.agreed("url", _URL_DATE)
    elif found is None or found.confidence < _LESS_THAN_URL_DATE:
        parts.published = Finding((day.isoformat(), "day"), "url", _URL_DATE)


def _context(detected: Finding[str] | None, article: AcceptedArticle) -> TextContext:
    code = detected.value if detected else None
    return TextContext(
        language=code,
        month_first=is_month_first(code, article.domain, (article.raw.language,)),
        fetched=article.raw.fetched_at,
        clues=read_url_clues(article.canonical_url, article.domain),
    )


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


def _missing(parts: ExtractedArticle, detected: Finding[str] | None) -> list[str]:
    missing = [
        f"no_{name}" for name in ("title", "published", "authors") if getattr(parts, name) is None
    ]
    return missing if detected else [*missing, "language_unknown"]
