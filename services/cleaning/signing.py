"""Chooses author and dates among the signatures of a text: what stands nearest, said plainest."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.articles import Author, Span
from services.cleaning.byline import Byline
from services.cleaning.dates import Precision
from services.cleaning.findings import Finding
from services.cleaning.head import Signature
from services.cleaning.lines import Block


class Signed(NamedTuple):
    """Who and when. Spans lie in the raw text."""

    authors: Finding[tuple[Author, ...]] | None
    published: Finding[tuple[str, Precision]] | None
    modified: Finding[str] | None


def choose(
    blocks: Sequence[Block],
    signatures: Mapping[int, Signature],
    title: int,
    end: int,
    prose: str,
) -> Signed:
    """A plain signature first, below the headline at ``title``, above it, below the body's end."""

    def order(i: int) -> tuple[bool, int, int]:
        place = 1 if i < title else 0 if i < end else 2
        return not signatures[i].is_bare, place, abs(i - title)

    authors: Finding[tuple[Author, ...]] | None = None
    published: Finding[tuple[str, Precision]] | None = None
    modified: Finding[str] | None = None
    for i in sorted(signatures, key=order):
        signature = signatures[i]
        span = Span(start=blocks[i].start, end=blocks[i].end)
        named = signature.byline
        if (
            named
            and _may_sign(named, prose)
            and (authors is None or (named.marked and authors.confidence < 0.8))
        ):
            authors = Finding(named.authors, "byline", 0.85 if named.marked else 0.6, span)
        for dated in signature.dated:
            if dated.updated:
                modified = modified or Finding(dated.value, "date_line", 0.8, span)
            elif published is None:
                found = (dated.value, dated.precision)
                published = Finding(found, "date_line", 0.9 if signature.is_bare else 0.5, span)
    if published is None and modified is not None:
        published = Finding((modified.value[:10], "day"), "date_of_update", 0.6, modified.span)
    return Signed(authors, published, modified)


def _may_sign(named: Byline, prose: str) -> bool:
    """A mere name that the body speaks of is someone in the news, not the author."""
    return named.marked or not any(author.name in prose for author in named.authors)
