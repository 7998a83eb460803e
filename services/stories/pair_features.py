"""What speaks for two articles telling of one event, and what against it, as numbers.

Two events of one kind share words; what tells them apart is the rare names, the numbers and the
days that one has and the other lacks.
"""

from collections.abc import Set
from math import fsum

from services.stories.described import MOST_COUNTED, TOP_NAMES, Described
from services.stories.term_weights import Weights, similarity

UNKNOWN = -1.0
"""Stands for a feature that one of the two can't have, such as days apart without a date."""
RARE = 5.5
"""Inverse document frequency of a name that one in 245 articles holds."""

NAMES = (
    "words", "lead", "title", "title_in_lead", "names", "numbers",
    "rarest_name", "second_name", "third_name", "rare_names", "names_of_first",
    "names_of_second", "top_names_of_first", "top_names_of_second", "own_name_of_first",
    "own_name_of_second", "own_names_of_both", "shared_numbers", "own_numbers_of_both",
    "days_apart", "shared_weekdays", "other_weekdays", "shared_dates", "other_dates",
    "lengths", "shorter", "same_outlet", "no_title", "whole_names", "main_name",
    "word_overlap",
)  # fmt: skip
"""The features in order. *First* is the article read later."""


def pair_features(first: Described, second: Described) -> list[float]:
    """The features ``NAMES`` of two articles."""
    a, b = first.clues, second.clues
    shared = a.names.keys() & b.names.keys()
    rarity = {name: (first.name_rarity[name] + second.name_rarity[name]) / 2 for name in shared}
    rarest = sorted((rarity[n] for n in shared if not n.startswith("_")), reverse=True)[:3]
    rarest += [0.0] * (3 - len(rarest))
    own_first = _own_name(first, second)
    own_second = _own_name(second, first)
    words = len(a.words.keys() & b.words.keys())
    numbers = a.numbers.keys() & b.numbers.keys()
    return [
        similarity(first.words, second.words),
        similarity(first.lead, second.lead),
        _similarity(first.title, second.title),
        max(similarity(first.opening, second.lead), similarity(second.opening, first.lead)),
        similarity(first.names, second.names),
        _similarity(first.numbers, second.numbers),
        *rarest,
        float(sum([rarity[name] > RARE for name in shared])),
        _share_of_names(first, shared),
        _share_of_names(second, shared),
        _share_of_top_names(first, shared),
        _share_of_top_names(second, shared),
        own_first,
        own_second,
        min(own_first, own_second),
        fsum([first.number_rarity[number] for number in numbers]),
        float(min(len(a.numbers), len(b.numbers)) - len(numbers)),
        float(abs(a.day - b.day)) if a.day is not None and b.day is not None else UNKNOWN,
        float(len(a.weekdays & b.weekdays)),
        float(bool(a.weekdays and b.weekdays and not a.weekdays & b.weekdays)),
        float(len(a.dates & b.dates)),
        float(bool(a.dates and b.dates and not a.dates & b.dates)),
        min(a.length, b.length) / max(1, a.length, b.length),
        float(min(a.length, b.length)),
        float(a.outlet == b.outlet) if a.outlet and b.outlet else UNKNOWN,
        float(not (a.title and b.title)),
        float(sum([" " in name for name in shared])),
        max([rarity[n] * min(a.names[n], b.names[n]) for n in shared], default=0.0),
        words / max(1, len(a.words) + len(b.words) - words),
    ]


def _similarity(one: Weights, other: Weights) -> float:
    return similarity(one, other) if one and other else UNKNOWN


def _own_name(one: Described, other: Described) -> float:
    """The weight of the most telling name that the other lacks."""
    names = other.clues.names
    return next((weight for name, weight in one.telling_names if name not in names), 0.0)


def _share_of_names(one: Described, shared: Set[str]) -> float:
    """The share of its names, by weight, that both have."""
    counts, rarity = one.clues.names, one.name_rarity
    told = fsum([min(MOST_COUNTED, counts[name]) * rarity[name] for name in shared])
    return told / (one.all_names or 1.0)


def _share_of_top_names(one: Described, shared: Set[str]) -> float:
    top = one.telling_names[:TOP_NAMES]
    return sum([name in shared for name, _ in top]) / max(1, len(top))
