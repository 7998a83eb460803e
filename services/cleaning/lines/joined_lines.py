"""Finds where a scraper joined paragraphs or lines without a space, so that they can be parted."""

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import and_

from services.cleaning.language_words import WORDS

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_LINE = 200  # characters: only a line that holds paragraphs is so long
_MIN_JOINTS = 2  # one may be a slip of the author's
_MIN_PARAGRAPH = 60  # characters: shorter pieces are names such as `A.Com`

_SENTENCE_END = re.compile(r"[.!?…。][”’»)]*(?=[\"“„«]?[^\W\d_])")
_WORD_END = re.compile(r"(?<=[^\W_]|[)”’»])(?=[\"“„«]?[^\W\d_]{2})")
_NAME_STARTS = frozenset(WORDS["names.starts"])
_OPENING_QUOTES = '"“„«'


def split_points(line: str) -> list[int]:
    """The offsets at which ``line`` has to be parted; none unless sentences run into each other.

    Where sentences do, the scraper kept no line break at all. Headline and byline, which end
    without a full stop, are then joined too. Above the first sentence, `DebateBy Orla` and
    `2019The` are therefore split points as well.
    """
    if len(line) < _MIN_LINE:
        return []
    found = [
        at
        for match in _SENTENCE_END.finditer(line)
        if line[max(0, match.start() - 2) : match.start()].islower()
        and _starts_sentence(line, at := _after_quote(line, match.end()))
    ]
    pieces = pairwise([0, *found, len(line)])
    is_long = [end - start >= _MIN_PARAGRAPH for start, end in pieces]
    if sum(map(and_, is_long, is_long[1:])) < _MIN_JOINTS:
        return []
    return [*_above_first_sentence(line[: found[0]]), *found]


def _after_quote(line: str, at: int) -> int:
    """``at``, or one further where a straight quote closes: an odd number stands before it."""
    return at + 1 if line[at] == '"' and line.count('"', 0, at) % 2 else at


def _starts_sentence(line: str, at: int) -> bool:
    """Whether a sentence can start at ``at``: a capital, then a small letter."""
    start = line[at:].lstrip(_OPENING_QUOTES)[:2]
    return start[:1].isupper() and start[1:].islower()


def _above_first_sentence(head: str) -> Iterator[int]:
    for match in _WORD_END.finditer(head):
        at = match.start()
        before = head[:at].rsplit(" ", 1)[-1]
        if _starts_sentence(head, at) and not before[-1:].isupper() and before not in _NAME_STARTS:
            yield at
