"""Describes a line by itself, in numbers: by its length, its marks and its words."""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from services.cleaning.language_words import WORDS
from services.cleaning.lines.boilerplate_phrases import KINDS, LONGEST, kinds_of
from services.cleaning.lines.split import CJK, Block
from services.cleaning.text_normalisation import words_of

# Words of four letters, or of two where they are not Latin ones, tell what a text is about.
_TELLING = re.compile(r"[^\W\d_]{4,}|[^\W\d_a-z]{2,3}")
_TELLING_LATIN = re.compile("[a-zß-öø-ÿ]{4,}")  # three times as quick
_LATIN = re.compile("[\u0000-\u00ff\u2010-\u203a€]*")  # and the usual quotes and dashes
_BULLET = re.compile(r"[*•·▪●◦‣>»+](?=\s|$)")
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|#\d)(?=\s|$)")
_INNER_END = re.compile(r"[.!?。！？](?=\s?[^\s.!?。！？\d)\]”\"'’»])")
_SEPARATOR = re.compile(r"[|/›>•·»](?:(?<=\|)|(?<=\s.)(?=\s))")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|(?<!\w)@\w")
_IN_ADDRESSES = ("@", "http", "www.")
_DIGIT = re.compile("[0-9]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTES = '"“„«”「'
_OPENING = frozenset("\"“„«»'‘’–—-「『")
_MARKS = {
    "ends_colon": ":：",
    "ends_question": "?!？！",
    "ends_more": "…›»>→",
    "ends_bracket": ")]）】",
}
_MARKED = {
    char: tuple(char in marks for marks in _MARKS.values()) for char in "".join(_MARKS.values())
}
_UNMARKED = (False,) * len(_MARKS)
_NO_KINDS = (False,) * len(KINDS)
_SAMPLE = 32  # words: so many tell how many begin with a capital
_SIGNED = frozenset(WORDS["lines.caption_ends"])
# Readers are spoken to by the page around an article, rarely by the article.
_YOU = frozenset(
    written
    for you in WORDS["lines.reader_words"]
    for written in (you, you.capitalize(), you.upper())
)
_NAMES = """
    log_words log_chars word_length sentence bullet numbered starts_lower starts_digit starts_quote
    capitals upper digits commas inner_ends broken open_long separator address clock year
    early_colon bracket quote short_words you prose tiny small signed_end
"""
NAMES = (*_NAMES.split(), *_MARKS, *(f"kind_{kind}" for kind in KINDS))


class Wording(NamedTuple):
    """The numbers of a line, by ``NAMES``, and the words that tell what it is about."""

    numbers: tuple[float, ...]
    telling: frozenset[str]


def wording(block: Block) -> Wording:
    """What the line says by itself, wherever it stands."""
    return _describe(block.text, block.weight, block.is_sentence, block.is_prose)


@lru_cache(maxsize=256)  # a site's lines come again on its pages, a body's while it settles
def _describe(text: str, weight: float, sentence: bool, prose: bool) -> Wording:
    short, head = len(text) <= LONGEST, text[:LONGEST]
    first, last = text[:1], text[-1:]
    tokens = head.split()
    initials = [token[0] for token in tokens[:_SAMPLE]]
    words = telling_words(text)
    many = max(1.0, weight)
    inner = len(_INNER_END.findall(head))
    digits = len(_DIGIT.findall(head))
    kinds = kinds_of(text)
    numbers = (
        math.log1p(weight),
        math.log1p(len(text)),
        min(len(text) / many / 10, 3.0),
        sentence,
        _BULLET.match(text) is not None,
        _NUMBERED.match(text) is not None,
        first.islower(),
        first.isdigit(),
        first in _OPENING,
        sum(map(str.isupper, initials)) / max(1, sum(map(str.isalpha, initials))),
        sum(map(str.isupper, tokens)) / many if short else 0.0,
        min(5 * digits / len(head), 1.0),
        min(head.count(",") + head.count("、"), 5) / 5,
        min(inner, 6) / 6,
        inner > 0 and not sentence,
        weight >= 12 and not sentence,
        short and _SEPARATOR.search(text) is not None,
        short and any(map(text.__contains__, _IN_ADDRESSES)) and _ADDRESS.search(text) is not None,
        short and digits > 2 and _CLOCK.search(text) is not None,
        short and digits > 3 and _YEAR.search(text) is not None,
        ":" in text[:40],
        "(" in head,
        any(map(head.__contains__, _QUOTES)),
        1 - min(1.0, len(words) / many),
        5 * min(1.0, len(set(map(str.lower, _YOU.intersection(tokens)))) / many),
        prose,
        weight <= 2,
        weight <= 5,
        not _SIGNED.isdisjoint(words_of(text[-24:])[-3:]),
        *_MARKED.get(last, _UNMARKED),
        *([kind in kinds for kind in KINDS] if kinds else _NO_KINDS),
    )
    return Wording(numbers, frozenset(words))


def telling_words(text: str) -> list[str]:
    """The longer words of a text, lower case; pairs of characters where words are not spaced."""
    if _LATIN.fullmatch(text):
        return _TELLING_LATIN.findall(text.lower())
    unspaced = CJK.findall(text)
    if len(unspaced) > len(text) / 3:
        run = "".join(unspaced)
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return _TELLING.findall(text.lower())
