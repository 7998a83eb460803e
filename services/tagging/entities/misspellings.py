"""Tells whether a name that stands once is another name of the article but for one letter."""

from collections.abc import Iterator
from functools import lru_cache

from services.tagging.entities.person_names import PersonName
from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import NAME_LABELS
from services.tagging.names import CACHED_NAMES

SHORTEST = 5
"""Letters of the shortest word that one letter may differ in: ``Iran`` and ``Iraq`` are two."""


def misspelling_keys(label: str, key: str, person: PersonName | None) -> Iterator[tuple[str, ...]]:
    """What a name shares with each that it is but for one letter: itself with a letter left out.

    A person's given names stay as they are: Maria is not Mario. A full name shares its surname
    with the bare one.
    """
    if len(key) < SHORTEST or label not in NAME_LABELS:
        return
    parts = key.split(" ")
    first = len(parts) - 1 if person else 0
    for at in range(first, len(parts)):
        for less in _less_a_letter(parts[at]):
            yield (label, *parts[:at], less, *parts[at + 1 :])
    if person and first:
        yield from ((label, less) for less in _less_a_letter(person.spelt[-1]))


def is_misspelt(
    label: str, rare: str, usual: str, person: PersonName | None, other: PersonName | None
) -> bool:
    """Whether two normalised names of one type are one but for a letter. Two that the world knows
    are two; so are persons with two full names, but for their last words."""
    if label == "GPE" and all(countries.find(one) or places.find(one) for one in (rare, usual)):
        return False
    if label == "NORP" and all(map(countries.find_people, (rare, usual))):
        return False
    some, every = rare.split(" "), usual.split(" ")
    if person and other and len(some) == 1:
        every = [other.spelt[-1]]
    if len(some) != len(every) or (person and some[:-1] != every[:-1]):
        return False
    differing = [(one, two) for one, two in zip(some, every, strict=True) if one != two]
    return len(differing) == 1 and _differ_by_a_letter(*differing[0])


@lru_cache(CACHED_NAMES)
def _less_a_letter(word: str) -> frozenset[str]:
    """The word, and it without each of its letters, none for a short one."""
    if len(word) < SHORTEST or not word.isalpha():
        return frozenset()
    return frozenset([word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))])


def _differ_by_a_letter(one: str, other: str) -> bool:
    """Whether one letter is more, less, another, or has changed places with the next. The first
    letter is right, and none more stands at the end of ``one``."""
    if min(len(one), len(other)) < SHORTEST or not (one + other).isalpha() or one[0] != other[0]:
        return False
    if one[:-1] == other:
        # The Costas are a family, and a Quuxlander is not Quuxland.
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
