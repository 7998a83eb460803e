"""An article by its most telling terms, each with the weight that it had when it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.stories.clues import Clues, Terms
from services.stories.term_weights import TermWeights, Weights

MOST_WORDS, MOST_LEAD, MOST_NAMES, MOST_NUMBERS = 32, 32, 16, 8
"""Terms of an article that are kept, the most telling. All of them, and pairs of words besides,
gave no higher F1 on the development parts: .945, .976 and .839 for .943, .971 and .845."""
MOST_COUNTED = 3
"""A name counts that often at most: a long text is not more about each of its names."""
TOP_NAMES = 6


@dataclass(frozen=True, slots=True)
class Described:
    """Vectors have length 1; ``name_rarity`` and ``number_rarity`` are inverse document
    frequencies. ``clues`` hold only the terms that are kept."""

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
    all_names: float
    """The sum of rarity times count over all names."""
    telling_names: tuple[tuple[str, float], ...]
    """Names with their rarity times count, the most telling first."""


def describe(clues: Clues, weights: TermWeights) -> Described:
    """The article as the weights are now."""
    clues = replace(
        clues,
        words=_most_telling(clues.words, weights.vector("words", clues.words), MOST_WORDS),
        lead=_most_telling(clues.lead, weights.vector("words", clues.lead), MOST_LEAD),
        names=_most_telling(clues.names, weights.vector("names", clues.names), MOST_NAMES),
        numbers=_most_telling(
            clues.numbers, weights.vector("numbers", clues.numbers), MOST_NUMBERS
        ),
    )
    rarity = {name: weights.of("names", name) for name in clues.names}
    told = {name: often * rarity[name] for name, often in clues.names.items()}
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
        all_names=sum(
            min(MOST_COUNTED, often) * rarity[name] for name, often in clues.names.items()
        ),
        telling_names=tuple(sorted(told.items(), key=lambda one: (-one[1], one[0]))),
    )


def _most_telling(terms: Terms, weights: Mapping[str, float], most: int) -> Terms:
    if len(terms) <= most:
        return terms
    kept = sorted(terms, key=lambda term: (-weights[term], term))[:most]
    return {term: terms[term] for term in kept}
