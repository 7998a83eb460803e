"""Joins names that the model cut in two, and splits those that it ran together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from services.tagging.mentions.boundaries import NAME_LABELS, Cover, Field, Span, without_overlaps
from services.tagging.mentions.type_cues import ORG_WORDS, PLACE_WORDS
from services.tagging.names import acronyms, any_of, is_title, word_list

_PARTICLES = any_of(word_list("name_particles"))
_AFTER_PERSON = re.compile(
    rf"-(?!{any_of(word_list('person_compound_endings'))})[a-z]{{2,}}"
    rf"|(?: {_PARTICLES})+ [A-Z][\w’'-]+"
)
# "I" alone is a numeral only where no clause can begin with it.
_NUMERAL = re.compile(
    r" (?:(?:II|III|IV|V|VI{1,3}|IX|XI{0,3}|XIV|XVI{0,3})\b|I(?= ?[(,.;]| of\b| was\b))"
)
_ENDS_IN_PARTICLE = re.compile(rf" {_PARTICLES}$")
_REST_OF_PARTICLE = re.compile(rf"(?: {_PARTICLES})* [A-Z][\w’'-]+")
_CAMPUS = re.compile(
    r" at [A-Z][a-zà-ÿ.]+(?: [A-Z][a-zà-ÿ.]+){0,3}|, (?:[A-Z][a-z]+ ){1,3}County\b"
)
_YEAR = re.compile(r" (?:of )?(?:1[6-9]|20)\d\d\b")
_OF_PLACE = re.compile(r" (?:of|for)(?: the)? $")
_APOSTROPHE_ORG = re.compile(rf"['’] {any_of(word_list('apostrophe_org_words'))}\b")
_ACRONYM = re.compile(r" ?\(\W?([A-Z][A-Za-z&-]{1,9})\W?\)")
_HYPHEN = re.compile("[-–]")
_SURNAME = re.compile(r" ([A-ZÀ-Ý][a-zà-ÿ’'-]+[a-zà-ÿ])(?= [a-z(]|[,.;:’'])")
_BRACKET = re.compile(r"(?:['’]s?)? ?\(\W?")
_LIST = re.compile(r",\s+(?:and\s+)?|\s+(?:and|&)\s+")
_GENERIC = ORG_WORDS | PLACE_WORDS | word_list("generic_words")
_NAME_BEFORE = re.compile(r"(?:(?:[A-ZÀ-Ý][\w’'-]*|de|la|el|del|las|los|of) )+$")
_BEFORE_MINISTER = re.compile(r"(?:\s+and\s+[A-Z]\w+)*\s+(?:[Mm]inisters?|[Ss]ecretary)\b")
_MINISTER_OF = re.compile(r"\b(?:[Mm]inisters?|[Ss]ecretary) (?:of|for)(?: the)? $")

LONGEST_GAP = 6
"""Code points between a name and its short form in brackets, at most: ``’s (“``."""


def split_and_join(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans, each one name as far as the text around it tells. In order, none overlapping."""
    spans = [one for one in spans if not _is_office(texts[one.field], one)]
    spans = list(_split(texts, spans))
    longer = [(one, _extended(texts[one.field], one)) for one in spans]
    if any(more is not one for one, more in longer):
        # "Ida Holm von der Universität Tarn" ends before the body.
        others = [one for one in spans if one.label in NAME_LABELS and one.label != "PERSON"]
        is_free = Cover(texts, others).is_free
        spans = [
            more if one.label != "PERSON" or is_free(replace(more, start=one.end)) else one
            for one, more in longer
        ]
    taken = {(one.field, one.start) for one in spans}
    spans = [_with_surname(texts[one.field], one, taken) for one in spans]
    spans = _joined(texts, without_overlaps(spans))
    return without_overlaps([*spans, *_acronyms(texts, spans)])


def _is_office(text: str, span: Span) -> bool:
    """``Interior`` in ``the Interior Minister`` names an office, not an organisation."""
    if span.label != "ORG":
        return False
    return bool(
        _BEFORE_MINISTER.match(text, span.end)
        or _MINISTER_OF.search(text[max(0, span.start - 30) : span.start])
    )


def _split(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[Span]:
    known = {texts[one.field][one.start : one.end] for one in spans}
    for span in spans:
        name = texts[span.field][span.start : span.end]
        if name.isalpha():
            yield span
            continue
        parts = list(_parts(name, _LIST)) if span.label in NAME_LABELS else []
        halves = list(_parts(name, _HYPHEN))
        if len(halves) > 1 and all(name[a:b] in known for a, b in halves):
            yield from (replace(span, start=span.start + a, end=span.start + b) for a, b in halves)
        elif len(parts) > 1 and _are_names([name[a:b] for a, b in parts], known, span.label):
            yield from (replace(span, start=span.start + a, end=span.start + b) for a, b in parts)
        else:
            yield span


def _parts(name: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for gap in separator.finditer(name):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(name)


def _are_names(parts: list[str], known: set[str], label: str) -> bool:
    """Whether the parts of a list are names of their own: all but one stand elsewhere, or each
    is an organisation by its own words."""
    if sum(part in known for part in parts) >= len(parts) - 1 and len(parts[-1].split()) < 4:
        return all(part[:1].isupper() for part in parts)
    organisations = [bool(set(part.casefold().split()) & ORG_WORDS) for part in parts]
    long = all(len(part.split()) > 1 for part in parts)
    return label == "ORG" and all(organisations) and long


def _extended(text: str, span: Span) -> Span:
    """With the rest of a personal name, or of an organisation's."""
    if span.label == "PERSON":
        inside = text[span.start : span.end]
        pattern = _REST_OF_PARTICLE if _ENDS_IN_PARTICLE.search(inside) else _AFTER_PERSON
        more = pattern.match(text, span.end) or _NUMERAL.match(text, span.end)
        return replace(span, end=more.end()) if more else span
    if span.label == "ORG" and text.startswith("University of ", span.start):
        more = _CAMPUS.match(text, span.end)
        return replace(span, end=more.end()) if more else span
    if span.label == "LAW" or text.endswith(" Act", span.start, span.end):
        more = _YEAR.match(text, span.end)
        return replace(span, end=more.end(), label="LAW") if more else span
    if span.label in ("ORG", "FAC", "GPE"):
        more = _APOSTROPHE_ORG.match(text, span.end)
        if more:
            return replace(span, end=more.end(), label="ORG")
        if all(word.casefold() in _GENERIC for word in text[span.start : span.end].split()):
            name = _NAME_BEFORE.search(text[max(0, span.start - 60) : span.start])
            if name and " " in text[span.start : span.end]:
                return replace(span, start=span.start - len(name[0].lstrip()))
    return span


def _with_surname(text: str, span: Span, taken: set[tuple[Field, int]]) -> Span:
    """A lone given name with the capitalised word behind it, if that is nothing else."""
    if span.label != "PERSON" or " " in text[span.start : span.end]:
        return span
    more = _SURNAME.match(text, span.end)
    if not more or (span.field, span.end + 1) in taken or more[1].casefold() in _GENERIC:
        return span
    return span if is_title(more[1]) else replace(span, end=more.end(1))


def _joined(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.field == span.field and _are_one(texts[span.field], before, span):
            label = "ORG" if before.label == "ORG" else span.label
            joined[-1] = replace(before, end=span.end, label=label)
        else:
            joined.append(span)
    return joined


def _are_one(text: str, one: Span, other: Span) -> bool:
    """Whether two neighbours are one name: a person's, or an organisation ``of`` a place."""
    between = text[one.end : other.start]
    if between == " ":
        return one.label == other.label == "PERSON"
    if one.label == "ORG" and other.label in ("GPE", "LOC") and _OF_PLACE.fullmatch(between):
        return text[one.start : one.end].split()[-1].casefold() in ORG_WORDS
    return False


def acronym_pairs(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes in ``spans``: a name, and the short form in brackets right behind it."""
    for index, (one, other) in enumerate(pairwise(spans)):
        if one.field == other.field and 0 < other.start - one.end <= LONGEST_GAP:
            text = texts[one.field]
            short = text[other.start : other.end]
            if _BRACKET.fullmatch(text, one.end, other.start) and _is_short(short):
                yield index, index + 1


def _is_short(name: str) -> bool:
    capitals = sum(letter.isupper() for letter in name)
    return (" " not in name and capitals > 1) or name.isupper()


def _acronyms(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[Span]:
    """Short names in brackets behind an organisation's long one."""
    for span in spans:
        if span.label == "ORG":
            text = texts[span.field]
            short = _ACRONYM.match(text, span.end)
            if short and _abbreviates(short[1], text[span.start : span.end]):
                yield Span(span.field, short.start(1), short.end(1), "ORG", span.confidence)


def _abbreviates(short: str, name: str) -> bool:
    """Whether ``short`` has the name's initials, or at least two of them in order."""
    if short.casefold() in acronyms(name):
        return True
    initials = "".join(word[0] for word in name.split()).casefold()
    letters = iter(initials)
    return short.isupper() and sum(letter in letters for letter in short.casefold()) >= 2
