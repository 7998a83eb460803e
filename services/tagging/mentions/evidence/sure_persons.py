"""Finds names that only persons have, which a model cuts or takes for places and bodies."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.evidence.capitals import Runs
from services.tagging.mentions.type_cues import GIVEN_NAMES, ORG_WORDS, PLACE_WORDS
from services.tagging.names import TITLES, any_of, is_title, word_list

_EASTERN = word_list("eastern_surnames")
_EASTERN_GIVEN = re.compile("[A-Z][a-z]+[-‐‑][a-z]+")
"""``Jae-in``: no other names have a small letter behind their hyphen."""

_BURMESE = word_list("burmese_name_words")
_OF_EASTERN = _EASTERN | _BURMESE
_VIETNAMESE = word_list("vietnamese_given_names")
_VIETNAMESE_WORDS = range(3, 5)
"""How many words a Vietnamese name has that is sure to be one."""

_SURNAME_BEFORE = re.compile(r"(?:[a-z],?|['’]s?) (([A-Z][a-z]+) )$")
_NICKNAMED = re.compile(
    r"([A-ZÀ-Þ](?<![\w-].)[\w-]+) [“\"‘'(](?:[Tt]he )?[A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*)?[”\"’')]"
    r" [A-ZÀ-Þ][\w’-]*\w(?: (?:Jr|Sr)\.)?"
)
_SPEECH = any_of(word_list("speech_words"))
_PERSON_BEHIND = re.compile(rf",? \(?\d\d[,)]|,? (?:who|whose|{_SPEECH})\b")
_PERSON_BEFORE = re.compile(
    r"\b(?:named|appointed|elected|hired|replaced|succeeded|married|thanked|praised|arrested|Mr|Ms"
    r"|(?:work|met|spoke|team|play|live|stay|talk)\w* with|said|says) $"
)
_LISTED = re.compile(r",? and |, ")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|on|near|the|of|across|along|outside|from|over|under|to|into|visit|visited"
    r"|left|leave) $"
)
_NOBLES = frozenset(["king", "queen", "prince", "princess", "lord", "lady", "sir"])
_OCCUPATIONS = frozenset(map(str.title, TITLES - _NOBLES))
_OCCUPATION_SURNAMES = frozenset(map(str.title, word_list("occupation_surnames")))
"""They are no surnames where a sentence begins, if a given name is behind them: ``Baker Ida Holm``.
"""

_SENTENCE_ENDS = (". ", "! ", "? ", "” ", '" ', "\n")
_PLACE_GIVEN_NAMES = word_list("place_given_names")
_DOES = rf"['’]s |,? (?:{_SPEECH}|beat|won|lost|scored|who|was born|born|\d\d,|and (?:his|her))"
_ACTS = re.compile(_DOES)
_ACTING = re.compile(rf"(?:[.!?”\"] |\n)([A-Z]\w+)(?:{_DOES})")
_BURMESE_WORDS = range(3, 6)
"""How many words a name of Myanmar has that is sure to be one."""

_PARTICLE = re.compile(
    rf"[A-ZÀ-Þ]\S+(?: [A-ZÀ-Þ]\S+)?(?: {any_of(word_list('name_particles'))}){{1,3}}"
    r" [A-ZÀ-Þ][\w’-]+"
)
_OF_PERSONS = frozenset(["bin", "bint", "ibn", "van", "von"])
_SURNAME_BEHIND = re.compile(r" ([A-ZÀ-Þ][a-zà-ÿ]+)(?= [a-z]|,|[’']s)")
LONGEST_BEFORE = 30
"""Code points before a name that are looked at."""

_PLACES = ORG_WORDS | PLACE_WORDS


def sure_persons(text: str, spans: Sequence[Span], runs: Runs) -> Iterator[tuple[int, int]]:
    """Start and end of each name, in no order; some may overlap.

    ``spans`` are the field's names, in order, none overlapping, and ``runs`` those of the text.
    """
    eastern = set()
    for begin, end in runs:
        words = text[begin:end].split(" ")
        if len(words) > 1 and not _OF_EASTERN.isdisjoint(words):
            for start, stop in _eastern(begin, words):
                eastern.add(text[start:stop].split(" ")[0])
                yield start, stop
    yield from _alone(text, runs, eastern & _EASTERN)
    yield from _behind_occupations(text, spans, runs)
    for match in _NICKNAMED.finditer(text):
        if _is_given(match[1]):
            yield match.span()
    people = [one for one in spans if one.label == "PERSON"]
    for one in people:
        before = _SURNAME_BEFORE.search(text, max(0, one.start - LONGEST_BEFORE), one.start)
        if before and before[2] in _EASTERN:
            yield before.start(1), one.end
        elif particles := _PARTICLE.fullmatch(text, one.start, one.end):
            given, *rest = particles[0].split(" ")
            if _is_given(given) or not _OF_PERSONS.isdisjoint(rest):
                yield one.start, one.end
    yield from _with_place_words(text, spans)
    yield from _with_place_names(text, spans)


def _eastern(begin: int, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Korean, Chinese, Vietnamese and Burmese names in a run of words that begins there."""
    end = begin + len(" ".join(words))
    for size in _VIETNAMESE_WORDS:
        surname, *given = words[-size:]
        if len(given) == size - 1 and surname in _EASTERN and _VIETNAMESE.issuperset(given):
            yield end - len(" ".join([surname, *given])), end
    at = begin
    for is_burmese, group in groupby(words, key=_BURMESE.__contains__):
        name = list(group)
        length = len(" ".join(name))
        if is_burmese and len(name) in _BURMESE_WORDS:
            yield at, at + length
        at += length + 1
    for one, other in pairwise(words):
        if one in _EASTERN and _EASTERN_GIVEN.fullmatch(other):
            yield begin, begin + len(one) + 1 + len(other)
        begin += len(one) + 1


def _alone(text: str, runs: Runs, surnames: Set[str]) -> Iterator[tuple[int, int]]:
    """Where surnames of Eastern names stand without the rest, and do what persons do."""
    for start, end in runs if surnames else ():
        is_one = text[start:end] in surnames and not text.endswith("the ", 0, start)
        if is_one and _ACTS.match(text, end):
            yield start, end


def _behind_occupations(text: str, spans: Sequence[Span], runs: Runs) -> Iterator[tuple[int, int]]:
    """A given name and a surname behind an occupation, if the model has nothing else there."""
    starts, ends = [one.start for one in spans], [one.end for one in spans]
    for begin, end in runs:
        words = text[begin:end].split(" ")
        if len(words) != len(("Farmer", "Ida", "Holm")) or not _is_given(words[1]):
            continue
        start = begin + len(words[0]) + 1
        begins = begin == 0 or text.endswith(_SENTENCE_ENDS, 0, begin)
        is_one = words[0] in _OCCUPATIONS or (begins and words[0] in _OCCUPATION_SURNAMES)
        over = starts[bisect_right(ends, start) : bisect_left(starts, end)]
        if is_one and over in ([], [begin]) and words[2].casefold() not in _PLACES:
            yield start, end


def _with_place_names(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Persons whose given name is a place's, if their surname acts elsewhere."""
    acting: Set[str] | None = None
    given_names: set[str] = set()
    starts: set[int] = set()
    for one in spans:
        given, _, rest = text[one.start : one.end].partition(" ")
        if given.casefold() not in _PLACE_GIVEN_NAMES:
            continue
        surname = None if rest else _SURNAME_BEHIND.match(text, one.end)
        last = surname[1] if surname else rest
        if last.isalpha() and last.casefold() not in _PLACES:
            acting = frozenset(_ACTING.findall(text)) if acting is None else acting
            if last in acting:
                given_names.add(given)
                starts.add(one.start)
                yield one.start, surname.end() if surname else one.end
    alone = [
        one for one in spans if one.start not in starts and text[one.start : one.end] in given_names
    ]
    places = {
        text[one.start : one.end]
        for one in alone
        if _PLACE_BEFORE.search(text, max(0, one.start - LONGEST_BEFORE), one.start)
    }
    yield from ((one.start, one.end) for one in alone if text[one.start : one.end] not in places)


def _is_given(word: str) -> bool:
    return word.casefold() in GIVEN_NAMES


def _with_place_words(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Persons whose surname is a word for places or bodies: ``Laura Bridge, 52,``."""
    known: set[int] = set()
    for at, one in enumerate(spans):
        given, _, other = text[one.start : one.end].partition(" ")
        if not _is_given(given) or other.casefold() not in _PLACES:
            continue
        near = (spans[index] for index in (at - 1, at + 1) if 0 <= index < len(spans))
        if _is_person(text, one) or any(
            _LISTED.fullmatch(text, *_gap(one, beside))
            and (beside.start in known or _is_person(text, beside))
            for beside in near
        ):
            known.add(one.start)
            yield one.start, one.end


def _is_person(text: str, span: Span) -> bool:
    """Whether the model has a longer name there for a person, or the words around it do."""
    if _PLACE_BEFORE.search(text, max(0, span.start - LONGEST_BEFORE), span.start):
        return False
    if span.label == "PERSON" and " " in text[span.start : span.end]:
        return True
    if _PERSON_BEHIND.match(text, span.end):
        return True
    before = text[max(0, span.start - LONGEST_BEFORE) : span.start]
    return bool(_PERSON_BEFORE.search(before)) or is_title(before.strip().rpartition(" ")[2])


def _gap(one: Span, other: Span) -> tuple[int, int]:
    return min(one.end, other.end), max(one.start, other.start)
