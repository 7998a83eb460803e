"""Tells a text that is an article's body already from one with a page around it."""

from collections.abc import Sequence

import numpy as np

from services.cleaning.attribution.attribution_lines import find_attributions
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.classifier import BODY
from services.cleaning.lines.prose import is_page_line
from services.cleaning.lines.split import Block

# Set by hand; measured with `wireroom eval cleaning`.
_HEAD = 4  # blocks at the start that may not look like what stands above a body
_OPENING = 3  # blocks: where none of them is solid, the first is no headline above prose
_REPEATABLE = 5  # words: shorter lines may stand in a body twice
_SOLID = 20  # words
_DOUBTFUL = 0.2  # probability of body: the last block of a bare body hardly ever has less
_SURE = 0.8  # probability of body: a headline hardly ever has it

Kinds = Sequence[frozenset[str]]
"""For each block the kinds of piece that its set phrases tell."""


def is_clean(blocks: Sequence[Block], kinds: Kinds, of_page: bool | None = None) -> bool:
    """Whether a text is an article's body and nothing else, as far as its form tells.

    Such a text begins and ends with solid blocks: sentences or long lines without a set phrase.
    It has no page lines; ``of_page`` is the result of ``has_page_lines`` where it is known. Most
    bodies that cleaning makes are of that form, so that cleaning them again changes nothing.
    """
    if len(blocks) == 1:
        return not kinds[0]
    solid = [_is_solid(block, of) for block, of in zip(blocks, kinds, strict=True)]
    return (
        bool(blocks)
        and solid[0]
        and solid[-1]
        and solid[:_HEAD].count(False) <= 1
        and not (has_page_lines(blocks, kinds) if of_page is None else of_page)
    )


def end_of_bare_body(blocks: Sequence[Block], kinds: Kinds, body: Vector) -> int | None:
    """The index after the body's last block in a text that begins with its body, else None.

    Such a text may be a list, of which the form does not tell that it is a body. ``body`` is each
    block's probability of being one. Ask only where ``has_page_lines`` is false.
    """
    likely = np.flatnonzero(body >= _DOUBTFUL)
    if not len(likely):
        return None
    solid = [_is_solid(block, of) for block, of in zip(blocks[:_OPENING], kinds, strict=False)]
    begins = solid[0] or body[0] >= (_SURE if any(solid) else BODY)
    return int(likely[-1]) + 1 if begins else None


def has_page_lines(blocks: Sequence[Block], kinds: Kinds) -> bool:
    """Whether a text holds a line of the page, a line twice, or a byline or date at its head."""
    long = [block.text for block in blocks if block.words >= _REPEATABLE]
    head = range(min(_HEAD, len(blocks)))
    return (
        any(map(is_page_line, blocks, kinds))
        or len(set(long)) < len(long)
        or any(one.is_explicit for one in find_attributions(blocks, head).values())
    )


def _is_solid(block: Block, kinds: frozenset[str]) -> bool:
    return not kinds and (block.is_sentence or block.words >= _SOLID)
