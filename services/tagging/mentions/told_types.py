"""Types names by words that leave no doubt: states by their short names, towns, treaties."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.tagging.kb import places
from services.tagging.kb.places import Place
from services.tagging.mentions.boundaries import NAME_LABELS, Cover, Field, Span, without_overlaps
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE
from services.tagging.names import any_of, normalise, word_list, words

BEFORE = 60
"""Code points before a name that are looked at."""

_STATE = re.compile(
    rf", (?<=[\w.], )({any_of(places.short_names() - {'D.C.', 'Miss.', 'O.'})})(?=[\s,;)—–]|$)"
)
"""Behind a town or a party. The three left out are part of a name, a title or an initial."""

_TOWN_OF = re.compile(
    r"\b(?:towns?|cit(?:y|ies)|villages?|communit(?:y|ies)|municipalit(?:y|ies)|suburbs?|hamlets?"
    r"|capital) of (?:the )?$",
    re.IGNORECASE,
)
_LIVES_IN = re.compile(
    r"\b(?:born|raised|based|headquartered|liv(?:es?|ed|ing)|resid(?:es?|ed|ing)|stationed|stranded"
    r"|ends?|ended|starts?|started|begins?|began|lands?|landed|docks?|docked|stops?|stopped"
    r"|arrives?|arrived) (?:in|at|near|outside) $"
)
_IN = re.compile(
    rf"\b(?:{any_of(word_list('place_prepositions'))}|from|as far as) "
    r"(?:[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){0,2}(?:,| and|, and) )?$"
)
_POSSESSIVE = re.compile(r"['’]")
_TREATY = re.compile(r" (?:accords?|agreements?|pacts?|treat(?:y|ies))\b")
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")


def tell_types(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    """The spans in order, all those of a name with the type that the words tell of one of them, and
    with ``LAYOUT_CONFIDENCE``. States by their short names are added."""
    spans = _with_states(texts, spans)
    names = [normalise(texts[one.field][one.start : one.end]) for one in spans]
    regions = _regions(texts, spans)
    longer = _parts_of_longer(names, spans)
    told: dict[str, str] = {}
    for name, span in zip(names, spans, strict=True):
        if span.label in NAME_LABELS and span.confidence < LAYOUT_CONFIDENCE:
            label = _of_treaty(texts[span.field], span)
            if not label and name not in longer:
                label = _of_town(texts[span.field], name, span, regions)
            if label:
                told[name] = label
    return [
        replace(span, label=told[name], confidence=LAYOUT_CONFIDENCE)
        if name in told and span.label in NAME_LABELS
        else span
        for name, span in zip(names, spans, strict=True)
    ]


def _with_states(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[Span]:
    states = [
        Span(field, *match.span(1), "GPE", LAYOUT_CONFIDENCE)
        for field, text in texts.items()
        for match in _STATE.finditer(text)
    ]
    if not states:
        return list(spans)
    of_state = {(one.field, at): one for one in states for at in range(one.start, one.end)}
    kept = [
        one
        for one in spans
        if (state := of_state.get((one.field, one.start))) is None
        or state is not of_state.get((one.field, one.end - 1))
    ]
    return without_overlaps([*kept, *filter(Cover(texts, kept).is_free, states)])


def _regions(texts: Mapping[Field, str], spans: Sequence[Span]) -> set[Place]:
    """The states and provinces that the article names."""
    named = {texts[one.field][one.start : one.end] for one in spans if one.label == "GPE"}
    return {region for one in named if (region := _region(one))}


def _region(name: str) -> Place | None:
    known = (one for one in places.find(name) if one.qid and not one.is_city)
    return places.region_of(name) or next(known, None)


def _parts_of_longer(names: Sequence[str], spans: Sequence[Span]) -> set[str]:
    """Words of people's longer names."""
    longer = (words(name) for name, one in zip(names, spans, strict=True) if one.label == "PERSON")
    return {word for parts in longer if len(parts) > 1 for word in parts}


def _of_treaty(text: str, span: Span) -> str | None:
    if span.label in ("EVENT", "LAW", "PRODUCT") and _TREATY.match(text, span.end):
        # "A World War II agreement" is named by its time.
        return "LAW" if _ACRONYM.search(text, span.start, span.end) else None
    return None


def _of_town(text: str, name: str, span: Span, regions: set[Place]) -> str | None:
    before = text[max(0, span.start - BEFORE) : span.start]
    if span.label != "NORP" and before.endswith(("of ", "of the ")) and _TOWN_OF.search(before):
        return "GPE"
    if span.label != "PERSON" or _POSSESSIVE.match(text, span.end):
        return None
    if before.endswith(("in ", "at ", "near ", "outside ")) and _LIVES_IN.search(before):
        return "GPE"
    is_of_region = any(places.in_region(name, one) for one in regions)
    return "GPE" if is_of_region and _IN.search(before) else None
