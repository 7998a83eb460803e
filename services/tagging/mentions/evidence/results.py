"""Finds the teams in lines that hold a result only: ``Tarn 2-0 Oslo``."""

import re
from collections.abc import Iterator
from itertools import groupby

LEAST_RESULTS = 2
"""Lines of the shortest list of results."""

LONGEST_RESULT = 120
"""Code points of the longest line that is read as a result."""

_TEAM = r"[A-ZÀ-Þ][\w.&'’/-]*(?: [\w.&'’/-]+){0,4}"
_BEFORE = r"[ \t*•-]*(?:\d{1,2}(?:[:.]\d\d|\.) )?(?:[A-Z][\w -]{1,24}: )?"
_BEHIND = r"(?: ?\([^()\n]*\))?(?:,? \d{1,2}(?:[:.]\d\d)? ?(?:[ap]m)?)?[ \t.,;]*$"
_PENALTIES = r"(?: \(\d{1,2}\))?"
_RESULT = re.compile(
    rf"{_BEFORE}(?P<home>{_TEAM}?),?{_PENALTIES} (?:\d{{1,3}} ?[-–—:] ?\d{{1,3}}|vs?\.?)"
    rf"{_PENALTIES} (?P<away>{_TEAM}?){_BEHIND}"
)
_POINTS = re.compile(
    rf"{_BEFORE}(?P<home>{_TEAM}?) \d{{1,3}},? (?P<away>{_TEAM}?) \d{{1,3}}{_BEHIND}"
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")


def results(text: str) -> Iterator[list[tuple[int, int]]]:
    """Start and end of each team's name, for each list of at least ``LEAST_RESULTS`` results.

    Blank lines between two results do not end a list.
    """
    lines = [(line.start(), _result(line[0])) for line in _LINE.finditer(text)]
    for is_result, group in groupby(lines, key=lambda one: one[1] is not None):
        listed = [(start, result) for start, result in group if result]
        if is_result and len(listed) >= LEAST_RESULTS:
            yield [
                (start + result.start(side), start + result.end(side))
                for start, result in listed
                for side in ("home", "away")
            ]


def _result(line: str) -> re.Match[str] | None:
    if len(line) > LONGEST_RESULT:
        return None
    return _RESULT.match(line) or _POINTS.match(line)
