"""Brings together the names whose type is sure, each as long as the model has it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.evidence.capitals import capital_runs
from services.tagging.mentions.evidence.firms import firms
from services.tagging.mentions.evidence.laws_and_events import laws_and_events
from services.tagging.mentions.evidence.naming_nouns import named_by_nouns
from services.tagging.mentions.evidence.sure_persons import sure_persons

_YEAR = re.compile(r"(?: (?:1[6-9]|20)\d\d)?")

Found = tuple[int, int, str]
"""Start, end and type of a name."""


def sure_names(texts: Mapping[Field, str], spans: Iterable[Span]) -> Iterator[Span]:
    """Names whose type the words in and around them say, in no order; some may overlap.

    ``spans`` are the model's, in order, none overlapping.
    """
    names = [one for one in spans if one.label in NAME_LABELS]
    for field, text in texts.items():
        of_field = [one for one in names if one.field == field]
        for start, end, label in _of_field(text, of_field):
            yield Span(field, start, end, label)


def _of_field(text: str, names: Sequence[Span]) -> Iterator[Found]:
    starts, ends = [one.start for one in names], [one.end for one in names]

    def overlapping(start: int, end: int) -> Sequence[Span]:
        return names[bisect_right(ends, start) : bisect_left(starts, end)]

    runs = capital_runs(text)
    for start, end, label in laws_and_events(text):
        whole = _around(start, end, overlapping(start, end))
        if not whole:
            yield start, end, label
        elif whole.label != "WORK_OF_ART" and (whole.label != "PERSON" or whole.end == end):
            is_name = _YEAR.fullmatch(text, end, whole.end)
            yield (whole.start, whole.end, label) if is_name else (start, end, label)
    for start, end, label in named_by_nouns(text, runs):
        whole = _around(start, end, overlapping(start, end))
        if whole and whole.start == start and " and " not in text[end : whole.end]:
            end = whole.end
        yield start, end, label
    surnames = {name.rpartition(" ")[2] for name in _people(text, names)}
    for start, end in firms(text, runs):
        over = overlapping(start, end)
        if text[start:end] not in surnames and (not over or over[0].start == start):
            yield start, over[0].end if over else end, "ORG"
    for start, end in sure_persons(text, names, runs):
        yield start, end, "PERSON"


def _around(start: int, end: int, spans: Iterable[Span]) -> Span | None:
    """The span, if there is one, that holds all of a name."""
    return next((one for one in spans if one.start <= start and end <= one.end), None)


def _people(text: str, names: Iterable[Span]) -> Iterator[str]:
    """Persons' names of several words."""
    for one in names:
        if one.label == "PERSON" and " " in text[one.start : one.end]:
            yield text[one.start : one.end]
