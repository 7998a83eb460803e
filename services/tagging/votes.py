"""Lets all mentions of a name decide what it is: an article is about the same few things."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from services.tagging import countries
from services.tagging.names import is_title, normalise, words
from services.tagging.spans import NAMES, Field, Found

CHANGED = 0.75
"""Confidence in a type that other mentions of the name decided."""

_WORD_BEFORE = re.compile(r"([\w.-]+)\s+$")


def decide(texts: Mapping[Field, str], spans: Iterable[Found]) -> list[Found]:
    """The spans, those of one name with one type; values such as dates as they are."""
    spans = list(spans)
    keys = [normalise(texts[span.field][span.start : span.end]) for span in spans]
    ballots: dict[str, Counter[str]] = defaultdict(Counter)
    for span, key in zip(spans, keys, strict=True):
        ballots[key][span.label] += 1
        if _follows_title(texts[span.field], span.start):
            ballots[key]["PERSON"] += 2
    surnames = {words(key)[-1] for key, votes in ballots.items() if _is_full_name(key, votes)}
    types = {key: _winner(key, votes, surnames) for key, votes in ballots.items()}
    return [
        span
        if span.label not in NAMES or types[key] == span.label
        else replace(span, label=types[key], confidence=CHANGED)
        for span, key in zip(spans, keys, strict=True)
    ]


def _follows_title(text: str, start: int) -> bool:
    before = _WORD_BEFORE.search(text, max(0, start - 20), start)
    return before is not None and before[1][0].isupper() and is_title(before[1])


def _is_full_name(key: str, votes: Counter[str]) -> bool:
    return len(words(key)) > 1 and votes.most_common(1)[0][0] == "PERSON"


def _winner(key: str, votes: Counter[str], surnames: set[str]) -> str:
    if countries.find(key) and votes["PERSON"] * 2 <= votes.total():
        return "GPE"
    if key in surnames and votes["PERSON"]:
        return "PERSON"
    return votes.most_common(1)[0][0]
