"""Finds further mentions of the article's names that the model did not find."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span, without_overlaps
from services.tagging.model_input import is_capitals
from services.tagging.names import is_title

REPEAT_CONFIDENCE = 0.55
"""Confidence of a mention that was found only because its name stands elsewhere in the article: the
share of these that were right in marked news. They raise F1 by half a point all the same, as
``wireroom eval tagging PATH`` shows."""

HEADLINE_EXCESS = 2
"""A headline's capitals mislead the model. A span with this many words more than a known name in it
gives way to that name."""


def add_repeats(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans and, where none of them lies, further mentions of the same names, in order."""
    spans = list(spans)
    names = dict(_names(texts, spans))
    kept = [span for span in spans if not _is_headline_part(texts[span.field], span, names)]
    found = list(kept)
    for field, text in texts.items():
        taken = [span for span in found if span.field == field]
        capitals = _in_capitals(text)
        for name in sorted(names, key=lambda one: (-len(one), one)):
            starts = {*_occurrences(text, name)}
            if capitals:
                starts |= {*_occurrences(capitals, name.upper())}
            for start in sorted(starts):
                end = start + len(name)
                if _is_free(taken, start, end):
                    new = Span(field, start, end, names[name], REPEAT_CONFIDENCE)
                    found.append(new)
                    taken = without_overlaps([*taken, new])
    return without_overlaps(found)


def _names(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Names to be looked for, each with its type: those of the body, and surnames."""
    in_body = [span for span in spans if span.field == "body"]
    for span in in_body or spans:
        name = texts[span.field][span.start : span.end]
        if span.label in NAME_LABELS and name[0].isupper() and len(name) > 1:
            if span.label == "PERSON" and " " in name:
                surname = name.rsplit(" ", 1)[1]
                if len(surname) > 2 and surname[0].isupper() and not is_title(surname):
                    yield surname, "PERSON"
            yield name, span.label


def _is_headline_part(text: str, span: Span, names: Mapping[str, str]) -> bool:
    """Whether a span of the title is a known name with some of the headline around it."""
    name = text[span.start : span.end]
    if span.field != "title" or span.label not in NAME_LABELS or name in names:
        return False
    count = len(name.split())
    return any(
        count - len(known.split()) >= HEADLINE_EXCESS
        and next(_occurrences(name, known), None) is not None
        for known in names
    )


def _occurrences(text: str, name: str) -> Iterator[int]:
    """Offsets where the name stands as words of its own, also beside a hyphen."""
    start = text.find(name)
    while start != -1:
        end = start + len(name)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or after.isalnum()) and not _in_double_name(text, start, end):
            yield start
        start = text.find(name, end)


def _in_capitals(text: str) -> str:
    """The text with all but its lines in capitals as spaces, empty if it has none of these."""
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
    """Whether none of ``taken``, which are in order, overlaps these offsets."""
    index = bisect_right(taken, start, key=lambda one: one.start)
    free_before = index == 0 or taken[index - 1].end <= start
    return free_before and (index == len(taken) or end <= taken[index].start)
