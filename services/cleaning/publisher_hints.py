"""Compares what the publisher says of an article with what was found in it."""

from datetime import datetime

from schemas.articles import RawArticle
from services.cleaning.finding import Finding
from services.cleaning.html import authors, published
from services.cleaning.html.authors import Authors
from services.cleaning.text.extract import ExtractedArticle
from services.cleaning.text.title import without_agency_marks
from services.cleaning.text_normalisation import comparison_key, normalise_text

_HINT = "publisher_hint"

# Confidences, set by hand.
_HINT_ALONE, _DATE_HINT_ALONE = 0.7, 0.85
_AGREED = 0.97


def apply_hints(
    parts: ExtractedArticle,
    raw: RawArticle,
    limit: datetime,
    language: str | None = None,
    month_first: bool = False,
) -> None:
    """Set title, authors and date to the publisher's where they are missing or less sure.

    Adds a warning where the two differ, and where the date hint is after ``limit`` or unreadable.
    ``language`` and ``month_first`` decide how a date in words or figures is read.
    """
    if raw.title and (written := without_agency_marks(normalise_text(raw.title))):
        _apply_title(parts, Finding(written, _HINT, _HINT_ALONE))
    if raw.authors and (names := authors.to_authors(raw.authors)):
        _apply_authors(parts, Finding(names, _HINT, _HINT_ALONE))
    if raw.published_at:
        said = (raw.published_at, _HINT, _DATE_HINT_ALONE, limit, language, month_first)
        _apply_date(parts, published.read_date(*said))


def _apply_title(parts: ExtractedArticle, hint: Finding[str]) -> None:
    found = parts.title
    if found is None:
        parts.title = hint
    elif comparison_key(found.value) == comparison_key(hint.value):
        parts.title = found.agreed(_HINT, _AGREED)
    elif (
        comparison_key(hint.value).startswith(comparison_key(found.value))
        and found.confidence >= _HINT_ALONE
    ):
        return  # the hint is a title tag: the headline, then the site's name
    else:
        parts.warnings.append("title_differs_from_hint")
        parts.title = found if found.confidence >= hint.confidence else hint


def _apply_authors(parts: ExtractedArticle, hint: Finding[Authors]) -> None:
    found = parts.authors
    if found is None:
        parts.authors = hint
    elif {comparison_key(one.name) for one in found.value} == {
        comparison_key(one.name) for one in hint.value
    }:
        parts.authors = found.agreed(_HINT, _AGREED)
    else:
        parts.warnings.append("authors_differ_from_hint")
        parts.authors = found if found.confidence >= hint.confidence else hint


def _apply_date(parts: ExtractedArticle, hint: Finding[published.When] | None) -> None:
    """Of two dates on one day, the one with a time of day is taken."""
    found = parts.published
    if hint is None:
        parts.warnings.append("published_hint_not_believed")
    elif found is None:
        parts.published = hint
    elif found.value[0][:10] == hint.value[0][:10]:
        full, other = (hint, found) if len(hint.value[0]) > len(found.value[0]) else (found, hint)
        parts.published = full.agreed(other.method, _AGREED)
    else:
        parts.warnings.append("published_differs_from_hint")
        parts.published = found if found.confidence >= hint.confidence else hint
