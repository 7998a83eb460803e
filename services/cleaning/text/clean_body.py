"""Tells a body from a page: what is an article's body already stays as it is."""

from collections.abc import Sequence

import numpy as np

from services.cleaning.attribution.attribution_lines import find_signatures
from services.cleaning.lines.classifier import BODY, Vector
from services.cleaning.lines.split import Block

_HEAD = 4  # blocks of a body that may not look like what stands above one
_OPENING = 3  # blocks: where no prose is among them, the first is no headline above it
_LONG = 5  # words: shorter lines may well be said twice
_SOLID = 20  # words
_DOUBTFUL = 0.2  # probability of body: what ends a body by itself hardly ever gets less
_SURE = 0.8  # probability of body: a headline hardly ever gets it

Kinds = Sequence[frozenset[str]]


def is_clean(blocks: Sequence[Block], kinds: Kinds) -> bool:
    """Whether a text is an article's body, with no page around it, as far as its form tells.

    It opens and closes with solid sentences, says nothing twice and holds no set phrase of
    pages. What this package makes of a page is mostly of that form, so that it stays as it is.
    """
    if len(blocks) == 1:
        return not kinds[0]
    solid = [_is_solid(block, of) for block, of in zip(blocks, kinds, strict=True)]
    return (
        bool(blocks)
        and solid[0]
        and solid[-1]
        and solid[:_HEAD].count(False) <= 1
        and not is_of_page(blocks, kinds)
    )


def bare_end(blocks: Sequence[Block], kinds: Kinds, body: Vector) -> int | None:
    """Where the body ends in a text that begins with one, such as a list; None if none does.

    ``body`` is the probability of each block: here the model has to say what the form does not.
    The text must not be ``is_of_page``.
    """
    likely = np.flatnonzero(body >= _DOUBTFUL)
    if not len(likely):
        return None
    solid = [_is_solid(block, of) for block, of in zip(blocks[:_OPENING], kinds, strict=False)]
    opens = solid[0] or body[0] >= (_SURE if any(solid) else BODY)
    return int(likely[-1]) + 1 if opens else None


def is_foreign(block: Block, kinds: frozenset[str]) -> bool:
    """Whether a line gives itself away as a piece of the page."""
    return bool(kinds) and not block.is_prose


def is_of_page(blocks: Sequence[Block], kinds: Kinds) -> bool:
    """Whether anything is said twice, speaks of the page or signs the article at its head."""
    long = [block.text for block in blocks if block.weight >= _LONG]
    head = range(min(_HEAD, len(blocks)))
    return (
        any(map(is_foreign, blocks, kinds))
        or len(set(long)) < len(long)
        or any(one.is_plain for one in find_signatures(blocks, head).values())
    )


def _is_solid(block: Block, kinds: frozenset[str]) -> bool:
    return not kinds and (block.is_sentence or block.weight >= _SOLID)
