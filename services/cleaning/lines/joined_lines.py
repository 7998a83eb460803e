"""Parts what a scraper joined without a space: paragraphs, and the lines above them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import and_

from services.cleaning.language_words import WORDS

_LEAST = 200  # characters: only a line that holds paragraphs is so long
_OFTEN = 2  # joints: once may be a slip of the author's
_PARAGRAPH = 60  # characters: what is parted at a joint are paragraphs, not names such as `A.Com`
_SENTENCE = re.compile(r"[.!?…。][”’»)]*(?=[\"“„«]?[^\W\d_])")
_ANY = re.compile(r"(?<=[^\W_]|[)”’»])(?=[\"“„«]?[^\W\d_]{2})")
_NAME_STARTS = frozenset(WORDS["names.starts"])
_OPENING = '"“„«'


def joints(line: str) -> list[int]:
    """Where ``line`` has to be parted; nowhere, unless sentences run into each other in it.

    Where they do, no line break was kept, so that headline and byline, which end in no full stop,
    are joined too: above the first sentence `DebateBy Orla` and `2019The` are joints as well.
    """
    if len(line) < _LEAST:
        return []
    found = [
        at
        for match in _SENTENCE.finditer(line)
        if line[max(0, match.start() - 2) : match.start()].islower()
        and _starts(line, at := _after_quote(line, match.end()))
    ]
    pieces = pairwise([0, *found, len(line)])
    long = [end - start >= _PARAGRAPH for start, end in pieces]
    if sum(map(and_, long, long[1:])) < _OFTEN:
        return []
    return [*_above(line[: found[0]]), *found]


def _after_quote(line: str, at: int) -> int:
    """``at``, or after the straight quote there if it closes: if an odd number stands before."""
    return at + 1 if line[at] == '"' and line.count('"', 0, at) % 2 else at


def _starts(line: str, at: int) -> bool:
    """Whether a sentence can start there: a capital, then a small letter."""
    start = line[at:].lstrip(_OPENING)[:2]
    return start[:1].isupper() and start[1:].islower()


def _above(head: str) -> Iterator[int]:
    for match in _ANY.finditer(head):
        at = match.start()
        before = head[:at].rsplit(" ", 1)[-1]
        if _starts(head, at) and not before[-1:].isupper() and before not in _NAME_STARTS:
            yield at
