"""Gives each block of a text its role: part of the body, or a kind of piece to remove."""

from collections import Counter
from collections.abc import Sequence, Set

import numpy as np

from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.classifier import BODY, body_start
from services.cleaning.lines.prose import asks_readers, is_page_line
from services.cleaning.lines.split import UNSPACED, Block
from services.cleaning.text.clean_body import Kinds

# Set by hand; measured with `wireroom eval cleaning`.
_REPEATABLE = 5  # words: shorter lines may stand in an article twice
_OFTEN = 3  # times: a line that stands so often belongs to the page
_PLAIN_HEAD = 1  # blocks above a wire's body beside headline, byline and date
_SENTENCE, _CUT_SENTENCE = 6, 8  # words of a sentence, and of one without a full stop
_DOUBTFUL = 0.2  # probability of body
_MAX_PAGE_LINES = 0.2  # share of a body's words that may be lines of the page

Role = tuple[str, str]
"""The kind of a piece, and the rule by which it was removed."""


def assign_roles(
    blocks: Sequence[Block], keys: Sequence[str], body: Vector, title: int | None
) -> list[Role | None]:
    """The role of each block; None for blocks of the body.

    ``keys`` are the blocks' comparison keys, ``body`` their probabilities of being body, ``title``
    is the index of the headline.
    """
    times = Counter(keys)
    headline = keys[title] if title is not None else None
    start = title if title is not None else body_start(body) - 1
    likely = np.flatnonzero(body >= BODY)
    end = int(likely[-1]) if len(likely) else len(blocks)
    found: list[Role | None] = []
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        long = block.words >= _REPEATABLE
        if i == title:
            role: Role | None = ("title", "headline_model")
        elif long and keys[i] == headline:
            role = ("repeat", "headline_again")
        elif long and times[keys[i]] >= _OFTEN:
            role = ("repeat", "line_said_often")
        elif long and keys[i] in seen:
            role = ("repeat", "line_again")
        elif i > start and body[i] >= BODY:
            role = None
        elif i <= start:
            role = _role(block, "banner", "above_title")
        elif i > end:
            role = _role(block, "footer", "below_body")
        else:
            role = _role(block, "other", "unlike_body")
        seen.add(keys[i])
        found.append(role)
    return found


def with_sentences(
    blocks: Sequence[Block],
    kinds: Kinds,
    keys: Sequence[str],
    body: Vector,
    title: int | None,
    signed: Set[int],
) -> Vector:
    """``body`` where sentences of a text without a page around it count as body if they may be one.

    A wire's text is one: its headline, byline and date stand right above the body, and down to the
    body's end it has no line of a page and no line twice. The model learned from pages, where what
    stands below a body or ends without a full stop is hardly ever of it. ``signed`` are the
    indices of blocks that only say who or when.
    """
    likely = np.flatnonzero(body >= BODY)
    if not len(likely):
        return body
    known = signed | {title}
    inside = range(int(likely[-1]) + 1)
    long = [keys[i] for i in inside if blocks[i].words >= _REPEATABLE]
    if (
        sum(i not in known for i in range(int(likely[0]))) > _PLAIN_HEAD
        or any(is_page_line(blocks[i], kinds[i]) for i in inside)
        or len(set(long)) < len(long)
    ):
        return body
    lifted = body.copy()
    for i in range(0 if title is None else title + 1, len(blocks)):
        if body[i] >= _DOUBTFUL and i not in known and _may_be_prose(blocks[i], kinds[i]):
            lifted[i] = max(body[i], BODY)
        elif i not in inside and i not in known and not kinds[i]:
            break  # below the body, other articles and notes begin
    return lifted


def _may_be_prose(block: Block, kinds: frozenset[str]) -> bool:
    """Whether a block can be a sentence, whole or cut; where words are not spaced, a whole one."""
    return (
        (
            block.words >= _SENTENCE
            if block.is_sentence
            else block.words >= _CUT_SENTENCE and not UNSPACED.search(block.text)
        )
        and not is_page_line(block, kinds)
        and not asks_readers(block.text)
    )


def remove_page_lines(blocks: Sequence[Block], kinds: Kinds, roles: list[Role | None]) -> None:
    """Take page lines from the body, if they are at most a fifth of its words, or all of it."""
    kept = [i for i, role in enumerate(roles) if role is None]
    page_lines = [i for i in kept if is_page_line(blocks[i], kinds[i])]
    most = _MAX_PAGE_LINES * sum(blocks[i].words for i in kept)
    if page_lines == kept or sum(blocks[i].words for i in page_lines) <= most:
        for i in page_lines:
            roles[i] = _role(blocks[i], "other", "unlike_body")


def only_line_to_keep(blocks: Sequence[Block], kinds: Kinds, title: int | None) -> int | None:
    """The block to keep of a text without paragraphs: its headline, else its longest block.

    None if every block has a set phrase of pages.
    """
    candidates = [i for i, kind in enumerate(kinds) if not kind]
    return max(candidates, key=lambda i: (i == title, blocks[i].words), default=None)


def _role(block: Block, place: str, rule: str) -> Role:
    kind = kind_of(block.text)
    return (kind, f"phrase_{kind}") if kind else (place, rule)
