"""Says for each block of a text why it is no part of the body, or that it is one."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.classifier import BODY, Vector, body_start
from services.cleaning.lines.split import Block
from services.cleaning.text.clean_body import Kinds, is_foreign

_LONG = 5  # words: shorter lines may well be said twice
_OFTEN = 3  # a line said so often belongs to the page, not to the article
_LITTLE = 0.2  # of a body's words

Role = tuple[str, str]
"""Kind of the piece and the rule that took it out."""


def roles(
    blocks: Sequence[Block], folded: Sequence[str], body: Vector, title: int | None
) -> list[Role | None]:
    """The role of each block, None for the body's. ``body`` is the probability of being of it."""
    times = Counter(folded)
    headline = folded[title] if title is not None else None
    start = title if title is not None else body_start(body) - 1
    likely = np.flatnonzero(body >= BODY)
    end = int(likely[-1]) if len(likely) else len(blocks)
    found: list[Role | None] = []
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        long = block.weight >= _LONG
        if i == title:
            role: Role | None = ("title", "headline_model")
        elif long and folded[i] == headline:
            role = ("repeat", "headline_again")
        elif long and times[folded[i]] >= _OFTEN:
            role = ("repeat", "line_said_often")
        elif long and folded[i] in seen:
            role = ("repeat", "line_again")
        elif i > start and body[i] >= BODY:
            role = None
        elif i <= start:
            role = _role(block, "banner", "above_title")
        elif i > end:
            role = _role(block, "footer", "below_body")
        else:
            role = _role(block, "other", "unlike_body")
        seen.add(folded[i])
        found.append(role)
    return found


def trim(blocks: Sequence[Block], kinds: Kinds, roles: list[Role | None]) -> None:
    """Take from the body the lines that speak of the page, if that is little, or all there is."""
    kept = [i for i, role in enumerate(roles) if role is None]
    loose = [i for i in kept if is_foreign(blocks[i], kinds[i])]
    little = _LITTLE * sum(blocks[i].weight for i in kept)
    if loose == kept or sum(blocks[i].weight for i in loose) <= little:
        for i in loose:
            roles[i] = _role(blocks[i], "other", "unlike_body")


def flash(blocks: Sequence[Block], kinds: Kinds, title: int | None) -> int | None:
    """The block to keep of a text without paragraphs: its headline is all there is."""
    left = [i for i, kind in enumerate(kinds) if not kind]
    return max(left, key=lambda i: (i == title, blocks[i].weight), default=None)


def _role(block: Block, place: str, rule: str) -> Role:
    kind = kind_of(block.text)
    return (kind, f"phrase_{kind}") if kind else (place, rule)
