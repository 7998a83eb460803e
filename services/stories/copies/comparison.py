"""What speaks for one text repeating another, and what for two fillings of one form.

A form (a table of prices, a weather report, a match report) repeats its words too, but not its
numbers and names. A copy may be cut, extended, corrected in a place; the rest agrees.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

from services.stories.copies.common_runs import common_runs
from services.stories.copies.wording import Wording

T = TypeVar("T")

UNKNOWN_DAYS = -1.0
LEAD_WORDS = 40
LONG_RUN = 12
"""Words of a run that two authors hardly write by chance."""

NAMES = (
    "words_of_shorter", "words_of_longer", "threes_of_shorter", "threes_of_longer",
    "sixes_of_shorter", "sixes_of_longer", "longest_run", "in_long_runs", "mean_run",
    "numbers_of_fewer", "numbers_of_more", "share_of_numbers", "share_of_other_numbers",
    "other_numbers_in_100", "capitals", "other_capitals_in_100", "lengths", "lead", "days",
)  # fmt: skip
"""The features in order."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``shared`` and ``shared_of_earlier`` are shares, 0 to 1, of the words of either text that
    stand in common runs; ``shorter`` is the number of words of the shorter one."""

    features: list[float]
    shared: float
    shared_of_earlier: float
    shorter: int
    sixes_of_longer: float


def compare(later: Wording, earlier: Wording) -> Comparison:
    """The two texts, side by side."""
    runs = common_runs(later.words, earlier.words)
    in_runs = sum(length for _, length in runs)
    shorter = max(1, min(len(later.words), len(earlier.words)))
    fewer = min(later.numbers.total(), earlier.numbers.total())
    shared_numbers = (later.numbers & earlier.numbers).total()
    only_later = later.numbers.total() - shared_numbers
    only_earlier = earlier.numbers.total() - shared_numbers
    other_numbers = min(only_later, only_earlier)
    capitals = len(later.capitals & earlier.capitals)
    other_capitals = min(len(later.capitals), len(earlier.capitals)) - capitals
    numbers = later.numbers.total() + earlier.numbers.total()
    sixes = _shares(later.runs_of(6), earlier.runs_of(6))
    features = [
        *_shares(Counter(later.words), Counter(earlier.words)),
        *_shares(later.runs_of(3), earlier.runs_of(3)),
        *sixes,
        max((length for _, length in runs), default=0) / shorter,
        sum(length for _, length in runs if length >= LONG_RUN) / shorter,
        in_runs / max(1, len(runs)),
        shared_numbers / max(1, fewer),
        shared_numbers / max(1, later.numbers.total(), earlier.numbers.total()),
        numbers / max(1, len(later.words) + len(earlier.words)),
        other_numbers / max(1, fewer),
        100 * other_numbers / shorter,
        capitals / max(1, min(len(later.capitals), len(earlier.capitals))),
        100 * other_capitals / shorter,
        shorter / max(1, len(later.words), len(earlier.words)),
        _shares(Counter(later.words[:LEAD_WORDS]), Counter(earlier.words[:LEAD_WORDS]))[0],
        float(abs(later.day - earlier.day))
        if later.day is not None and earlier.day is not None
        else UNKNOWN_DAYS,
    ]
    return Comparison(
        features,
        min(1.0, in_runs / max(1, len(later.words))),
        min(1.0, in_runs / max(1, len(earlier.words))),
        shorter,
        sixes[1],
    )


def _shares(one: Counter[T], other: Counter[T]) -> tuple[float, float]:
    """How much of the smaller and of the larger both have."""
    common = (one & other).total()
    sizes = sorted((one.total(), other.total()))
    return common / max(1, sizes[0]), common / max(1, sizes[1])
