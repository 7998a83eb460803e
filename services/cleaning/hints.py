"""Weighs what the publisher says of an article against what the page says of itself."""

from datetime import datetime

from schemas.articles import RawArticle
from services.cleaning.findings import Finding
from services.cleaning.hygiene import fold, tidy
from services.cleaning.pages import authors, publication
from services.cleaning.pages.authors import Authors
from services.cleaning.texts.plaintext import Parts

_HINT = "publisher_hint"
_ALONE = 0.7  # of a hint that the page says nothing about
_DATE_ALONE = 0.85
_AGREED = 0.97


def weigh(parts: Parts, raw: RawArticle, limit: datetime) -> None:
    """Put the hints where the page is silent or less sure; say where they differ.

    ``limit``: a hint of a later date is not believed.
    """
    if raw.title and (written := tidy(raw.title)):
        _weigh_title(parts, Finding(written, _HINT, _ALONE))
    if raw.authors and (names := authors.named(raw.authors)):
        _weigh_authors(parts, Finding(names, _HINT, _ALONE))
    if raw.published_at:
        _weigh_date(parts, publication.moment(raw.published_at, _HINT, _DATE_ALONE, limit))


def _weigh_title(parts: Parts, hint: Finding[str]) -> None:
    said = parts.title
    if said is None:
        parts.title = hint
    elif fold(said.value) == fold(hint.value):
        parts.title = said.agreed(_HINT, _AGREED)
    elif fold(hint.value).startswith(fold(said.value)) and said.confidence >= _ALONE:
        return  # the hint's title tag, with the site's name
    else:
        parts.warnings.append("title_differs_from_hint")
        parts.title = said if said.confidence >= hint.confidence else hint


def _weigh_authors(parts: Parts, hint: Finding[Authors]) -> None:
    said = parts.authors
    if said is None:
        parts.authors = hint
    elif {fold(one.name) for one in said.value} == {fold(one.name) for one in hint.value}:
        parts.authors = said.agreed(_HINT, _AGREED)
    else:
        parts.warnings.append("authors_differ_from_hint")
        parts.authors = said if said.confidence >= hint.confidence else hint


def _weigh_date(parts: Parts, hint: Finding[publication.When] | None) -> None:
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
