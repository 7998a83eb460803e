"""Describes a block of a page by its own words in numbers."""

import math
import re
from typing import NamedTuple

from services.cleaning.language_words import WORDS
from services.cleaning.lines.boilerplate_phrases import MAX_LENGTH
from services.cleaning.lines.split import UNSPACED, ends_sentence

# The block model was trained on features of these names: a new name asks for a new model.
_NAMES = """
    log_words log_chars word_length sentence prose digits capitals upper commas inner_ends
    ends_colon ends_more ends_question quote starts_lower starts_digit bullet you early_colon
    separator address bracket year clock tiny small
"""
NAMES = tuple(_NAMES.split())
"""Names of the features."""

# Chosen by hand before the block model was trained, which then weighs what they give.
_PROSE, _LONG_PROSE = 10, 40  # words of a paragraph that ends like a sentence, or does not
_SAMPLE = 40  # words, enough to tell what a block's words are like

_DIGIT = re.compile("[0-9]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.)")
_INNER_END = re.compile(r"[.!?。！？](?=\s?[^\s.!?。！？\d)\]”\"'’»])")
_SEPARATORS = (*"|›•·»", " / ", " - ", " – ")
_QUOTES = '"“„«”「'
_BULLETS = "*•-–·>+▪●"
_READER_WORDS = frozenset(
    written
    for word in WORDS["lines.reader_words"]
    for written in (word, word.capitalize(), word.upper())
)


class BlockText(NamedTuple):
    """The features of ``NAMES``, and what else the model's other features ask of the words."""

    numbers: tuple[float, ...]
    words: float
    is_prose: bool


def describe_text(text: str) -> BlockText:
    """The features of a block by its own words."""
    size, head = len(text), text[:MAX_LENGTH]
    words = float(text.count(" ") + 1)
    if not text.isascii() and (unspaced := len(UNSPACED.findall(text))) > size / 3:
        words = unspaced / 2
    sentence = ends_sentence(text)
    is_prose = words >= _PROSE and (sentence or words >= _LONG_PROSE)
    short = size <= MAX_LENGTH
    digits = len(_DIGIT.findall(head))
    first, last = text[0], text[-1]
    tokens = head.split(None, _SAMPLE)[:_SAMPLE]
    count = len(tokens)
    numbers = (
        math.log1p(words),
        math.log1p(size),
        min(size / max(words, 1.0) / 10, 3.0),
        sentence,
        is_prose,
        min(5 * digits / len(head), 1.0),
        sum(map(str.isupper, [token[0] for token in tokens])) / count,
        sum(map(str.isupper, tokens)) / count if short else 0.0,
        min(head.count(",") + head.count("、"), 5) / 5,
        min(len(_INNER_END.findall(head)), 6) / 6,
        last in ":：",
        last in "…›»>→",
        last in "?!？！",
        any(map(head.__contains__, _QUOTES)),
        first.islower(),
        first.isdigit(),
        first in _BULLETS,
        5 * min(1.0, len(_READER_WORDS.intersection(tokens)) / count),
        ":" in head[:40],
        short and any(map(text.__contains__, _SEPARATORS)),
        short and ("@" in text or "http" in text or "www." in text),
        "(" in head,
        short and digits > 3 and _YEAR.search(text) is not None,
        short and digits > 2 and _CLOCK.search(text) is not None,
        words <= 2,
        words <= 5,
    )
    return BlockText(numbers, words, is_prose)
