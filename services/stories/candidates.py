"""Finds the earlier articles that an article is worth comparing with."""

from collections import defaultdict
from collections.abc import Iterator
from heapq import nsmallest
from math import exp

from services.stories.described import Described

MOST = 30
"""Candidates of one article. 60 gave no more on the development parts."""
NEWEST = 800
"""Articles of one term that are looked at, the newest: a common term tells little of older ones."""
LEAST_SCORE = 0.12
"""A score below tells of common words alone. Of nearest pairs of one story 3 in 100 have less in
the development part of look-alikes, none elsewhere; F1 is the same with all of them."""
_LEAST_WEIGHT = 0.04  # of a word in its article's vector
_SHARES = {"words": 1.0, "names": 1.5, "numbers": 0.5, "title": 0.6}
_DAYS = 30.0  # after which half of the score has gone by a factor of e


class Candidates:
    """The articles so far, by their telling terms; each by the number it was added as."""

    def __init__(self) -> None:
        self._holders: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        self._days: list[int | None] = []

    def of(self, article: Described, least_score: float = LEAST_SCORE) -> list[int]:
        """The numbers of the articles most like it, best first."""
        scores: dict[int, float] = defaultdict(float)
        for key, weight in _terms(article):
            for number, other in self._holders.get(key, [])[-NEWEST:]:
                scores[number] += weight * other
        day = article.clues.day
        if day is not None:
            for number in scores:
                there = self._days[number]
                if there is not None:
                    scores[number] *= 0.5 + 0.5 * exp(-abs(day - there) / _DAYS)
        near = [number for number, score in scores.items() if score >= least_score]
        return nsmallest(MOST, near, key=lambda number: (-scores[number], number))

    def add(self, article: Described) -> None:
        """Note one more article; its number is how many were added before."""
        number = len(self._days)
        self._days.append(article.clues.day)
        for key, weight in _terms(article):
            self._holders[key].append((number, weight))


def _terms(article: Described) -> Iterator[tuple[tuple[str, str], float]]:
    for kind, share in _SHARES.items():
        least = _LEAST_WEIGHT if kind == "words" else 0.0
        for term, weight in getattr(article, kind).items():
            if weight > least:
                yield (kind, term), share * weight
