"""Counts the sentences of a labelled body that a cleaner left out: what F1 hides in its mean."""

import re
from collections import Counter
from dataclasses import dataclass

from services.cleaning.text_normalisation import normalise_text
from services.lab.cleaning.examples import quadruples

_BREAK = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|(?<=[。！？])|\n")
_MIN_WORDS, _MIN_LETTERS = 4, 20  # of a sentence; the letters count where words are not spaced
_FEW = 4  # words
_WORD = re.compile(r"\w+")
_THERE = 0.5  # share of a sentence's word quadruples that a body must hold


@dataclass(frozen=True, slots=True)
class ProseLost:
    """How many sentences are missing, of how many."""

    lost: int
    of: int


def prose_lost(expected: str, body: str) -> ProseLost:
    """Compares the labelled body with a cleaner's; half of a sentence is enough for it."""
    given, flat = quadruples(body.lower()), _flat(body)
    lines = map(normalise_text, expected.split("\n"))  # as bodies are
    found = [one for line in lines for one in _BREAK.split(line) if _is_sentence(one)]
    return ProseLost(sum(not _is_there(one, given, flat) for one in found), len(found))


def _is_there(sentence: str, given: Counter[tuple[str, ...]], flat: str) -> bool:
    own = quadruples(sentence.lower())
    if len(next(iter(own))) < _FEW:  # it makes no quadruple, such as one without spaces
        return _flat(sentence) in flat
    return (own & given).total() >= _THERE * own.total()


def _flat(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _is_sentence(text: str) -> bool:
    return len(text) >= _MIN_LETTERS or len(text.split()) >= _MIN_WORDS
