"""Describes a name by what stands around its mentions."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from services.tagging.classifier.article_names import LABELS, Name
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.type_cues import type_cues
from services.tagging.model_input import is_capitals
from services.tagging.names import is_title

MOST_MENTIONS = 8
"""Mentions of a name whose surroundings are described."""

AROUND = 25
"""Code points before and behind a mention that are described."""

LONGEST_LINE = 200
"""Code points of a mention's line that are looked at."""

_CLASSES = {
    "in": ("in", "near", "across", "outside", "around"),
    "by": ("by", "with", "told"),
    "at": ("at",),
    "from": ("from", "to", "into"),
    "against": ("against", "beat", "over", "vs", "v"),
    "small": ("a", "an", "his", "her", "its", "their", "this", "that", "new", "former"),
    "of": ("of", "for"),
    "and": ("and", "&"),
}
_CLASS_OF_WORD = {word: name for name, listed in _CLASSES.items() for word in listed}
_NEXT = {
    "say": "said says told added asked wrote explained announced reported",
    "verb": "has have had is was were are will would could can did does went came made won took",
    "body": "officials spokesman spokeswoman shares chief executive staff members board employees "
    "plc stock president chairman ceo",
    "who": "who whose himself herself tweeted",
    "place": "city town village district county province region area island river street residents "
    "where",
    "event": "final tournament championship festival war attack attacks edition round",
    "product": "users app version device software model series engine console car cars",
    "law": "act law bill requires treaty",
    "people": "men women people troops forces government citizens authorities leader leaders army "
    "language",
}
_NEXT_OF_WORD = {word: name for name, listed in _NEXT.items() for word in listed.split()}
_CUES = ("in", "dateline", "capitals")
_LIST = re.compile(r"\s*(?:,|and|or|&|,\s*and|v|vs\.?|-|;)\s*")
_LONGEST_LIST_GAP = 8
_OPENING, _CLOSING = "\"“‘'«„", "\"”’'»“"
_OPENING_OR_BRACKET, _CLOSING_OR_BRACKET = _OPENING + "(", _CLOSING + ")"
_CLOSING_OR_COMMA = _CLOSING + ","
_SENTENCE_ENDS = ".!?:…"


class Surroundings:
    """What stands around the mentions."""

    def __init__(self, texts: Mapping[Field, str], spans: Sequence[Span]) -> None:
        self._texts = texts
        self._listed = _listed(texts, spans)
        self._lines: dict[tuple[Field, int], tuple[int, bool]] = {}

    def features(self, name: Name) -> dict[str, float]:
        """The share of the mentions of which each is true."""
        seen = name.mentions[:MOST_MENTIONS]
        shares = _NO_FLAGS.copy()
        share = 1 / len(seen)
        for one in seen:
            for flag in self._flags(one):
                shares[flag] += share
        return shares

    def _flags(self, span: Span) -> Iterator[str]:
        text = self._texts[span.field]
        before = text[max(0, span.start - AROUND) : span.start]
        after = text[span.end : span.end + AROUND]
        yield from self._of_line(text, span)
        yield from _before(before, at_start=span.start == 0)
        yield from _behind(after)
        yield from self._listed.get((span.field, span.start), ())
        for cue, _ in type_cues(text, span.start, span.end):
            yield f"cue: {cue}"
        if before[-1:] in _OPENING and after[:1] in _CLOSING_OR_COMMA and before and after:
            yield "in quotes"

    def _of_line(self, text: str, span: Span) -> Iterator[str]:
        start = text.rfind("\n", 0, span.start) + 1
        known = self._lines.get((span.field, start))
        if known is None:
            end = text.find("\n", span.start)
            end = len(text) if end < 0 else end
            known = end, is_capitals(text[start : min(end, start + LONGEST_LINE)])
            self._lines[span.field, start] = known
        end, capitals = known
        if capitals:
            yield "line in capitals"
        if end - start < 70:
            yield "short line"
            if text[start:end].strip(" .:;,-") == text[span.start : span.end]:
                yield "line of its own"


def _listed(
    texts: Mapping[Field, str], spans: Sequence[Span]
) -> dict[tuple[Field, int], list[str]]:
    """The types of the names beside each name of a list such as ``Tarn, Norburg and Oss``, by where
    it starts."""
    names = [one for one in spans if one.label in NAME_LABELS]
    beside: dict[tuple[Field, int], list[str]] = defaultdict(list)
    for one, other in pairwise(names):
        near = one.field == other.field and other.start - one.end <= _LONGEST_LIST_GAP
        if near and _LIST.fullmatch(texts[one.field], one.end, other.start):
            beside[one.field, one.start].append(f"beside: {other.label}")
            beside[other.field, other.start].append(f"beside: {one.label}")
    return beside


def _before(before: str, *, at_start: bool) -> Iterator[str]:
    last = before[-1:]
    if at_start or _opens_sentence(before):
        yield "opens sentence"
    if last == "(":
        yield "behind bracket"
    if last and last in "-–/":
        yield "behind hyphen"
    if last != " ":
        return
    word = before[:-1].rpartition(" ")[2].rpartition("\n")[2].strip(_OPENING_OR_BRACKET)
    lower = word.casefold()
    if lower == "the":
        yield "behind the"
    if word == "The":
        yield "behind The"
    if lower in _CLASS_OF_WORD:
        yield f"behind: {_CLASS_OF_WORD[lower]}"
    if word[:1].isupper():
        first = _opens_sentence(before[: len(before) - len(word) - 1])
        yield "behind first word" if first else "behind capital"
    if word[:1].isdigit():
        yield "behind digit"
    if word and is_title(word):
        yield "behind title"


def _opens_sentence(before: str) -> bool:
    """Whether what follows these words opens a sentence or a line."""
    if before[-1:] in _OPENING_OR_BRACKET and before:
        return True
    bare = before.rstrip(" ")
    if not bare or bare[-1] == "\n":
        return True
    if len(bare) == len(before):
        return False
    return bare.rstrip(_CLOSING_OR_BRACKET)[-1:] in _SENTENCE_ENDS


def _behind(after: str) -> Iterator[str]:
    first = after[:1]
    if first == ",":
        yield "before comma"
    elif first == ":":
        yield "before colon"
    elif first in ("'", "’") and after[1:2] == "s":
        yield "possessive"
    elif first in ("-", "–") and after[1:2].isalnum():
        yield "before hyphen"
    elif first == " ":
        if after[1:2] == "(":
            yield "before bracket"
        elif after[1:2].isupper():
            yield "before capital"
        elif after[1:2].isdigit():
            yield "before digit"
        else:
            word = after[1:].partition(" ")[0]
            if word in ("of", "for"):
                yield "before of"
            elif word in ("and", "&"):
                yield "before and"
            word = word.rstrip(".,;:").casefold()
            if word in _NEXT_OF_WORD:
                yield f"before: {_NEXT_OF_WORD[word]}"


FLAGS = (
    *("line in capitals", "short line", "line of its own", "opens sentence", "in quotes"),
    *("behind bracket", "behind hyphen", "behind the", "behind The", "behind first word"),
    *("behind capital", "behind digit", "behind title", *(f"behind: {one}" for one in _CLASSES)),
    *("before comma", "before colon", "possessive", "before hyphen", "before bracket"),
    *("before capital", "before digit", "before of", "before and"),
    *(f"before: {one}" for one in _NEXT),
    *(f"cue: {one}" for one in _CUES),
    *(f"beside: {label}" for label in LABELS),
)
"""What may be true of a mention's surroundings."""

_NO_FLAGS = dict.fromkeys(FLAGS, 0.0)
