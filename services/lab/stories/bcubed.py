"""BCubed precision, recall and F1 of a grouping (Bagga and Baldwin, 1998)."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BCubed:
    """Means over articles, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def bcubed(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> BCubed:
    """How well the groups ``found`` fit the groups ``wanted``, article by article."""
    if not wanted:
        return BCubed(0.0, 0.0)
    both = Counter(zip(wanted, found, strict=True))
    in_wanted, in_found = Counter(wanted), Counter(found)
    return BCubed(
        sum(n * n / in_found[group] for (_, group), n in both.items()) / len(wanted),
        sum(n * n / in_wanted[group] for (group, _), n in both.items()) / len(wanted),
    )
