"""Finds who and when in the lines around a headline, and the section that stands above it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from services.cleaning.attribution import byline, dates, relative_dates
from services.cleaning.attribution.byline import Byline
from services.cleaning.attribution.dates import Dated
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.classifier import Vector
from services.cleaning.lines.split import Block

_LONGEST = 30  # words: byline, place, date, update and reading time on one line
_LITTLE_ELSE = 5  # words: a label, a place, an agency
_LONGEST_SECTION = 6  # words
_REACH = 6  # blocks from headline to byline or body: summary, caption, share line


@dataclass(frozen=True, slots=True)
class Signature:
    """What a line says of who and when, and how many words of other things."""

    byline: Byline | None
    dated: tuple[Dated, ...]
    rest: int = 0

    @property
    def is_bare(self) -> bool:
        """Says who or when and little else, unlike a caption that ends with a date."""
        return self.is_plain and self.rest <= _LITTLE_ELSE

    @property
    def is_plain(self) -> bool:
        """Says so itself ("By …", a date), rather than just looking like a name."""
        return bool(self.dated) or (self.byline is not None and self.byline.marked)


def read_signature(
    text: str, language: str | None, month_first: bool, fetched: datetime | None = None
) -> Signature | None:
    """The byline and dates in a short line, or None if it holds neither.

    Dates such as `3 hours ago` are read only where it is known when the page was ``fetched``.
    """
    dated = tuple(dates.find(text, language, month_first=month_first))
    if not dated and fetched is not None:
        dated = tuple(relative_dates.find(text, language, fetched))
    rest, cut = [], 0
    for one in dated:
        rest.append(text[cut : one.start])
        cut = one.end
    rest.append(text[cut:])
    named = byline.read(rest[0]) or (byline.read(" ".join(rest[1:])) if dated else None)
    if not (named or dated):
        return None
    told = sum(len(author.name.split()) + 1 for author in named.authors) if named else 0
    return Signature(named, dated, sum(len(piece.split()) for piece in rest) - told)


def find_signatures(
    blocks: Sequence[Block],
    places: Iterable[int],
    language: str | None = None,
    month_first: bool = False,
    fetched: datetime | None = None,
) -> dict[int, Signature]:
    """The signatures among the blocks at ``places``, by place."""
    found = {}
    for i in places:
        if blocks[i].weight <= _LONGEST and not blocks[i].is_prose:
            signature = read_signature(blocks[i].text, language, month_first, fetched)
            if signature is not None:
                if signature.byline and i and byline.is_mark(blocks[i - 1].text):
                    marked = replace(signature.byline, marked=True)
                    signature = replace(signature, byline=marked)
                found[i] = signature
    return found


def signed_by(blocks: Sequence[Block], signatures: Mapping[int, Signature]) -> Vector:
    """How surely each block is a signature: a plain one, a mere name, none."""
    signed = np.zeros(len(blocks))
    for i, signature in signatures.items():
        signed[i] = 1.0 if signature.is_plain else 0.4
    return signed


def ends_in_full_stop(blocks: Sequence[Block]) -> Vector:
    return np.array([float(block.text.endswith((".", "。", "।"))) for block in blocks])


def is_section(block: Block, kinds: frozenset[str]) -> bool:
    """Whether the line above a headline can be the name of its section."""
    return not kinds and 0 < block.weight <= _LONGEST_SECTION and not block.is_sentence


def layout_score(
    block: Block, at: int, body_start: int, signed: Sequence[int], repeats: int
) -> float:
    """How much a line's length and place look like a headline's, from 0 to 1."""
    if not 2 <= block.weight <= 40 or block.text.endswith((".", "。", ":")):
        return 0.0
    score = 0.3 + 0.02 * min(block.weight, 15)
    near = min((place - at for place in signed if place > at), default=_REACH + 1)
    if near <= _REACH:
        score += 0.3 - 0.04 * near
    if at < body_start and body_start - at <= _REACH:
        score += 0.15 - 0.02 * (body_start - at)
    if repeats > 1:
        score += 0.15
    if block.is_sentence or kinds_of(block.text):
        score -= 0.25
    return max(0.0, min(score, 1.0))
