"""Finds what stands between quotation marks, of whatever kind they are."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from services.tagging.model_input import is_wrapped

MOST_CLOSING = 30
"""Single marks that may close a quote, of which the right one is chosen. The next quote mostly
begins long before."""

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")
_SENTENCE_END = re.compile(r"\n(?<=[.!?:…”\"’'»)]\n)[^\S\n]*(?=\S)")
_BEFORE = r"(?<![^\s(\[—–\-“\"])"
_MARK = re.compile('[“”„"«»‹›‚「`]')
_PAIRS = re.compile(
    rf"(?={_MARK.pattern})(?:"  # Elsewhere no kind need be tried.
    r"“((?:[^“”]++|“[^“”]*+”)++)(”)|“([^“”\"]++(?<=[.,!?]))(\")|“([^“”]+)($)|"
    r"«\s*([^«»]+?)\s*(»|$)|‹\s*([^‹›]+?)\s*(›|$)|"
    r"„([^„“”]+)([“”]|$)|‚([^‚‘’\n]+)([‘])|"
    rf"{_BEFORE}»(?=\S)([^«»]+)([«»])|{_BEFORE}›(?=\S)([^‹›]+)([‹›])|"
    rf"{_BEFORE}”(?=\S)([^“”]+)((?<=\S)”(?!\w))|"
    rf"「([^「」]+)(」)|{_BEFORE}``(?=\S)([^`]+?)((?<=\S)''(?!\w)|$)|"
    r'(?<![^\s(\[—–-])"(?=\S)([^"“”]+(?<=[.,!?]))(”)|'
    r'(?<![^\s(\[—–-])"(?=\S)([^"]+)((?<=\S)"(?!\w)|$))'
)
"""Each kind of marks: the words between them, and the closing mark, empty where it is missing."""

_OPENING = re.compile(
    # The mark stands first: to one character ``re`` skips at once.
    r"['‘](?<![^\s(\[—–\-“\"].)(?!\d\d|(?:em|tis|twas|til|till|cause|bout|round|n|cos|ere|s|d|ll|re|ve)\b)(?=[\w“\"…$£€])"
)
"""A single mark that is no apostrophe of a shortened word, such as in ``'80s`` or ``'em``."""

_CLOSING = re.compile(r"['’](?<=[^\s'‘’].)(?![\w'’])")
_SURE_BEFORE = frozenset(',.?!…;—–-”"')
_SURE_BEHIND = frozenset(",.;:?!)]—–")


class Quoted(NamedTuple):
    """Words between marks, from ``start`` to ``end``; the marks reach from ``begin`` to ``stop``.

    All are code points of the body, ends exclusive. ``is_open`` says that no mark closes it.
    """

    start: int
    end: int
    begin: int
    stop: int
    is_open: bool


class Paragraph(NamedTuple):
    """A paragraph's start and end in code points, and what it quotes."""

    start: int
    end: int
    quotes: list[Quoted]


@lru_cache(1)  # Dates and quotes of one article ask one after the other.
def quoted_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs in order. A quote that is left open ends with its paragraph."""
    return tuple(_paragraphs(body))


def _paragraphs(body: str) -> Iterator[Paragraph]:
    spans = [span for one in _PARAGRAPH.finditer(body) for span in _lines(body, *one.span())]
    for (start, end), (following, _) in pairwise([*spans, (len(body), len(body))]):
        mark = _MARK.search(body, start, end)
        found = _PAIRS.finditer(body, mark.start(), end) if mark else ()
        doubles = [_pair(match) for match in found]
        goes_on = body[following : following + 1] == body[start]
        singles = list(_singles(body, start, end, goes_on=goes_on))
        yield Paragraph(start, end, list(_outermost(body, doubles, singles)))


def _lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a paragraph that end as paragraphs do: many texts have no empty lines."""
    begin = start
    for line in _SENTENCE_END.finditer(body, start, end):
        if not is_wrapped(body, line.start()):
            yield begin, line.start()
            begin = line.end()
    yield begin, end


def _pair(match: re.Match[str]) -> Quoted:
    closing = match.lastindex or 2
    words = match.span(closing - 1)
    return Quoted(*words, *match.span(), is_open=not match[closing])


def _singles(body: str, start: int, end: int, *, goes_on: bool) -> Iterator[Quoted]:
    """What single marks enclose. One that opens a paragraph and is not closed there stays open if
    the next paragraph begins with such a mark too: ``goes_on``."""
    openings = [one.start() for one in _OPENING.finditer(body, start, end)]
    if not openings:
        return
    closings = [one.start() for one in _CLOSING.finditer(body, start, end)]
    reached = start
    for at, following in pairwise([*openings, end]):
        if at < reached:
            continue
        first = bisect_right(closings, at)
        near = closings[first : first + MOST_CLOSING]
        close = _closing(body, near, following, end)
        if close is not None:
            yield Quoted(at + 1, close, at, close + 1, is_open=False)
            reached = close + 1
        elif goes_on and at == start and not near:
            yield Quoted(at + 1, end, at, end, is_open=True)


def _closing(body: str, closings: Sequence[int], following: int, end: int) -> int | None:
    """The mark that closes a quote, None if there is none.

    Behind an ``s`` it may be an apostrophe (``the workers' families``): then a mark beside a comma
    or a stop closes, if one comes before the next quote, which opens at ``following``.
    """
    for at in closings:
        may_be_apostrophe = body[at - 1] in "sS" and not _is_sure(body, at, end)
        if not may_be_apostrophe:
            return at
        sure = (one for one in closings if at < one < following and _is_sure(body, one, end))
        if (later := next(sure, None)) is not None:
            return later
        return at
    return None


def _is_sure(body: str, at: int, end: int) -> bool:
    return at + 1 >= end or body[at - 1] in _SURE_BEFORE or body[at + 1] in _SURE_BEHIND


def _outermost(body: str, doubles: Sequence[Quoted], singles: Sequence[Quoted]) -> Iterator[Quoted]:
    """Both kinds in order, without those inside of others.

    Single marks around double ones count only where a comma or a stop stands before the closing
    one: they may be apostrophes.
    """
    begins = [one.begin for one in doubles]
    kept = [
        one
        for one in singles
        if bisect_right(begins, one.begin) == bisect_right(begins, one.end)
        or body[one.end - 1] in _SURE_BEFORE
    ]
    reached = 0
    for one in sorted([*doubles, *kept], key=lambda one: one.begin):
        if one.begin >= reached:
            yield one
            reached = one.stop
