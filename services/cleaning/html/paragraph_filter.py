"""Takes from an extractor's paragraphs what a reader sees to be none, and adds the summary."""

from collections.abc import Mapping, Sequence, Set

from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import comparison_key

_SUMMARY = 40  # characters; what is shorter is a slogan
_ALIKE = 50  # characters in which a summary and the page's own description agree
_LINK = 0.8  # of a line's characters in links: it leads elsewhere
_HEADING = 3  # words: so short a link may stand in a list or a heading of the article
_HALF = 0.5
_LABEL = 8  # words: a rubric, a kicker
_ELSEWHERE = frozenset(("caption", "related"))
# Said in a sentence too, unlike the others.
_TELLING = frozenset(("newsletter", "donation", "related", "caption"))

Told = tuple[str, str]
"""A line, and the same folded."""


def refine(
    lines: Sequence[str], blocks: Sequence[VisibleBlock], title: str | None, summary: str | None
) -> list[str]:
    """The paragraphs without the headline, said-again lines, links, captions and set phrases, and
    without the labels that stand above the headline.

    ``summary`` is the page's own description; it belongs to the article where readers see it.
    Should only little be left, the lines are taken as they are.
    """
    order = [comparison_key(block.text) for block in blocks]
    places: dict[str, VisibleBlock] = {}
    for text, block in zip(order, blocks, strict=True):
        places.setdefault(text, block)
    headline = comparison_key(title) if title else None
    top = order.index(headline) if headline in places else 0
    above = set(order[:top]).difference(order[top:])
    told = [(line, comparison_key(line)) for line in lines]
    kept: list[Told] = []
    for line, of in told:
        if (
            of != headline
            and not (kept and line == kept[-1][0])
            and not _leads_away(line, places.get(of))
        ):
            kept.append((line, of))
    if sum(len(line) for line, _ in kept) < _HALF * sum(map(len, lines)):
        kept = told
    kept = kept[_labels(kept, above) :]
    body = [line for line, _ in kept]
    if body and summary and len(summary) > _SUMMARY:
        shown = _shown(comparison_key(summary), places, [of for _, of in kept])
        if shown:
            body.insert(0, shown)
    return body


def _labels(lines: Sequence[Told], above: Set[str]) -> int:
    """How many lines come before the body: short ones from above the headline, if what follows
    stands below it."""
    first = next((i for i, (_, of) in enumerate(lines) if of not in above), 0)
    return first if all(len(line.split()) <= _LABEL for line, _ in lines[:first]) else 0


def _leads_away(line: str, block: VisibleBlock | None) -> bool:
    """Whether a line speaks of the page or of other articles, by its place or its words."""
    kinds = kinds_of(line)
    if kinds and (kinds & _TELLING or not Block.of(line).is_prose):
        return True
    if block is None:
        return False
    return block.region in _ELSEWHERE or (block.linked >= _LINK and len(line.split()) > _HEADING)


def _shown(summary: str, places: Mapping[str, VisibleBlock], kept: Sequence[str]) -> str | None:
    """The block that says what the page's description says, or a part of it; None if kept."""
    start = summary[:_ALIKE]
    if any(start in line for line in kept):
        return None
    for text, block in places.items():
        if block.linked < _HALF and (
            text[:_ALIKE] == start or (len(text) >= _ALIKE and text in summary)
        ):
            return None if any(text[:_ALIKE] in line for line in kept) else block.text
    return None
