"""Describes a line by itself in numbers: its length, its marks and its words."""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from services.cleaning.language_words import WORDS
from services.cleaning.lines.boilerplate_phrases import KINDS, MAX_LENGTH, kinds_of
from services.cleaning.lines.split import UNSPACED, Block
from services.cleaning.text_normalisation import words_of

# Words of four letters, or of two where the letters are not Latin, tell what a text is about.
_TOPIC_WORD = re.compile(r"[^\W\d_]{4,}|[^\W\d_a-z]{2,3}")
_LATIN_TOPIC_WORD = re.compile("[a-zß-öø-ÿ]{4,}")  # three times as quick
_LATIN = re.compile("[\u0000-\u00ff\u2010-\u203a€]*")  # and the usual quotes and dashes
_BULLET = re.compile(r"[*•·▪●◦‣>»+](?=\s|$)")
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|#\d)(?=\s|$)")
_INNER_SENTENCE_END = re.compile(r"[.!?。！？](?=\s?[^\s.!?。！？\d)\]”\"'’»])")
_SEPARATOR = re.compile(r"[|/›>•·»](?:(?<=\|)|(?<=\s.)(?=\s))")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|(?<!\w)@\w")
_IN_ADDRESSES = ("@", "http", "www.")
_DIGIT = re.compile("[0-9]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTES = '"“„«”「'
_OPENING = frozenset("\"“„«»'‘’–—-「『")
_LAST_CHARACTERS = {
    "ends_colon": ":：",
    "ends_question": "?!？！",
    "ends_more": "…›»>→",
    "ends_bracket": ")]）】",
}
_ENDS = {
    char: tuple(char in marks for marks in _LAST_CHARACTERS.values())
    for char in "".join(_LAST_CHARACTERS.values())
}
_OTHER_END = (False,) * len(_LAST_CHARACTERS)
_NO_KINDS = (False,) * len(KINDS)
_SAMPLE = 32  # words, enough to tell the share that begins with a capital
_CAPTION_ENDS = frozenset(WORDS["lines.caption_ends"])
_READER_WORDS = frozenset(
    written
    for word in WORDS["lines.reader_words"]
    for written in (word, word.capitalize(), word.upper())
)
_NAMES = """
    log_words log_chars word_length sentence bullet numbered starts_lower starts_digit starts_quote
    capitals upper digits commas inner_ends broken open_long separator address clock year
    early_colon bracket quote short_words you prose tiny small signed_end
"""
NAMES = (*_NAMES.split(), *_LAST_CHARACTERS, *(f"kind_{kind}" for kind in KINDS))
"""Names of the features. The line model was trained on them: a new name asks for a new model."""


class LineFeatures(NamedTuple):
    """The features of a line in the order of ``NAMES``, and the words that say what it is about."""

    numbers: tuple[float, ...]
    topics: frozenset[str]


def describe(block: Block) -> LineFeatures:
    """The features of a block, wherever it stands."""
    return _describe(block.text, block.words, block.is_sentence, block.is_prose)


@lru_cache(
    maxsize=256
)  # lines come again on other pages of a site, and when a body is cleaned again
def _describe(text: str, word_count: float, sentence: bool, prose: bool) -> LineFeatures:
    short, head = len(text) <= MAX_LENGTH, text[:MAX_LENGTH]
    first, last = text[:1], text[-1:]
    tokens = head.split()
    initials = [token[0] for token in tokens[:_SAMPLE]]
    topics = topic_words(text)
    words = max(1.0, word_count)
    inner_ends = len(_INNER_SENTENCE_END.findall(head))
    digits = len(_DIGIT.findall(head))
    kinds = kinds_of(text)
    numbers = (
        math.log1p(word_count),
        math.log1p(len(text)),
        min(len(text) / words / 10, 3.0),
        sentence,
        _BULLET.match(text) is not None,
        _NUMBERED.match(text) is not None,
        first.islower(),
        first.isdigit(),
        first in _OPENING,
        sum(map(str.isupper, initials)) / max(1, sum(map(str.isalpha, initials))),
        sum(map(str.isupper, tokens)) / words if short else 0.0,
        min(5 * digits / len(head), 1.0),
        min(head.count(",") + head.count("、"), 5) / 5,
        min(inner_ends, 6) / 6,
        inner_ends > 0 and not sentence,
        word_count >= 12 and not sentence,
        short and _SEPARATOR.search(text) is not None,
        short and any(map(text.__contains__, _IN_ADDRESSES)) and _ADDRESS.search(text) is not None,
        short and digits > 2 and _CLOCK.search(text) is not None,
        short and digits > 3 and _YEAR.search(text) is not None,
        ":" in text[:40],
        "(" in head,
        any(map(head.__contains__, _QUOTES)),
        1 - min(1.0, len(topics) / words),
        5 * min(1.0, len(set(map(str.lower, _READER_WORDS.intersection(tokens)))) / words),
        prose,
        word_count <= 2,
        word_count <= 5,
        not _CAPTION_ENDS.isdisjoint(words_of(text[-24:])[-3:]),
        *_ENDS.get(last, _OTHER_END),
        *([kind in kinds for kind in KINDS] if kinds else _NO_KINDS),
    )
    return LineFeatures(numbers, frozenset(topics))


def topic_words(text: str) -> list[str]:
    """The longer words of a text in lower case; pairs of characters where words are not spaced."""
    if text.isascii() or _LATIN.fullmatch(text):
        return _LATIN_TOPIC_WORD.findall(text.lower())
    unspaced = UNSPACED.findall(text)
    if len(unspaced) > len(text) / 3:
        run = "".join(unspaced)
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return _TOPIC_WORD.findall(text.lower())
