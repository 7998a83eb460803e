"""Repairs the boundaries of a model's spans, so that a mention is the name and no more."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as data_field
from functools import lru_cache
from typing import Literal

from services.tagging.model_input import is_wrapped
from services.tagging.names import (
    CACHED_NAMES,
    TITLE_MODIFIERS,
    any_of,
    is_sure_title,
    is_title,
    line_list,
    word_list,
)

Field = Literal["title", "body"]

NAME_LABELS = frozenset(
    {
        *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"),
        *("EVENT", "PRODUCT", "LAW", "LANGUAGE", "WORK_OF_ART"),
    }
)
"""OntoNotes' types of names."""

VALUE_LABELS = frozenset(["DATE", "MONEY"])
"""Types that are kept as the model finds them. Bare numbers, times, shares and quantities name
nothing and are dropped."""

_NO_NAMES = word_list("no_names")
_LEADING_WORDS = word_list("leading_words")
_QUOTES = "\"'`“”‘’«»"
_LEADING = re.compile(
    rf"\A(?:{any_of(one for one in _LEADING_WORDS if one.isalpha())}\s+"
    rf"|{any_of(one for one in _LEADING_WORDS if not one.isalpha())}"
    rf"|[\s{_QUOTES}(\[{{,;:.–—-]+)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?:['’`]s|(?<=s)['’]|[\s{_QUOTES}\]}},;:/–—-]+"
    rf"|\s{any_of(line_list('trailing_words'))}"
    rf"|-{any_of(word_list('compound_endings'))})+\.?$",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"\s*\n\s*|\s+[–—-]{1,2}\s+|\s+/\s+|\s*[;|]\s+|\s+\((?![^()]*\))")
_FIRST_PARTICLE = re.compile(f"{any_of(word_list('first_particles'))} ")
_NUMBERS = re.compile(r"(?:\s+[+-]?\d[\d.,:/+-]*)+$")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of one field that may be a mention. Offsets are code points, end exclusive.

    ``seen`` is what the model saw there, for ``services.tagging.classifier``; empty if unknown.
    ``confidence`` is the share (0..1) of such mentions that were right, span and type, in six sets
    of marked news: 0.78 of those that are as the model has them.
    """

    field: Field
    start: int
    end: int
    label: str
    confidence: float = 0.78
    seen: bytes = data_field(default=b"", repr=False, compare=False)


def repair_boundaries(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans without what is no part of the name. In order, none empty, none overlapping.

    A span over a line end, a dash or an open bracket becomes several spans.
    """
    return without_overlaps([one for span in spans for one in _repaired(texts[span.field], span)])


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, title first. Of two that overlap the one that starts first stays, and of
    two with one start the longer one. Spans that only touch both stay."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.field != "title", one.start, -one.end)):
        before = kept[-1] if kept else None
        if before is None or before.field != span.field or before.end <= span.start:
            kept.append(span)
    return kept


class Cover:
    """The code points of each field that lie in one of some spans.

    It tells whether a span overlaps any of them, in the time that its own length takes.
    """

    def __init__(self, texts: Mapping[Field, str], spans: Iterable[Span] = ()) -> None:
        self._covered = {field: bytearray(len(text)) for field, text in texts.items()}
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Cover a span's code points too."""
        self._covered[span.field][span.start : span.end] = b"\1" * (span.end - span.start)

    def is_free(self, span: Span) -> bool:
        """Whether none of the span's code points is covered."""
        return self._covered[span.field].find(1, span.start, span.end) < 0


def _repaired(text: str, span: Span) -> Iterator[Span]:
    if span.label in VALUE_LABELS and span.start < span.end:
        yield span
    elif span.label in NAME_LABELS:
        for begin, stop in _pieces(text, span.start, span.end):
            start, end, label = _name_in(text[begin:stop], span.label)
            if start < end:
                yield _moved(span, begin + start, begin + end, label)


def _moved(span: Span, start: int, end: int, label: str) -> Span:
    if (start, end, label) == (span.start, span.end, span.label):
        return span
    return Span(span.field, start, end, label, span.confidence, span.seen)


@lru_cache(CACHED_NAMES)
def _name_in(text: str, label: str) -> tuple[int, int, str]:
    """Where the name in ``text`` starts and ends, and its type. Start is end if there is none."""
    start, end = _trim(text)
    first = text[start:end].partition(" ")
    label = "PERSON" if _is_titled(first[0], first[2]) else label
    if label == "PERSON":
        start = _after_titles(text, start, end)
        end -= _match_length(_NUMBERS, text[start:end])
    return start, end if _may_be_name(text[start:end], label) else start, label


def _is_titled(first: str, rest: str) -> bool:
    """Whether a name begins as only a person's does: ``Mr. Ito``, ``General de Meza``."""
    if rest and is_sure_title(first):
        return True
    return first[:1].isupper() and is_title(first) and bool(_FIRST_PARTICLE.match(rest))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts between line ends and dashes, and before an open bracket: ``X Board (XB``."""
    begin = start
    for first, behind in _breaks(text[start:end]):
        gap = start + first
        if "\n" not in text[gap : start + behind] or not is_wrapped(text, gap):
            yield begin, gap
            begin = start + behind
    yield begin, end


@lru_cache(CACHED_NAMES)
def _breaks(name: str) -> tuple[tuple[int, int], ...]:
    return tuple(gap.span() for gap in _BREAKS.finditer(name))


def _trim(text: str) -> tuple[int, int]:
    start = _match_length(_LEADING, text)
    end = len(text) - _match_length(_TRAILING, text[start:])
    kept = text[start:end]
    if kept.endswith(")") and kept.count("(") < kept.count(")"):
        end -= 1
    return start, end


def _match_length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return len(match[0]) if match else 0


def _after_titles(text: str, start: int, end: int) -> int:
    """The offset behind the titles before a person's name. At least one word is left."""
    begin = start
    for word in re.finditer(r"(\S+)\s+", text[start:end]):
        if is_title(word[1]):
            begin = start + word.end()
        elif word[1].casefold() not in TITLE_MODIFIERS:
            break
    return begin


def _may_be_name(name: str, label: str) -> bool:
    if name.casefold() in _NO_NAMES or (label == "PERSON" and is_title(name)):
        return False
    # A span of years, and a common word that the model took for a name.
    if label in ("PERSON", "GPE", "NORP") and not any(map(str.isalpha, name)):
        return False
    if label in ("PERSON", "ORG") and name.islower() and " " not in name:
        return False
    return any(letter.isalnum() for letter in name)
