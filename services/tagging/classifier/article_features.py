"""Describes each name of an article by what the article says of it: around it, and elsewhere."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.tagging.classifier.name_features import WORD, name_features
from services.tagging.kb import countries
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.mentions.type_cues import type_cues
from services.tagging.model_input import is_capitals
from services.tagging.names import is_title, normalise, surname, words

LABELS = (
    *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"),
    *("EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"),
)
"""The types of names, in the order of the classifier's answers."""

MOST_MENTIONS = 8
"""Mentions of a name whose surroundings are described."""

LONGEST_PARTS = 6
"""Words of a name, at most, whose parts are looked for among the other names."""

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
_SENTENCE_ENDS = ".!?:…"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an article: its key, its longest spelling, its mentions."""

    key: str
    text: str
    mentions: tuple[Span, ...]


def names_of(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Name]:
    """The names among the spans, each with all of its mentions, in order of the first."""
    by_key: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        if span.label in NAME_LABELS:
            by_key[normalise(texts[span.field][span.start : span.end])].append(span)
    return [
        Name(key, max((texts[one.field][one.start : one.end] for one in some), key=len), (*some,))
        for key, some in by_key.items()
    ]


def features(
    texts: Mapping[Field, str],
    spans: Sequence[Span],
    names: Sequence[Name],
    beside: Sequence[Name] = (),
) -> list[dict[str, float]]:
    """The features of each name; ``spans`` are all of the article, in order, and ``beside`` are the
    names that are not described."""
    elsewhere = _Elsewhere(texts, spans, [*names, *beside])
    around = _Around(texts, spans)
    return [
        around.features(name)
        | elsewhere.features(name)
        | _as_found(name)
        | name_features(name.text)
        for name in names
    ]


def _as_found(name: Name) -> dict[str, float]:
    found = _NOT_FOUND.copy()
    share = 1 / len(name.mentions)
    found["mentions"] = len(name.mentions)
    for one in name.mentions:
        found[f"found: {one.label}"] += share
        if one.field == "title":
            found["in title"] += share
    return found


_NOT_FOUND = {"mentions": 0.0, "in title": 0.0, **{f"found: {label}": 0.0 for label in LABELS}}


class _Elsewhere:
    """What the article says elsewhere: longer names, parts, short forms, lower case."""

    def __init__(
        self, texts: Mapping[Field, str], spans: Sequence[Span], names: Sequence[Name]
    ) -> None:
        asked = {word.casefold() for name in names for word in WORD.findall(name.text)}
        words_ = (word for text in texts.values() for word in WORD.findall(text))
        self._lower = Counter(word for word in words_ if word in asked)
        self._short = {
            normalise(_text(texts, spans[short]))
            for long, short in acronym_pairs(texts, spans)
            if spans[long].label == "ORG"
        }
        self._keys = {name.key for name in names}
        self._surnames: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._org_ends: Counter[str] = Counter()
        self._org_begins: Counter[str] = Counter()
        self._other_ends: Counter[str] = Counter()
        self._longer: Counter[str] = Counter()
        for name in names:
            parts = words(name.key)
            if len(parts) < 2:
                continue
            label = Counter(one.label for one in name.mentions).most_common(1)[0][0]
            if label == "PERSON":
                self._surnames[surname(parts)] += 1
                self._given[parts[0]] += 1
            elif label == "ORG":
                self._org_ends[parts[-1]] += 1
                self._org_begins[parts[0]] += 1
            else:
                self._other_ends.update((parts[0], parts[-1]))
            if len(parts) <= LONGEST_PARTS:
                ends = {" ".join(parts[:at]) for at in range(1, len(parts))}
                self._longer.update(ends | {" ".join(parts[at:]) for at in range(1, len(parts))})

    def features(self, name: Name) -> dict[str, float]:
        parts = words(name.key)
        one, rest = (parts[0], ()) if len(parts) == 1 else ("", parts[1:])
        tokens = WORD.findall(name.text)
        capital = [word.casefold() for word in tokens if not word[0].islower()]
        return {
            "short for body": name.key in self._short,
            "surname of": self._surnames[one],
            "given name of": self._given[one],
            "last of body": self._org_ends[one],
            "first of body": self._org_begins[one],
            "end of other": self._other_ends[one],
            "in longer": self._longer[name.key],
            "holds others": sum(part in self._keys for part in _parts(parts)),
            "begins with other": bool(rest) and parts[0] in self._keys,
            "ends with other": bool(rest) and " ".join(rest) in self._keys,
            "other and word": bool(rest) and " ".join(parts[:-1]) in self._keys,
            "begins with people": bool(rest) and _is_people(parts[0]),
            "lower: all": min((self._lower[word] for word in capital), default=0)
            if len(capital) == len(tokens)
            else 0,
            "lower: first": self._lower[capital[0]] if tokens and tokens[0][0].isupper() else 0,
            "lower: last": self._lower[capital[-1]] if tokens and tokens[-1][0].isupper() else 0,
        }


def _parts(parts: tuple[str, ...]) -> Iterator[str]:
    """The runs of a name's words, shorter than the name."""
    if len(parts) <= LONGEST_PARTS:
        for size in range(1, len(parts)):
            for at in range(len(parts) - size + 1):
                yield " ".join(parts[at : at + size])


def _is_people(word: str) -> bool:
    return bool(countries.find_people(word) or countries.find(word))


class _Around:
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
        yield from self._listed.get(span, ())
        for cue, _ in type_cues(text, span.start, span.end):
            yield f"cue: {cue}"
        if before[-1:] in _OPENING and after[:1] in _CLOSING + "," and before and after:
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


def _listed(texts: Mapping[Field, str], spans: Sequence[Span]) -> dict[Span, list[str]]:
    """The types of the names beside each name of a list: ``Tarn, Norburg and Oss``."""
    names = [one for one in spans if one.label in NAME_LABELS]
    beside: dict[Span, list[str]] = defaultdict(list)
    for one, other in pairwise(names):
        near = one.field == other.field and other.start - one.end <= _LONGEST_LIST_GAP
        if near and _LIST.fullmatch(texts[one.field], one.end, other.start):
            beside[one].append(f"beside: {other.label}")
            beside[other].append(f"beside: {one.label}")
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
    word = before[:-1].rpartition(" ")[2].rpartition("\n")[2].strip(_OPENING + "(")
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
    if before[-1:] in _OPENING + "(" and before:
        return True
    bare = before.rstrip(" ")
    if not bare or bare[-1] == "\n":
        return True
    if len(bare) == len(before):
        return False
    return bare.rstrip(_CLOSING + ")")[-1:] in _SENTENCE_ENDS


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


def _text(texts: Mapping[Field, str], span: Span) -> str:
    return texts[span.field][span.start : span.end]
