"""Weighs what the publisher says of an article against what the page says of itself."""

from datetime import datetime

from schemas.articles import RawArticle
from services.cleaning.finding import Finding
from services.cleaning.html import authors, published
from services.cleaning.html.authors import Authors
from services.cleaning.text.extract import ExtractedArticle
from services.cleaning.text_normalisation import comparison_key, normalise_text

_HINT = "publisher_hint"
_ALONE = 0.7  # of a hint that the page says nothing about
_DATE_ALONE = 0.85
_AGREED = 0.97


def apply_hints(parts: ExtractedArticle, raw: RawArticle, limit: datetime) -> None:
    """Put the hints where the page is silent or less sure; say where they differ.

    ``limit``: a hint of a later date is not believed.
    """
    if raw.title and (written := normalise_text(raw.title)):
        _weigh_title(parts, Finding(written, _HINT, _ALONE))
    if raw.authors and (names := authors.named(raw.authors)):
        _weigh_authors(parts, Finding(names, _HINT, _ALONE))
    if raw.published_at:
        _weigh_date(parts, published.moment(raw.published_at, _HINT, _DATE_ALONE, limit))


def _weigh_title(parts: ExtractedArticle, hint: Finding[str]) -> None:
    said = parts.title
    if said is None:
        parts.title = hint
    elif comparison_key(said.value) == comparison_key(hint.value):
        parts.title = said.agreed(_HINT, _AGREED)
    elif (
        comparison_key(hint.value).startswith(comparison_key(said.value))
        and said.confidence >= _ALONE
    ):
        return  # the hint's title tag, with the site's name
    else:
        parts.warnings.append("title_differs_from_hint")
        parts.title = said if said.confidence >= hint.confidence else hint


def _weigh_authors(parts: ExtractedArticle, hint: Finding[Authors]) -> None:
    said = parts.authors
    if said is None:
        parts.authors = hint
    elif {comparison_key(one.name) for one in said.value} == {
        comparison_key(one.name) for one in hint.value
    }:
        parts.authors = said.agreed(_HINT, _AGREED)
    else:
        parts.warnings.append("authors_differ_from_hint")
        parts.authors = said if said.confidence >= hint.confidence else hint


def _weigh_date(parts: ExtractedArticle, hint: Finding[published.When] | None) -> None:
    """Of two that name the same day the one that tells the time of day too."""
    said = parts.published
    if hint is None:
        parts.warnings.append("published_hint_not_believed")
    elif said is None:
        parts.published = hint
    elif said.value[0][:10] == hint.value[0][:10]:
        full, other = (hint, said) if len(hint.value[0]) > len(said.value[0]) else (said, hint)
        parts.published = full.agreed(other.method, _AGREED)
    else:
        parts.warnings.append("published_differs_from_hint")
        parts.published = said if said.confidence >= hint.confidence else hint
