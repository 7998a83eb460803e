"""Lets all mentions of a name decide what it is: an article is about the same few things."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from math import log10

from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.mentions.type_cues import head_type, type_cues
from services.tagging.names import CACHED_NAMES, line_list, normalise, surname, words

CHANGED_CONFIDENCE = 0.66
"""Confidence of a mention whose type was changed by the vote: the share of these that were right in
marked news."""

WEIGHTS = {
    # What the words around a mention say, counted at every mention.
    "in": 0.7,  # a preposition of place before it: GPE
    "dateline": 1.5,  # it opens a dateline: GPE
    "capitals": 1.5,  # 3 to 6 capitals in a line that has small letters: ORG
    "layout": 3.0,  # the layout shows it, or a word such as "hurricane": the type that it shows
    # What the article says elsewhere.
    "short form": 1.5,  # it stands in brackets behind an organisation: ORG
    "surname": 3.0,  # it is the surname of a person's longer name: PERSON
    # What is known of the name.
    "head": 1.5,  # its first or last word is of a type, such as "ministry" or "river"
    "country": 3.0,  # a country has it: GPE
    "people": 1.5,  # a people has it: NORP
    "place": 2.0,  # a place has it, times the place's renown (0..1): GPE
    "known organisation": 1.5,  # data/organisations.txt has it: ORG
}
"""Votes for a type; a mention that the model finds is 1 vote for the type that the model gives.

Set by hand. On outlets that the model was not trained on, leaving out one of ``country``,
``place``, ``known organisation``, ``surname`` and ``dateline`` costs right entities; the others
change nothing there, and decide in short texts. Titles, ages, "who", verbs of speech, "the", nouns
of place, and the last word of an organisation earned nothing in either."""

REGION_RENOWN = 0.7
"""Renown (0..1) of every region."""

UNKNOWN_POPULATION = 10_000
"""A city of this population has no renown; one of a hundred times as many has 1, and the scale
between them is logarithmic."""

Votes = dict[str, float]
"""Votes by type."""

PLACE_LABELS = ("GPE", "LOC", "FAC")


def vote_types(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans, those of one normalised name with one type. Values such as dates stay as they are.

    A span whose type changes has ``CHANGED_CONFIDENCE``.
    """
    spans = list(spans)
    keys = [normalise(texts[span.field][span.start : span.end]) for span in spans]
    parts = {key: words(key) for key in keys}
    ballots: dict[str, Votes] = defaultdict(lambda: defaultdict(float))
    for span, key in zip(spans, keys, strict=True):
        if span.label in NAME_LABELS:
            shown = span.confidence >= LAYOUT_CONFIDENCE
            ballots[key][span.label] += WEIGHTS["layout"] if shown else 1.0
            for cue, label in type_cues(texts[span.field], span.start, span.end):
                ballots[key][label] += WEIGHTS[cue]
    for long, short in acronym_pairs(texts, spans):
        if spans[long].label == "ORG" or head_type(parts[keys[long]]) == "ORG":
            ballots[keys[short]]["ORG"] += WEIGHTS["short form"]
    full = {key: _with_knowledge(key, votes) for key, votes in ballots.items()}
    winners = {key: _winner(votes) for key, votes in full.items() if len(parts[key]) > 1}
    surnames = {surname(parts[key]) for key, label in winners.items() if label == "PERSON"}
    for key in full.keys() & surnames:
        full[key]["PERSON"] += WEIGHTS["surname"]
    types = {key: _winner(votes) for key, votes in full.items()}
    return [
        span
        if span.label not in NAME_LABELS or types[key] == span.label
        else replace(span, label=types[key], confidence=CHANGED_CONFIDENCE)
        for span, key in zip(spans, keys, strict=True)
    ]


@cache
def known_organisations() -> frozenset[str]:
    """The normalised names of ``data/organisations.txt``."""
    return frozenset(map(normalise, line_list("organisations")))


def _with_knowledge(key: str, votes: Votes) -> Votes:
    votes = defaultdict(float, votes)
    for label, weight in _knowledge(key):
        votes[label] += weight
    return votes


@lru_cache(CACHED_NAMES)
def _knowledge(key: str) -> tuple[tuple[str, float], ...]:
    """The votes by what is known of a name, whatever the article."""
    votes: list[tuple[str, float]] = []
    head = head_type(words(key))
    if head:
        votes.append((head, WEIGHTS["head"]))
    if key in known_organisations():
        votes.append(("ORG", WEIGHTS["known organisation"]))
    if countries.find(key):
        votes.append(("GPE", WEIGHTS["country"]))
    elif countries.find_people(key):
        votes.append(("NORP", WEIGHTS["people"]))
    else:
        known = max(map(renown, places.find(key)), default=0.0)
        votes.append(("GPE", WEIGHTS["place"] * known))
    return tuple(votes)


def renown(place: places.Place) -> float:
    """0..1: how likely a place of that name is meant, by its population."""
    if place.kind == "region":
        return REGION_RENOWN
    return min(1.0, max(0.0, log10(max(place.population, 1) / UNKNOWN_POPULATION) / 2))


def _winner(votes: Votes) -> str:
    """The type with the most votes. The types of places stand together against all others, then
    against each other."""
    total = sum(votes.get(label, 0.0) for label in PLACE_LABELS)
    best, most = max(votes.items(), key=lambda one: (one[1], one[0]))
    if total >= most:
        return max(PLACE_LABELS, key=lambda label: votes.get(label, 0.0))
    return best
