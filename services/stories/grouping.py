"""Puts each article into a story, in the order in which they come."""

from collections import defaultdict
from dataclasses import dataclass

from services.stories.candidates import Candidates
from services.stories.clues import Clues
from services.stories.described import Described, describe
from services.stories.pair_features import pair_features
from services.stories.pair_model import PairModel
from services.stories.term_weights import TermWeights

JOINS = 0.4
"""A story takes an article whose probability is at least this. Set by hand between what the three
development parts want; ``wireroom eval stories`` shows them."""
BEST_MEMBERS = 3
"""Members of a story that speak for it: the mean of the best ones. A chain of single likenesses
would join what has nothing in common."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went. ``story`` is the article that its story began with."""

    story: str
    probability: float
    """That it belongs there; 1 where it begins a story."""


class Grouping:
    """The stories so far. The same articles in the same order give the same stories."""

    def __init__(self, model: PairModel, weights: TermWeights) -> None:
        self._model = model
        self._weights = weights
        self._candidates = Candidates()
        self._articles: list[Described] = []
        self._stories: list[str] = []
        self._sizes: dict[str, int] = defaultdict(int)

    def place(self, clues: Clues) -> Placed:
        """Put an article into the story that it fits best, or let it begin one."""
        self._weights.add(clues)
        article = describe(clues, self._weights)
        candidates = self._candidates.of(article)
        rows = [pair_features(article, self._articles[number]) for number in candidates]
        best = Placed(clues.article_id, 1.0)
        votes: dict[str, list[float]] = defaultdict(list)
        for number, probability in zip(
            candidates, self._model.probabilities(rows).tolist(), strict=True
        ):
            votes[self._stories[number]].append(probability)
        fitting = {story: self._fit(story, told) for story, told in votes.items()}
        if fitting:
            story = max(fitting, key=lambda one: fitting[one])
            if fitting[story] >= JOINS:
                best = Placed(story, fitting[story])
        self._articles.append(article)
        self._stories.append(best.story)
        self._sizes[best.story] += 1
        self._candidates.add(article)
        return best

    def _fit(self, story: str, probabilities: list[float]) -> float:
        """The mean over the story's best members; one that is no candidate counts as 0."""
        members = min(BEST_MEMBERS, self._sizes[story])
        return sum(sorted(probabilities, reverse=True)[:members]) / members
