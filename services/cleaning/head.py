"""Finds the head of an article in plain text: title, section, byline and date."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.cleaning import byline, dates
from services.cleaning.byline import Byline
from services.cleaning.dates import Dated
from services.cleaning.hygiene import fold
from services.cleaning.lines import Block

_LONGEST_SIGNATURE = 30  # words: byline, place, date, update and reading time on one line
_DENSE = 3  # blocks from one paragraph to the next, a caption or advert between them
_REACH = 6  # blocks between title and byline: summary, caption, share line


@dataclass(frozen=True, slots=True)
class Signature:
    """A block that says who or when."""

    byline: Byline | None
    dated: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Places of its parts among the blocks; ``end`` is where the body may begin."""

    title: int | None
    section: int | None
    signatures: dict[int, Signature]
    end: int
    confidence: float


def read_signature(text: str, language: str | None, month_first: bool) -> Signature | None:
    """The byline and dates in a short line, or None if it holds neither."""
    dated = tuple(dates.find(text, language, month_first=month_first))
    rest, cut = [], 0
    for one in dated:
        rest.append(text[cut : one.start])
        cut = one.end
    rest.append(text[cut:])
    named = byline.read(rest[0]) or (byline.read(" ".join(rest[1:])) if dated else None)
    return Signature(named, dated) if named or dated else None


def find_head(
    blocks: Sequence[Block],
    kinds: Sequence[str | None],
    hint: str | None,
    language: str | None,
    month_first: bool,
) -> Head:
    """Where the head lies. ``kinds`` are what the blocks give themselves away as."""
    first = _first_paragraph(blocks, kinds)
    limit = min(len(blocks), first + _REACH)
    signatures: dict[int, Signature] = {}
    for i in range(limit):
        block = blocks[i]
        if block.weight <= _LONGEST_SIGNATURE and kinds[i] in (None, "credit"):
            signature = read_signature(block.text, language, month_first)
            if signature is not None:
                signatures[i] = signature
    signed = [i for i, s in signatures.items() if s.dated or (s.byline and s.byline.marked)]
    last = max(signed, default=-1)
    repeats = Counter(fold(block.text) for block in blocks)
    title, confidence = None, 0.0
    for i in range(min(limit, max(first, last) + 1)):
        if kinds[i] or i in signatures:
            continue
        score = _title_score(blocks, i, first, signed, repeats[fold(blocks[i].text)], hint)
        if score > confidence:
            title, confidence = i, score
    if title is None:
        return Head(None, None, signatures, min(signed, default=-1) + 1, 0.0)
    above = title - 1
    section = (
        above
        if above >= 0 and _is_section(blocks[above], kinds[above], above in signatures)
        else None
    )
    after = [i for i in signed if i > title]
    end = max([title, *(i for i in after if i <= title + _REACH)]) + 1
    # A summary may stand between title and byline.
    summary = [i for i in range(title + 1, end) if blocks[i].is_prose and not kinds[i]]
    return Head(title, section, signatures, min([end, *summary]), confidence)


def _first_paragraph(blocks: Sequence[Block], kinds: Sequence[str | None]) -> int:
    """Where prose sets in: not at a lone sentence of a banner, but where more of it follows."""
    prose = [i for i, block in enumerate(blocks) if block.is_prose and not kinds[i]]
    for i, following in pairwise(prose):
        if following - i <= _DENSE:
            return i
    return max(prose, key=lambda i: blocks[i].weight, default=len(blocks))


def _title_score(
    blocks: Sequence[Block],
    i: int,
    first: int,
    signed: Sequence[int],
    repeats: int,
    hint: str | None,
) -> float:
    block = blocks[i]
    if hint and fold(hint) == fold(block.text):
        return 1.0
    if block.weight < 2 or block.weight > 40 or (block.is_sentence and block.text.endswith(".")):
        return 0.0
    score = 0.3 + 0.02 * min(block.weight, 15)
    near = [s - i for s in signed if s > i]
    if near and min(near) <= _REACH:
        score += 0.3 - 0.04 * min(near)
    if repeats > 1:
        score += 0.15
    if i < first and first - i <= _REACH:
        score += 0.15 - 0.02 * (first - i)
    elif i > first and not near:
        score -= 0.2
    if block.is_sentence:
        score -= 0.1
    return max(0.0, min(score, 0.95))


def _is_section(block: Block, kind: str | None, signed: bool) -> bool:
    return not kind and not signed and 0 < block.weight <= 6 and not block.is_sentence
