"""Finds further mentions of the article's names that the model did not find."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from services.tagging.mentions.boundaries import (
    NAME_LABELS,
    Cover,
    Field,
    Span,
    without_overlaps,
)
from services.tagging.model_input import is_capitals
from services.tagging.names import is_title

REPEAT_CONFIDENCE = 0.55
"""Confidence of a mention that was found only because its name stands elsewhere in the article: the
share of these that were right in marked news. They raise F1 by half a point all the same, as
``wireroom eval tagging PATH`` shows."""

TITLE_CASE = 0.7
"""The least share of a headline's words that begin with a capital in title case."""

MOST_WORK = 2_000_000
"""Code points times names that are simply searched: some milliseconds."""

_WORD = re.compile(r"[^\W_]+")
_DOUBLE_NAME = re.compile(r"-[A-Z][a-z]{1,30}\s[A-Z]")


def add_repeats(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans and, where none of them lies, further mentions of the same names, in order."""
    spans = list(spans)
    names = dict(_names(texts, spans))
    kept = [one for one in spans if not _is_of_headline(texts, one, names)]
    found = list(kept)
    taken = Cover(texts, kept)
    for field, text in texts.items():
        written, shouted = _NameFinder(text, names), _in_capitals(text)
        capitals = _NameFinder(shouted, names) if shouted else None
        for name in sorted(names, key=lambda one: (-len(one), one)):
            starts = [*written.find(name)]
            if capitals:
                starts = sorted({*starts, *capitals.find(name.upper())})
            for start in starts:
                new = Span(field, start, start + len(name), names[name], REPEAT_CONFIDENCE)
                if taken.is_free(new):
                    found.append(new)
                    taken.add(new)
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


def _is_of_headline(texts: Mapping[Field, str], span: Span, names: Mapping[str, str]) -> bool:
    """Whether a span of the title is made of a headline's capitals, which mislead the model.

    It is if it is a known name with some of the headline around it. In a headline in title case it
    also is if the body does not say it: of such spans none was right on labelled articles.
    """
    text = texts[span.field]
    name = text[span.start : span.end]
    if span.field != "title" or span.label not in NAME_LABELS or name in names:
        return False
    inside = _NameFinder(name, ())
    if any(known in name and next(inside.find(known), None) is not None for known in names):
        return True
    return _is_title_case(text) and name.casefold() not in texts["body"].casefold()


def _is_title_case(text: str) -> bool:
    """Whether most words of a line begin with a capital."""
    first = [word[0] for word in text.split() if word[0].isalpha()]
    return len(first) > 3 and sum(map(str.isupper, first)) > TITLE_CASE * len(first)


class _NameFinder:
    """Finds names in a text. Where there are many, by their first words, so that a name takes no
    time where it is not."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self._text = text
        self._starts: dict[str, list[int]] | None = None
        if len(text) * len(names) > MOST_WORK:
            self._starts = defaultdict(list)
            for word in _WORD.finditer(text):
                self._starts[word[0]].append(word.start())

    def find(self, name: str) -> Iterator[int]:
        """Offsets where the name stands as words of its own, also beside a hyphen, in order. It
        begins with a letter."""
        free = 0
        for start in self._places(name):
            if start >= free:
                free = end = start + len(name)
                after = self._text[end : end + 1]
                if not after.isalnum() and not _in_double_name(self._text, start, end):
                    yield start

    def _places(self, name: str) -> Iterator[int]:
        """Where a word of the text begins and the name's letters follow."""
        if not name[0].isalnum():
            return
        if self._starts is not None:
            starts = self._starts.get(_WORD.findall(name)[0], ())
            yield from (start for start in starts if self._text.startswith(name, start))
            return
        start = self._text.find(name)
        while start >= 0:
            if start == 0 or not self._text[start - 1].isalnum():
                yield start
            start = self._text.find(name, start + 1)


def _in_capitals(text: str) -> str:
    """The text with all but its lines in capitals as spaces, empty if it has none of these."""
    lines = [
        line if is_capitals(line) else " " * len(line) for line in text.splitlines(keepends=True)
    ]
    return "".join(lines) if any(not line.isspace() for line in lines) else ""


def _in_double_name(text: str, start: int, end: int) -> bool:
    """Whether it stands in the middle of a double name such as ``Anne-Marie-Claire Dupont``."""
    return text[max(start - 1, 0)] == "-" and bool(_DOUBLE_NAME.match(text, end))
