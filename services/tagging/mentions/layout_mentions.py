"""Finds names that the layout gives away where a model reads badly: datelines, tables, rosters."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import Field, Span, disjoint

SURE = 0.95
"""Confidence in a name that only the layout gives away: so many were right."""

LEAST_ROWS = 3
LEAST_ROSTER = 4

_DATELINE = re.compile(
    r"^[ \t]*([A-ZÀ-Ý][A-ZÀ-Ý'.-]+(?: [A-ZÀ-Ý][A-ZÀ-Ý'.-]*){0,3})"
    r"(?:, [A-Z][\w. ]{1,25}?)?,?"
    r"(?: (?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2}\b|\([A-Z][\w ./-]{1,30}\)) ?[^a-z]"
    r"|:\s| ?[—–_] ?)",
    re.MULTILINE,
)
_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"(?:\d{1,2}\.? )?([A-ZÀ-Ý0-9][\w.'’/& -]*?[\w.])((?: [+-]?\d[\d.:,-]*){2,})$")
_ROSTER_NAME = re.compile(
    r"(?:(?<=[,;:(–-] )|(?<=\d[ -] )|(?<=\())[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}"
    r"(?= ?[,;()]| \d| and |\.$|$)"
)


def find_laid_out(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans, and the names that datelines, tables and rosters show; none over another."""
    spans = list(spans)
    text = texts["body"]
    in_body = [one for one in spans if one.field == "body"]
    rows = list(_rows(text, in_body))
    covered = [(row.start, row.end) for row in rows]
    kept = [
        one
        for one in spans
        if one.field != "body" or not any(a < one.end and one.start < b for a, b in covered)
    ]
    return disjoint(
        [*rows, *kept, *_free(_datelines(text), kept), *_free(_roster(text, in_body), kept)]
    )


def _free(new: Iterable[Span], taken: Sequence[Span]) -> Iterator[Span]:
    for one in new:
        if not any(
            other.field == one.field and other.start < one.end and one.start < other.end
            for other in taken
        ):
            yield one


def _datelines(text: str) -> Iterator[Span]:
    for match in _DATELINE.finditer(text):
        dated = any(letter.isdigit() for letter in match[0])
        if dated or countries.find(match[1]) or places.find(match[1]):
            yield Span("body", match.start(1), match.end(1), "GPE", SURE)


def _rows(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The first column of tables: rows of a name and numbers, all of one type."""
    lines = [(line.start(), _ROW.match(line[0])) for line in _LINE.finditer(text)]
    for is_row, group in groupby(lines, key=lambda one: one[1] is not None):
        rows = [(at + row.start(1), at + row.end(1)) for at, row in group if row]
        if is_row and len(rows) >= LEAST_ROWS:
            names = [text[start:end] for start, end in rows]
            label = _label(rows, names, spans)
            if label:
                yield from (Span("body", start, end, label, SURE) for start, end in rows)


def _label(
    rows: Sequence[tuple[int, int]], names: Sequence[str], spans: Sequence[Span]
) -> str | None:
    if sum(countries.find(name) is not None for name in names) * 2 > len(names):
        return "GPE"
    seen = Counter(
        one.label for one in spans for start, end in rows if start < one.end and one.start < end
    )
    people, bodies = seen["PERSON"], seen["ORG"] + seen["GPE"] + seen["LOC"] + seen["FAC"]
    if not people + bodies:
        return None
    return "PERSON" if people > bodies else "ORG"


def _roster(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """People in lines that list many: line-ups, casts, the signed and the sealed."""
    people = [one for one in spans if one.label == "PERSON"]
    if len(people) < LEAST_ROSTER:
        return
    starts, ends = [one.start for one in people], [one.end for one in people]
    for line in _LINE.finditer(text):
        known = bisect_right(ends, line.end()) - bisect_left(starts, line.start())
        if known >= LEAST_ROSTER:
            for name in _ROSTER_NAME.finditer(line[0]):
                start = line.start() + name.start()
                yield Span("body", start, line.start() + name.end(), "PERSON", SURE)
