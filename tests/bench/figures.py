"""What a measurement says, and whether it is worse than an earlier one: pure.

A figure on a shared machine means little alone. It is measured three times, in turn with a
reference, and it is their ratio, repeat by repeat, that is judged and compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal, Self

NOISE_FLOOR = 0.05
"""Share by which two runs of the same code differ even where three repeats happen to agree."""

NOISE_UNKNOWN = 0.25
"""Taken for figures measured once, which do not tell their own."""

NOISE_CEILING = 1.0
"""Noisier than this, a figure can't say that something got worse."""


@dataclass(frozen=True, slots=True)
class Target:
    """What must hold for the median: of the value, or of the ratio to the reference."""

    of: Literal["value", "ratio"]
    sense: Literal["at least", "at most"]
    bound: float

    def holds(self, figure: "Figure") -> bool | None:
        """None if there is nothing to judge."""
        values = figure.ratios if self.of == "ratio" else figure.values
        if not values:
            return None
        found = median(values)
        return found >= self.bound if self.sense == "at least" else found <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.sense == "at least" else "≤"
        return f"{self.of} {sign} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a value of each repeat, and its ratio to the reference's."""

    name: str
    unit: str
    values: tuple[float, ...]
    more_is_better: bool = True
    reference: str = ""
    ratios: tuple[float, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def judged(self) -> tuple[float, ...]:
        """What says how good it is: the ratios where there is a reference."""
        return self.ratios or self.values

    @property
    def spread(self) -> float:
        """Distance of the extremes of what is judged, as a share of its median."""
        middle = median(self.judged)
        return (max(self.judged) - min(self.judged)) / abs(middle) if middle else 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "values": list(self.values),
            "more_is_better": self.more_is_better,
            "reference": self.reference,
            "ratios": list(self.ratios),
            "targets": [str(target) for target in self.targets],
            "met": [target.holds(self) for target in self.targets],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """Raises KeyError if it is none. Targets are this code's, not the file's."""
        return cls(
            found["name"],
            found["unit"],
            tuple(found["values"]),
            found["more_is_better"],
            found["reference"],
            tuple(found["ratios"]),
        )


def beside(
    name: str,
    unit: str,
    values: Sequence[float],
    reference: str,
    others: Sequence[float],
    *,
    more_is_better: bool = True,
    targets: Iterable[Target] = (),
) -> Figure:
    """A figure with its ratio to the reference's of the same repeat."""
    ratios = tuple(value / other for value, other in zip(values, others, strict=True))
    return Figure(name, unit, tuple(values), more_is_better, reference, ratios, tuple(targets))


@dataclass(frozen=True, slots=True)
class Difference:
    """How a figure changed: ``change`` as a share, above 0 if it got worse, and its noise."""

    name: str
    before: float
    after: float
    change: float
    noise: float

    @property
    def is_worse(self) -> bool:
        return self.change > self.noise


def compare(before: Iterable[Figure], after: Iterable[Figure]) -> list[Difference]:
    """The figures that both runs have, in the order of the later one."""
    earlier = {figure.name: figure for figure in before}
    return [_difference(earlier[figure.name], figure) for figure in after if figure.name in earlier]


def _difference(before: Figure, after: Figure) -> Difference:
    then, now = median(before.judged), median(after.judged)
    low, high = sorted((then, now))
    share = (high - low) / low if low > 0 else 0.0
    got_worse = now < then if after.more_is_better else now > then
    once = min(len(before.judged), len(after.judged)) == 1
    floor = NOISE_UNKNOWN if once else NOISE_FLOOR
    noise = min(max(before.spread, after.spread, floor), NOISE_CEILING)
    return Difference(after.name, then, now, share if got_worse else -share, noise)
