"""Mends the edges of what a model takes for a name, so that a mention is the name and no more."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from services.tagging.names import TITLE_MODIFIERS, is_title

Field = Literal["title", "body"]

NAMES = frozenset(
    {
        *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"),
        *("EVENT", "PRODUCT", "LAW", "LANGUAGE", "WORK_OF_ART"),
    }
)
VALUES = frozenset(["DATE", "MONEY"])
"""Kept as they are. Bare numbers, times, shares and quantities name nothing and are left out."""

_LEADING = re.compile(
    r"(?:(?:the|a|an)\s+|(?:anti|ex|mid|non|post|pre|pro)-|[\s\"'“”‘’(\[{,;:.–—-]+)+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:['’`]s|(?<=s)['’]|[\s\"'“”‘’)\]},;:–—-]+)+$", re.IGNORECASE)
_LINES = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of one field that may be a mention. Offsets are code points, end exclusive."""

    field: Field
    start: int
    end: int
    label: str
    confidence: float = 0.9


def repair(texts: Mapping[Field, str], spans: Iterable[Found]) -> list[Found]:
    """The spans with clean edges, in order, none empty and none over another (the first stays)."""
    mended = [one for span in spans for one in _mend(texts[span.field], span)]
    return disjoint(mended)


def disjoint(spans: Iterable[Found]) -> list[Found]:
    """The spans by field (title first) and place; of two that overlap the earlier stays."""
    kept: list[Found] = []
    for span in sorted(spans, key=lambda one: (one.field != "title", one.start, -one.end)):
        before = kept[-1] if kept else None
        if before is None or before.field != span.field or before.end <= span.start:
            kept.append(span)
    return kept


def _mend(text: str, span: Found) -> Iterator[Found]:
    if span.label in VALUES and span.start < span.end:
        yield span
    elif span.label in NAMES:
        for line in _LINES.finditer(text, span.start, span.end):
            start, end = _trim(text, line.start(), line.end())
            if span.label == "PERSON":
                start = _after_titles(text, start, end)
            if start < end and any(letter.isalnum() for letter in text[start:end]):
                yield replace(span, start=start, end=end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    before = _LEADING.match(text, start, end)
    start = before.end() if before else start
    after = _TRAILING.search(text[start:end])
    return start, start + after.start() if after else end


def _after_titles(text: str, start: int, end: int) -> int:
    """Past the titles before a person's name, of which at least one word is left."""
    begin = start
    for word in re.finditer(r"(\S+)\s+", text[start:end]):
        if is_title(word[1]):
            begin = start + word.end()
        elif word[1].casefold() not in TITLE_MODIFIERS:
            break
    return begin
