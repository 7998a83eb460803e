"""Finds runs of capitalised words once for all that look at them, for names are among these."""

import re
from functools import lru_cache

_REST = r"[\w-]*(?:['’](?!s\b)\w+)*"
CAPITALISED = rf"[A-ZÀ-Þ]{_REST}"
"""A pattern of a word of a name, without a possessive."""

# The capital stands first: to one character ``re`` skips at once.
FIRST_CAPITALISED = rf"[A-ZÀ-Þ](?<![\w’'&-].){_REST}"
"""The same of a word that begins where no word ends."""

_RUN = re.compile(rf"{FIRST_CAPITALISED}(?: {CAPITALISED})*")
_WORD = re.compile(r"[A-Z][A-Za-z]+")

Runs = list[tuple[int, int]]
"""Start and end of each run, in order."""


def capital_runs(text: str) -> Runs:
    """The runs of capitalised words, each as long as it can be."""
    return [run.span() for run in _RUN.finditer(text)]


@lru_cache(2)  # title and body
def capital_words(text: str) -> frozenset[str]:
    """The words of capital and further ASCII letters: most patterns of names need not be tried
    where their first words are not among these."""
    return frozenset(_WORD.findall(text))
