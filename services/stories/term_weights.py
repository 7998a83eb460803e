"""How telling a term is: the rarer in news, the more.

Counts begin with those of a background of news that ships as ``data/term_counts.json.gz`` (made by
``services.lab.stories.count_terms``), and grow with every article that is read.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from math import fsum, log, sqrt

from services.stories.clues import Clues, Terms

KINDS = ("words", "names", "numbers")
Weights = Mapping[str, float]
"""A term's share in a vector of length 1."""


@dataclass(slots=True)
class TermWeights:
    """Articles that hold each term, of all articles so far."""

    articles: int = 0
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {kind: Counter() for kind in KINDS}
    )

    def add(self, clues: Clues) -> None:
        """Count the terms of one more article."""
        self.articles += 1
        self.counts["words"].update(clues.words.keys())
        self.counts["names"].update(clues.names.keys())
        self.counts["numbers"].update(clues.numbers.keys())

    def of(self, kind: str, term: str) -> float:
        """The inverse document frequency: the log of one in how many articles holds the term."""
        return log((self.articles + 1) / (self.counts[kind][term] + 0.5))

    def vector(self, kind: str, terms: Terms) -> Weights:
        """The terms as a vector of length 1: log of the count, times rarity."""
        count, seen = self.counts[kind], self.articles + 1
        vector = {
            term: (1 + log(often)) * log(seen / (count[term] + 0.5))
            for term, often in terms.items()
        }
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {term: weight / length for term, weight in vector.items()}

    def to_json(self, most: int) -> dict[str, object]:
        """The counts of the ``most`` commonest terms of each kind."""
        return {
            "articles": self.articles,
            **{kind: dict(self.counts[kind].most_common(most)) for kind in KINDS},
        }


def shipped() -> TermWeights:
    """The weights to begin with."""
    packed = files("services.stories").joinpath("data", "term_counts.json.gz").read_bytes()
    saved = json.loads(gzip.decompress(packed))
    counts = {kind: Counter[str](saved[kind]) for kind in KINDS}
    return TermWeights(saved["articles"], counts)


def similarity(one: Weights, other: Weights) -> float:
    """The cosine of two vectors of length 1; the same in whatever order a set gives its terms."""
    return fsum([one[term] * other[term] for term in one.keys() & other.keys()])


def counted(articles: Iterable[Clues]) -> TermWeights:
    """The weights of a collection."""
    weights = TermWeights()
    for clues in articles:
        weights.add(clues)
    return weights
