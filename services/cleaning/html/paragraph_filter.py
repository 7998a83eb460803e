"""Takes from trafilatura's paragraphs those that are none, and adds the article's summary."""

from collections.abc import Mapping, Sequence, Set

from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.lines.prose import leads_away
from services.cleaning.text_normalisation import comparison_key

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_SUMMARY = 40  # characters; a shorter one is a slogan
_SAME_START = 50  # characters that a summary and the page's description have in common
_MIN_LEFT = 0.5  # of the characters must be left, else all paragraphs are kept
_MAX_LABEL = 8  # words of a section's name or a kicker above the headline
_LINK = 0.8  # share of a line's characters in links: the line leads elsewhere
_MAX_OWN_LINK = 3  # words: a link so short may stand in a list or a heading of the article
_MAX_SUMMARY_LINK = 0.5  # share of a summary's characters in links

_ELSEWHERE = frozenset(("caption", "related"))
KeyedLine = tuple[str, str]
"""A line and its comparison key."""


def filter_paragraphs(
    lines: Sequence[str], blocks: Sequence[VisibleBlock], title: str | None, summary: str | None
) -> list[str]:
    """The paragraphs among ``lines``, in order.

    Left out are the headline, a line that repeats the line before, links, captions, lines with set
    phrases of pages, and labels from above the headline. If that would take more than half of the
    characters, only the labels are left out. ``summary`` is the page's description: it is added
    at the start where readers see it as one of the ``blocks``.
    """
    keys = [comparison_key(block.text) for block in blocks]
    block_by_key: dict[str, VisibleBlock] = {}
    for key, block in zip(keys, blocks, strict=True):
        block_by_key.setdefault(key, block)
    headline = comparison_key(title) if title else None
    top = keys.index(headline) if headline in block_by_key else 0
    above = set(keys[:top]).difference(keys[top:])
    keyed = [(line, comparison_key(line)) for line in lines]
    kept: list[KeyedLine] = []
    for line, key in keyed:
        if (
            key != headline
            and not (kept and line == kept[-1][0])
            and not _is_no_paragraph(line, block_by_key.get(key))
        ):
            kept.append((line, key))
    if sum(len(line) for line, _ in kept) < _MIN_LEFT * sum(map(len, lines)):
        kept = keyed
    kept = kept[_count_labels(kept, above) :]
    body = [line for line, _ in kept]
    if body and summary and len(summary) > _MIN_SUMMARY:
        shown = _visible_summary(comparison_key(summary), block_by_key, [key for _, key in kept])
        if shown:
            body.insert(0, shown)
    return body


def _count_labels(lines: Sequence[KeyedLine], above: Set[str]) -> int:
    """How many lines at the start are labels: short, and from ``above`` the headline."""
    first = next((i for i, (_, key) in enumerate(lines) if key not in above), 0)
    return first if all(len(line.split()) <= _MAX_LABEL for line, _ in lines[:first]) else 0


def _is_no_paragraph(line: str, block: VisibleBlock | None) -> bool:
    """Whether a line belongs to the page or to other articles, by its words or its block."""
    if leads_away(line):
        return True
    if block is None:
        return False
    return block.region in _ELSEWHERE or (
        block.link_share >= _LINK and len(line.split()) > _MAX_OWN_LINK
    )


def _visible_summary(
    summary: str, block_by_key: Mapping[str, VisibleBlock], kept: Sequence[str]
) -> str | None:
    """The text of the block that says what the page's description says, or a part of it.

    None if a paragraph says it already. All but the result are comparison keys.
    """
    start = summary[:_SAME_START]
    if any(start in line for line in kept):
        return None
    for key, block in block_by_key.items():
        if block.link_share < _MAX_SUMMARY_LINK and (
            key[:_SAME_START] == start or (len(key) >= _SAME_START and key in summary)
        ):
            return None if any(key[:_SAME_START] in line for line in kept) else block.text
    return None
