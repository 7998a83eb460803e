"""Finds where the article names again what it has named, and the model did not see it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.tagging.mentions.boundaries import NAMES, Field, Span, disjoint
from services.tagging.model_input import is_capitals
from services.tagging.names import is_title

REPEATED = 0.55
"""Confidence in a mention found only because its name is known from elsewhere in the article: so
many were right, and they raise F1 by half a point all the same."""

HEADLINE_EXCESS = 2
"""A headline's capitals mislead the model: a span with so many words more than a known name in
it is taken for that name and the words around it."""


def find_repeats(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans and, where none of them lies, further mentions of the same names, in order."""
    spans = list(spans)
    surfaces = dict(_surfaces(texts, spans))
    kept = [span for span in spans if not _swallows(texts[span.field], span, surfaces)]
    found = list(kept)
    for field, text in texts.items():
        taken = [span for span in found if span.field == field]
        capitals = _in_capitals(text)
        for surface in sorted(surfaces, key=lambda one: (-len(one), one)):
            places = {*_occurrences(text, surface)}
            if capitals:
                places |= {*_occurrences(capitals, surface.upper())}
            for start in sorted(places):
                end = start + len(surface)
                if _is_free(taken, start, end):
                    new = Span(field, start, end, surfaces[surface], REPEATED)
                    found.append(new)
                    taken = disjoint([*taken, new])
    return disjoint(found)


def _surfaces(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Names that may be looked for, each with its type: those of the body, and surnames."""
    in_body = [span for span in spans if span.field == "body"]
    for span in in_body or spans:
        surface = texts[span.field][span.start : span.end]
        if span.label in NAMES and surface[0].isupper() and len(surface) > 1:
            if span.label == "PERSON" and " " in surface:
                surname = surface.rsplit(" ", 1)[1]
                if len(surname) > 2 and surname[0].isupper() and not is_title(surname):
                    yield surname, "PERSON"
            yield surface, span.label


def _swallows(text: str, span: Span, surfaces: Mapping[str, str]) -> bool:
    """Whether a span of the title is a known name with some of the headline around it."""
    surface = text[span.start : span.end]
    if span.field != "title" or span.label not in NAMES or surface in surfaces:
        return False
    count = len(surface.split())
    return any(
        count - len(known.split()) >= HEADLINE_EXCESS
        and next(_occurrences(surface, known), None) is not None
        for known in surfaces
    )


def _occurrences(text: str, surface: str) -> Iterator[int]:
    """Offsets where the surface stands as words of its own, also beside a hyphen."""
    start = text.find(surface)
    while start != -1:
        end = start + len(surface)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or after.isalnum()) and not _in_double_name(text, start, end):
            yield start
        start = text.find(surface, end)


def _in_capitals(text: str) -> str:
    """The text with all but its lines in capitals blotted out, empty if it has none of these."""
    lines = [
        line if is_capitals(line) else " " * len(line) for line in text.splitlines(keepends=True)
    ]
    return "".join(lines) if any(not line.isspace() for line in lines) else ""


def _in_double_name(text: str, start: int, end: int) -> bool:
    """Whether it stands in the middle of a double name such as ``Anne-Marie-Claire Dupont``."""
    return (
        bool(re.match(r"-[A-Z][a-z]+\s[A-Z]", text[end : end + 30]))
        and text[max(start - 1, 0)] == "-"
    )


def _is_free(taken: Sequence[Span], start: int, end: int) -> bool:
    place = bisect_right(taken, start, key=lambda one: one.start)
    free_before = place == 0 or taken[place - 1].end <= start
    return free_before and (place == len(taken) or end <= taken[place].start)
