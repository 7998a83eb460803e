"""An article with the weight that each of its terms had when it was read."""

from dataclasses import dataclass

from services.stories.clues import Clues
from services.stories.term_weights import TermWeights, Weights

MOST_COUNTED = 3
"""A name counts that often at most: a long text is not more about each of its names."""
TOP_NAMES = 6


@dataclass(frozen=True, slots=True)
class Described:
    """Vectors have length 1; ``rarity`` and ``name_rarity`` are inverse document frequencies."""

    clues: Clues
    words: Weights
    lead: Weights
    title: Weights
    opening: Weights
    """Title and lead, each term once."""
    names: Weights
    numbers: Weights
    name_rarity: Weights
    number_rarity: Weights
    word_rarity: Weights
    all_names: float
    """The sum of rarity times count over all names."""
    telling_names: tuple[tuple[str, float], ...]
    """Names with their rarity times count, the most telling first."""


def describe(clues: Clues, weights: TermWeights) -> Described:
    """The article as the weights are now."""
    rarity = {name: weights.of("names", name) for name in clues.names}
    told = {name: often * rarity[name] for name, often in clues.names.items()}
    in_pairs = {word for pair in clues.word_pairs for word in pair}
    return Described(
        clues=clues,
        words=weights.vector("words", clues.words),
        lead=weights.vector("words", clues.lead),
        title=weights.vector("words", clues.title),
        opening=weights.vector("words", dict.fromkeys([*clues.title, *clues.lead], 1)),
        names=weights.vector("names", clues.names),
        numbers=weights.vector("numbers", clues.numbers),
        name_rarity=rarity,
        number_rarity={number: weights.of("numbers", number) for number in clues.numbers},
        word_rarity={word: weights.of("words", word) for word in in_pairs},
        all_names=sum(
            min(MOST_COUNTED, often) * rarity[name] for name, often in clues.names.items()
        ),
        telling_names=tuple(sorted(told.items(), key=lambda one: (-one[1], one[0]))),
    )
