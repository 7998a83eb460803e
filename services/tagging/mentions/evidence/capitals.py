"""Finds runs of capitalised words once for all that look at them, for names are among these."""

import re

CAPITALISED = r"[A-ZÀ-Þ][\w-]*(?:['’](?!s\b)\w+)*"
"""A pattern of a word of a name, without a possessive."""

_RUN = re.compile(rf"(?<![\w’'&-]){CAPITALISED}(?: {CAPITALISED})*")

Runs = list[tuple[int, int]]
"""Start and end of each run, in order."""


def capital_runs(text: str) -> Runs:
    """The runs of capitalised words, each as long as it can be."""
    return [run.span() for run in _RUN.finditer(text)]
