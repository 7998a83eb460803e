"""Chooses author and dates among the signatures of a text: what stands nearest, said plainest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.articles import Author, Span
from services.cleaning.attribution.attribution_lines import Signature
from services.cleaning.attribution.byline import Byline, unmarked
from services.cleaning.attribution.date_words import PUBLISHED
from services.cleaning.attribution.dates import Dated, Precision
from services.cleaning.finding import Finding
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import spaceless_key

_NEAR = 4  # blocks below a headline where a mere name is likely the author's
_CLOSE = 8  # blocks between a headline and its date, as a rule
_LEAST = 0.4  # confidence below which a name is taken for someone else's
_LABEL = 20  # characters from a label to its date


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
    site: str | None = None,
) -> Signed:
    """The authors and dates of the article between the headline at ``title`` and ``end``.

    A plain signature goes first; then below the headline, above it, below the body. ``prose`` is
    the body, ``site`` the site's name without spaces.
    """

    def order(i: int) -> tuple[bool, int, int]:
        place = 1 if i < title else 0 if i < end else 2
        return not signatures[i].is_bare, place, abs(i - title)

    placed = sorted(signatures, key=order)
    named = [
        (_sureness(signatures, i, one, title), -rank, i, one)
        for rank, i in enumerate(placed)
        if (one := signatures[i].byline) and may_sign(one, prose)
    ]
    dated = [(i, one) for i in placed for one in _told(signatures[i], blocks[i].text)]
    dated.sort(key=lambda pair: pair[1].is_relative)
    authors = None
    if named and max(one[0] for one in named) >= _LEAST:
        confidence, _, i, byline = max(named, key=lambda one: one[:3])
        authors = Finding(
            _newsroom(byline, blocks[i], site), "byline", confidence, _span(blocks[i])
        )
    modified = next(
        (Finding(one.value, "date_line", 0.8, _span(blocks[i])) for i, one in dated if one.updated),
        None,
    )
    published = next(
        (_published(one, blocks[i], abs(i - title)) for i, one in dated if not one.updated), None
    )
    if published is None and modified is not None:
        published = Finding((modified.value[:10], "day"), "date_of_update", 0.6, modified.span)
    return Signed(authors, published, modified)


def _published(one: Dated, block: Block, far: int) -> Finding[tuple[str, Precision]]:
    method = "relative_date" if one.is_relative else "date_line"
    confidence = 0.65 if far > _CLOSE else 0.75 if one.is_relative else 0.9
    return Finding((one.value, one.precision), method, confidence, _span(block))


def _told(signature: Signature, text: str) -> Iterator[Dated]:
    """The dates in a line that is there to tell them, unlike a caption that ends with one."""
    for one in signature.dated:
        signed = signature.byline is not None and signature.byline.marked
        if signature.is_bare or signed or PUBLISHED.search(text[: one.start][-_LABEL:]):
            yield one


def _sureness(signatures: Mapping[int, Signature], i: int, byline: Byline, title: int) -> float:
    """Probability that those named in block ``i`` are the authors."""
    if byline.marked:
        return 0.85
    dated = any(place in signatures and signatures[place].dated for place in (i - 1, i, i + 1))
    if title < i <= title + _NEAR:
        return 0.75 if dated else 0.65
    return 0.5 if dated else 0.3


def may_sign(named: Byline, prose: str) -> bool:
    """Whether a line may sign a text: a mere name is the author's only if it is a name.

    One that the body speaks of is someone in the news; words that the body writes small, such as
    `More Stories`, are no name.
    """
    if named.marked:
        return True
    if any(author.name in prose for author in named.authors):
        return False
    words = [word for author in named.authors for word in author.name.split()]
    return not any(word != word.lower() and _stands_in(word.lower(), prose) for word in words)


def _stands_in(word: str, prose: str) -> bool:
    """Whether ``word`` stands in ``prose``, and not only as a part of another."""
    at = prose.find(word)
    while at >= 0:
        end = at + len(word)
        if not (prose[at - 1 : at].isalnum() or prose[end : end + 1].isalnum()):
            return True
        at = prose.find(word, end)
    return False


def _newsroom(byline: Byline, block: Block, site: str | None) -> tuple[Author, ...]:
    """The authors; where the site itself is one, the credit as it is written."""
    if site and any(spaceless_key(author.name) == site for author in byline.authors):
        return (Author(name=unmarked(block.text), role=None),)
    return byline.authors


def _span(block: Block) -> Span:
    return Span(start=block.start, end=block.end)
