"""Describes each block of a text in numbers: by its own words and by where it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.cleaning.lines import line_features, list_features
from services.cleaning.lines.arrays import Matrix
from services.cleaning.lines.boilerplate_phrases import KINDS, MAX_LENGTH
from services.cleaning.lines.context_features import neighbours, prose_around
from services.cleaning.lines.split import Block

# The line model was trained on features of these names: a new name asks for a new model.
_ON_PAGE = """
    overlap overlap_more slug site repeated_before repeated_after repeated_often inside_neighbour
"""
_AROUND = """
    before after none_before none_after near_2 near_5 near_10 since_prose until_prose mass share
"""
_BLOCK_NAMES = (*_ON_PAGE.split(), *line_features.NAMES)
_SHARED = "log_words sentence bullet capitals overlap slug prose tiny small clock year you"
_NEIGHBOUR_NAMES = (*_SHARED.split(), *(f"kind_{kind}" for kind in KINDS))
_REACH = 3  # blocks before and after that are described with each block
NAMES = (
    *_BLOCK_NAMES,
    *_AROUND.split(),
    *list_features.NAMES,
    *(
        f"{name}@{step:+d}"
        for step in range(-_REACH, _REACH + 1)
        if step
        for name in _NEIGHBOUR_NAMES
    ),
)
"""Names of the features. ``@-2`` says that a feature is that of the block two before."""

_NEIGHBOUR_AT = [_BLOCK_NAMES.index(name) for name in _NEIGHBOUR_NAMES]
_OVERLAP_AT, _COLON_AT = _BLOCK_NAMES.index("overlap"), _BLOCK_NAMES.index("ends_colon")
_PROSE_AT, _WORDS_AT = _BLOCK_NAMES.index("prose"), _BLOCK_NAMES.index("log_words")


@dataclass(frozen=True, slots=True)
class UrlClues:
    """What the URL says of a text: the words of its path, and the site's name in lower case."""

    slug: frozenset[str] = frozenset()
    site: str | None = None


def describe(blocks: Sequence[Block], clues: UrlClues) -> Matrix:
    """One row of ``NAMES`` for each block."""
    page = _Page(blocks, clues)
    own = np.array([page.describe(i) for i in range(len(blocks))], dtype=float)
    own = own.reshape(len(blocks), len(_BLOCK_NAMES))
    around = prose_around(own[:, _PROSE_AT], np.expm1(own[:, _WORDS_AT]))
    kinds = own[:, -len(KINDS) :].max(axis=1)
    lists = list_features.describe(blocks, own[:, _OVERLAP_AT], own[:, _COLON_AT], kinds)
    return np.concatenate([own, around, lists, *neighbours(own[:, _NEIGHBOUR_AT], _REACH)], axis=1)


class _Page:
    """The blocks of a page, counted, so that each can be compared with the others."""

    def __init__(self, blocks: Sequence[Block], clues: UrlClues) -> None:
        self.blocks = blocks
        self.clues = clues
        self.line_features = list(map(line_features.describe, blocks))
        once: set[str] = set()
        twice: set[str] = set()
        thrice: set[str] = set()
        for block, (_, topics) in zip(blocks, self.line_features, strict=True):
            if block.is_prose:
                thrice |= twice & topics
                twice |= once & topics
                once |= topics
        # Words in one block of prose or more, in two or more, in three or more.
        self.in_prose = (once, twice, thrice)
        self.times = Counter(block.text for block in blocks)
        self.seen: Counter[str] = Counter()

    def describe(self, i: int) -> list[float]:
        """The features of block ``i`` by ``_BLOCK_NAMES``; call it for each block, in order."""
        (numbers, topics), text = self.line_features[i], self.blocks[i].text
        topic_count, prose, site = max(1, len(topics)), self.blocks[i].is_prose, self.clues.site
        times, before = self.times[text], 0
        if times > 1:
            before = self.seen[text]
            self.seen[text] += 1
        return [
            # A block of prose is itself one of those that hold its words.
            len(topics & self.in_prose[prose]) / topic_count,
            len(topics & self.in_prose[prose + 1]) / topic_count,
            len(topics & self.clues.slug) / topic_count,
            site is not None and len(text) <= MAX_LENGTH and site in text.lower().replace(" ", ""),
            before > 0,
            times - before > 1,
            times > 2,
            times == 1 and self._inside_neighbour(i),
            *numbers,
        ]

    def _inside_neighbour(self, i: int) -> bool:
        """Whether a block beside it holds its start: a caption, a link with a headline."""
        start, blocks = self.blocks[i].text[:80], self.blocks
        return len(start) > 20 and (
            (i > 0 and start in blocks[i - 1].text)
            or (i + 1 < len(blocks) and start in blocks[i + 1].text)
        )
