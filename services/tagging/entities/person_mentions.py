"""Mends mentions of persons by the full names that the article gives: before names are joined."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from services.tagging.entities.genders import gender_before, gender_of_name, has_office
from services.tagging.mentions.boundaries import Field, Span, without_overlaps
from services.tagging.names import any_of, is_sure_title, is_title, line_list, surname, words

LIST_CONFIDENCE = 0.78
"""Confidence of a mention that was found in a list of names, as if the model had found it."""

_NAME = r"[A-ZÀ-Ý][\w’'-]+"
_LISTED = re.compile(
    rf"(?=[A-ZÀ-Ý])(?:(?<=[:;] )|(?<=; and )|(?<=\n)|^)({_NAME}(?: {_NAME})?)"
    rf", ({_NAME}(?: {_NAME}| [A-Z]\.?)*)"
    r"(?=;|\.?$|\.\s|(, \d{1,3}\b)|,? \()",
    re.MULTILINE,
)
_EASTERN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+")
_PAIR = re.compile(rf"(?<!\w)(?<!& )({_NAME}) & ({_NAME})(?! (?:&|[A-Z]))")
_PLACES_AND_BODIES = ("GPE", "LOC", "FAC", "ORG")
_PARTNERS = ("PERSON", "ORG", "GPE")
_ELIDED = re.compile(r" [dD][’'][A-ZÀ-Ý][\w-]+")
_WORD_BEFORE = re.compile(rf"({_NAME}) $")
_WORD_AFTER = re.compile(rf" ({_NAME})")
_FIRM_BEFORE = re.compile(rf"\b{any_of(line_list('firm_phrases_before'))} $", re.IGNORECASE)
_FIRM_AFTER = re.compile(rf"(?:[’']s?)? {any_of(line_list('firm_phrases_after'))}\b")
_PERSON_AFTER = re.compile(r", (?:the \w+, |an? \w+,? |aged |\d\d,|who\b|himself|herself)")


def mend_persons(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    """The mentions: names of a list with the surname first found, surnames whole, and firms told
    from the persons of their name: ``Holm & Dahl``, ``Holm shares``. In order, none overlapping."""
    spans = _by_shape(texts, _with_listed(texts, spans))
    spans = _with_partners(texts, _with_inner_titles(texts, spans))
    full = _full_names(texts, spans)
    ends = {name[at:] for name in full for at in range(1, len(name) - 1)}
    if full:
        spans = without_overlaps(_whole(texts[one.field], one, full, ends) for one in spans)
    return list(_without_firms(texts, spans, {surname(name) for name in full}))


def listed_pairs(texts: Mapping[Field, str], spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes in ``spans``: a surname in a list of names, and the given name behind it."""
    listed = {(field, one.start()) for field, text in texts.items() for one in _listed(text)}
    for index, (one, other) in enumerate(pairwise(spans)) if listed else ():
        begins = one.label == other.label == "PERSON" and (one.field, one.start) in listed
        if begins and one.field == other.field and other.start - one.end == len(", "):
            yield index, index + 1


def _listed(text: str) -> list[re.Match[str]]:
    """``Costa, Ana; Ito, Ben, 31``: persons, the surname first. At least two of them, and ages or
    known given names behind half of the surnames: teams are listed so too."""
    found = list(_LISTED.finditer(text)) if ";" in text else []
    sure = sum(bool(one[3] or gender_of_name(one[2].split()[0])) for one in found)
    return found if len(found) > 1 and 2 * sure >= len(found) else []


def _with_listed(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    listed = [
        Span(field, one.start(at), one.end(at), "PERSON", LIST_CONFIDENCE)
        for field, text in texts.items()
        for one in _listed(text)
        for at in (1, 2)
    ]
    if not listed:
        return list(spans)
    inside = {(one.field, at) for one in listed for at in range(one.start, one.end)}
    surnames = {_text(texts, one) for one in listed[::2]}
    kept = (
        replace(one, label="PERSON") if _text(texts, one) in surnames else one
        for one in spans
        if (one.field, one.start) not in inside and (one.field, one.end - 1) not in inside
    )
    return without_overlaps([*kept, *listed])


def _by_shape(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    """A name such as ``Bae Sun-hwa`` is a person's, all eleven such in the labelled articles; where
    it was taken for a place, its surname alone was not found."""
    mended: list[Span] = []
    surnames: dict[str, float] = {}
    for span in spans:
        name = _text(texts, span)
        if "-" in name and span.label in _PLACES_AND_BODIES and _EASTERN.fullmatch(name):
            surnames[name.partition(" ")[0]] = span.confidence
            mended.append(replace(span, label="PERSON"))
        else:
            mended.append(span)
    more = (
        Span(field, one.start(), one.end(), "PERSON", confidence)
        for surname_, confidence in surnames.items()
        for field, text in texts.items()
        for one in re.finditer(rf"(?<![\w-]){surname_}(?![\w-]| [A-Z])", text)
        if not _WORD_BEFORE.search(text[max(0, one.start() - 30) : one.start()])
    )
    return without_overlaps([*mended, *more]) if surnames else mended


def _with_inner_titles(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    """The spans, each person's as one that has a word for a title inside: ``Ada Baron Holm``."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.field == span.field and before.label == span.label == "PERSON":
            gap = texts[span.field][before.end : span.start]
            word = gap.strip()
            given = " " not in _text(texts, before)
            if given and gap == f" {word} " and word[:1].isupper() and _is_inner_title(word):
                joined[-1] = replace(before, end=span.end)
                continue
        joined.append(span)
    return joined


def _is_inner_title(word: str) -> bool:
    return word[1:].islower() and is_title(word) and not is_sure_title(word)


def _with_partners(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    """The spans, ``Holm & Dahl`` as one organisation where ``Holm`` or ``Dahl`` is one of them and
    neither is a given name."""
    edges = {(one.field, one.start, one.end): one for one in spans if one.label in _PARTNERS}
    firms = [
        replace(part, start=pair.start(), end=pair.end(), label="ORG")
        for field, text in texts.items()
        for pair in (_PAIR.finditer(text) if " & " in text else ())
        if not gender_of_name(pair[1]) and not gender_of_name(pair[2])
        for part in (edges.get((field, *pair.span(1))) or edges.get((field, *pair.span(2))),)
        if part
    ]
    inside = {(one.field, at) for one in firms for at in range(one.start, one.end)}
    kept = (one for one in spans if (one.field, one.start) not in inside)
    return without_overlaps([*firms, *kept]) if firms else list(spans)


def _full_names(texts: Mapping[Field, str], spans: Iterable[Span]) -> set[tuple[str, ...]]:
    names = {words(_text(texts, one)) for one in spans if one.label == "PERSON"}
    return {name for name in names if len(name) > 1}


def _whole(text: str, span: Span, full: set[tuple[str, ...]], ends: set[tuple[str, ...]]) -> Span:
    """A part of a person's name with the word beside it that the full name has there too: ``Ito
    Costa`` of ``Ana Ito Costa`` where the model found ``Costa``. ``ends`` are the ends of the full
    names, of two words and more."""
    name = words(text[span.start : span.end]) if span.label == "PERSON" else ()
    if not name:
        return span
    if elided := _ELIDED.match(text, span.end):
        return replace(span, end=elided.end())
    if name in full:
        return span
    before = _WORD_BEFORE.search(text[max(0, span.start - 30) : span.start])
    if before and (*words(before[1]), *name) in ends:
        return replace(span, start=span.start - len(before[0]))
    after = _WORD_AFTER.match(text, span.end)
    if after and (*name, *words(after[1])) in ends:
        return replace(span, end=span.end + len(after[0]))
    return span


def _without_firms(
    texts: Mapping[Field, str], spans: Sequence[Span], surnames: set[str]
) -> Iterator[Span]:
    """The spans; surnames that name a firm there are organisations. Where the person always has a
    title behind the full name, the bare name is the firm too."""
    told: dict[str, dict[Span, str]] = defaultdict(dict)
    for span in spans:
        name = words(_text(texts, span))
        if span.label in ("PERSON", "ORG") and len(name) == 1 and name[0] in surnames:
            told[name[0]][span] = _person_or_firm(texts[span.field], span)
    changed: dict[Span, Span] = {}
    for cues in told.values():
        if "firm" not in cues.values():
            continue
        bare = "ORG" if "titled" in cues.values() else None
        for span, cue in cues.items():
            label = {"firm": "ORG", "titled": "PERSON", "person": "PERSON"}.get(cue, bare)
            changed[span] = replace(span, label=label or span.label)
    yield from (changed.get(span, span) for span in spans)


def _person_or_firm(text: str, span: Span) -> str:
    """``titled``, ``person`` or ``firm`` by the words around a name; empty if they tell nothing."""
    if gender_before(text, span.start) or has_office(text, span.start):
        return "titled"
    if _PERSON_AFTER.match(text, span.end):
        return "person"
    before = text[max(0, span.start - 40) : span.start]
    return "firm" if _FIRM_BEFORE.search(before) or _FIRM_AFTER.match(text, span.end) else ""


def _text(texts: Mapping[Field, str], span: Span) -> str:
    return texts[span.field][span.start : span.end]
