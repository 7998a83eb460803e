"""Gives each block of a text its role: part of the body, or a kind of piece to remove."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.classifier import BODY, body_start
from services.cleaning.lines.split import Block
from services.cleaning.text.clean_body import Kinds, is_page_line

# Set by hand; measured with `wireroom eval cleaning`.
_REPEATABLE = 5  # words: shorter lines may stand in an article twice
_OFTEN = 3  # times: a line that stands so often belongs to the page
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
