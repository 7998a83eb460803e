"""Says of each text, in the order in which they come, which earlier one it repeats."""

from dataclasses import dataclass
from typing import Literal

from services.stories.copies.comparison import Comparison, compare
from services.stories.copies.copy_model import CopyModel
from services.stories.copies.fingerprints import Fingerprints, fingerprints
from services.stories.copies.wording import Wording

Kind = Literal["original", "copy", "extended", "cut", "rewritten"]

IS_COPY = 0.75
"""A probability from which a text counts as a copy: on unseen pairs F1 is the same from .5 to .8,
and of two fillings of one form fewer are joined."""
NEARLY_ALL = 0.8
"""Share of a text's words from which nearly all of it is there."""


@dataclass(frozen=True, slots=True)
class Copied:
    """``copy_of`` is the article read first whose text this one repeats, None if it is its own.

    ``shared`` is how much of this text that one has, 0 to 1.
    """

    copy_of: str | None
    shared: float
    kind: Kind


ORIGINAL = Copied(None, 0.0, "original")


class CopyFinder:
    """The texts so far. The same texts in the same order give the same copies."""

    def __init__(self, model: CopyModel) -> None:
        self._model = model
        self._index = Fingerprints()
        self._texts: list[Wording] = []
        self._firsts: list[int] = []
        """For each text the number of the one that its chain of copies begins with."""

    def find(self, text: Wording) -> Copied:
        """Compare a text with those before it, and remember it."""
        hashes = fingerprints(text.words)
        best: tuple[float, int] | None = None
        for number in self._index.like(hashes):
            probability = self._model.probability(compare(text, self._texts[number]))
            if probability >= IS_COPY and (best is None or probability > best[0]):
                best = (probability, number)
        number = self._index.add(hashes)
        self._texts.append(text)
        self._firsts.append(number if best is None else self._firsts[best[1]])
        if best is None:
            return ORIGINAL
        first = self._texts[self._firsts[number]]
        told = compare(text, first)
        return Copied(first.article_id, told.shared, kind_of(told))


def kind_of(told: Comparison) -> Kind:
    """How a copy differs from what it repeats."""
    has_all, is_all = told.shared_of_earlier >= NEARLY_ALL, told.shared >= NEARLY_ALL
    if has_all and is_all:
        return "copy"
    if has_all:
        return "extended"
    return "cut" if is_all else "rewritten"
