"""Counts the sentences of a labelled body that a cleaner left out: what F1 hides in its mean."""

import re
from dataclasses import dataclass

from services.lab.cleaning.examples import quadruples

_BREAK = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|(?<=[。！？])|\n")
_MIN_WORDS, _MIN_LETTERS = 4, 20  # of a sentence; the letters count where words are not spaced
_THERE = 0.5  # share of a sentence's word quadruples that a body must hold


@dataclass(frozen=True, slots=True)
class ProseLost:
    """How many sentences are missing, of how many."""

    lost: int
    of: int


def prose_lost(expected: str, body: str) -> ProseLost:
    """Compares the labelled body with a cleaner's; half of a sentence is enough for it."""
    given = quadruples(body.lower())
    found = [quadruples(one.lower()) for one in _BREAK.split(expected) if _is_sentence(one)]
    lost = sum((one & given).total() < _THERE * one.total() for one in found)
    return ProseLost(lost, len(found))


def _is_sentence(text: str) -> bool:
    return len(text) >= _MIN_LETTERS or len(text.split()) >= _MIN_WORDS
