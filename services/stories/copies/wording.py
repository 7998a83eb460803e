"""The words of a text, as they are compared to find copies."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from services.stories.clues import STOP_WORDS

MOST_WORDS = 4_000
"""Of a text that are compared: longer texts are copies by their first part, or not at all."""
_WORD = re.compile(r"\d[\d.,/:-]*\d|\w+")
_NUMBER_WORDS = frozenset(
    files("services.stories").joinpath("data", "number_words.txt").read_text("utf-8").split()
)


@dataclass(frozen=True)
class Wording:
    """A text's words in order: as they are written, and in lower case."""

    article_id: str
    day: int | None
    written: Sequence[str]
    words: Sequence[str]

    @cached_property
    def numbers(self) -> Counter[str]:
        """Its numbers, in digits and in words: what a report of one kind changes each time."""
        return Counter(word for word in self.words if is_number(word))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words that begin with a capital, without those that all texts have."""
        return frozenset(
            word for word in self.written if word[0].isupper() and word.lower() not in STOP_WORDS
        )

    def runs_of(self, length: int) -> Counter[tuple[str, ...]]:
        """All runs of so many words, each with how often it stands there."""
        shifted = [self.words[start:] for start in range(length)]
        return Counter(zip(*shifted, strict=False))


def is_number(word: str) -> bool:
    """Whether the word has a digit or spells a number."""
    return word in _NUMBER_WORDS or any(letter.isdigit() for letter in word)


def wording(article_id: str, text: str, day: int | None = None) -> Wording:
    """The wording of a text. ``day`` counts from the year 1."""
    written = _WORD.findall(text)[:MOST_WORDS]
    return Wording(article_id, day, written, [word.lower() for word in written])
