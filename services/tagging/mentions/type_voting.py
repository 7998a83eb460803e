"""Lets all mentions of a name decide what it is: an article is about the same few things."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from math import log10

from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import NAMES, Field, Span
from services.tagging.mentions.split_and_join import explained
from services.tagging.mentions.type_cues import ORG_WORDS, cues, head_type
from services.tagging.names import REMEMBERED, name_list, normalise, surname, words

CHANGED = 0.66
"""Confidence in a type that other mentions of the name decided: so many were right."""

WEIGHTS = {
    "title": 2.0,
    "age": 2.0,
    "who": 1.0,
    "speech": 1.0,
    "place noun": 1.5,
    "in": 0.7,
    "dateline": 3.0,
    "acronym": 2.0,
    "head": 2.0,
    "surname": 6.0,
    "country": 6.0,
    "place": 2.0,
    "people": 2.0,
    "body": 2.0,
    "known body": 3.0,
    "short form": 3.0,
    "capitals": 1.5,
    "the": 0.4,
}

Votes = dict[str, float]
"""Votes by type."""

PLACES = ("GPE", "LOC", "FAC")


def decide(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans, those of one name with one type; values such as dates as they are."""
    spans = list(spans)
    keys = [normalise(texts[span.field][span.start : span.end]) for span in spans]
    ballots: dict[str, Votes] = defaultdict(lambda: defaultdict(float))
    for span, key in zip(spans, keys, strict=True):
        if span.label in NAMES:
            ballots[key][span.label] += 1.0
            for cue, label in cues(texts[span.field], span.start, span.end):
                ballots[key][label] += WEIGHTS[cue]
    parts = {key: words(key) for key in keys}
    for long, short in explained(texts, spans):
        if spans[long].label == "ORG" or head_type(parts[keys[long]]) == "ORG":
            ballots[keys[short]]["ORG"] += WEIGHTS["short form"]
    full = {key: _with_knowledge(key, votes) for key, votes in ballots.items()}
    winners = {key: _winner(votes) for key, votes in full.items() if len(parts[key]) > 1}
    surnames = {surname(parts[key]) for key, label in winners.items() if label == "PERSON"}
    bodies = {parts[key][-1] for key, label in winners.items() if label == "ORG"} - ORG_WORDS
    for key in full:
        if key in surnames:
            full[key]["PERSON"] += WEIGHTS["surname"]
        elif key in bodies:
            full[key]["ORG"] += WEIGHTS["body"]
    types = {key: _winner(votes) for key, votes in full.items()}
    return [
        span
        if span.label not in NAMES or types[key] == span.label
        else replace(span, label=types[key], confidence=CHANGED)
        for span, key in zip(spans, keys, strict=True)
    ]


@cache
def bodies() -> frozenset[str]:
    """The normalised names of well-known bodies."""
    return frozenset(map(normalise, name_list("bodies")))


def _with_knowledge(key: str, votes: Votes) -> Votes:
    votes = defaultdict(float, votes)
    for label, weight in _knowledge(key):
        votes[label] += weight
    return votes


@lru_cache(REMEMBERED)
def _knowledge(key: str) -> tuple[tuple[str, float], ...]:
    votes: list[tuple[str, float]] = []
    head = head_type(words(key))
    if head:
        votes.append((head, WEIGHTS["head"]))
    if key in bodies():
        votes.append(("ORG", WEIGHTS["known body"]))
    if countries.find(key):
        votes.append(("GPE", WEIGHTS["country"]))
    elif countries.find_people(key):
        votes.append(("NORP", WEIGHTS["people"]))
    else:
        renown = max(map(_renown, places.find(key)), default=0.0)
        votes.append(("GPE", WEIGHTS["place"] * renown))
    return tuple(votes)


def _renown(place: places.Place) -> float:
    """0..1: how likely a place of that name is meant, by its people."""
    if place.kind == "region":
        return 0.7
    return min(1.0, max(0.0, log10(max(place.population, 1) / 10_000) / 2))


def _winner(votes: Votes) -> str:
    """The type with the most votes; a place is first decided against all else, then which."""
    total = sum(votes.get(label, 0.0) for label in PLACES)
    best, most = max(votes.items(), key=lambda one: (one[1], one[0]))
    if total >= most:
        return max(PLACES, key=lambda label: votes.get(label, 0.0))
    return best
