"""Describes each block of a text in numbers: by its own wording and by how it lies on the page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.cleaning.lines import line_features, list_features
from services.cleaning.lines.boilerplate_phrases import KINDS, LONGEST
from services.cleaning.lines.context_features import Matrix, around, neighbours
from services.cleaning.lines.split import Block

_ON_PAGE = """
    overlap overlap_more slug site repeated_before repeated_after repeated_often inside_neighbour
"""
_AROUND = """
    before after none_before none_after near_2 near_5 near_10 since_prose until_prose mass share
"""
PLAIN = (*_ON_PAGE.split(), *line_features.NAMES)
_SHARED = "log_words sentence bullet capitals overlap slug prose tiny small clock year you"
SHARED = (*_SHARED.split(), *(f"kind_{kind}" for kind in KINDS))
REACH = 3
NAMES = (
    *PLAIN,
    *_AROUND.split(),
    *list_features.NAMES,
    *(f"{name}@{step:+d}" for step in range(-REACH, REACH + 1) if step for name in SHARED),
)
_SHARED_AT = [PLAIN.index(name) for name in SHARED]
_OVERLAP_AT, _COLON_AT = PLAIN.index("overlap"), PLAIN.index("ends_colon")
_PROSE_AT, _WORDS_AT = PLAIN.index("prose"), PLAIN.index("log_words")


@dataclass(frozen=True, slots=True)
class UrlClues:
    """What is known of the page from outside: the words of its address, the name of its site."""

    slug: frozenset[str] = frozenset()
    site: str | None = None


def describe(blocks: Sequence[Block], setting: UrlClues) -> Matrix:
    """One row of ``NAMES`` for each block."""
    page = _Page(blocks, setting)
    plain = np.array([page.describe(i) for i in range(len(blocks))], dtype=float)
    plain = plain.reshape(len(blocks), len(PLAIN))
    prose = plain[:, _PROSE_AT]
    near = around(prose, np.expm1(plain[:, _WORDS_AT]))
    kinds = plain[:, -len(KINDS) :].max(axis=1)
    run = list_features.runs(blocks, plain[:, _OVERLAP_AT], plain[:, _COLON_AT], kinds)
    return np.concatenate([plain, near, run, *neighbours(plain[:, _SHARED_AT], REACH)], axis=1)


class _Page:
    """The blocks of a page, counted, so that each can be compared with the others."""

    def __init__(self, blocks: Sequence[Block], setting: UrlClues) -> None:
        self.blocks = blocks
        self.setting = setting
        self.wordings = list(map(line_features.wording, blocks))
        once: set[str] = set()
        twice: set[str] = set()
        thrice: set[str] = set()
        for block, (_, telling) in zip(blocks, self.wordings, strict=True):
            if block.is_prose:
                thrice |= twice & telling
                twice |= once & telling
                once |= telling
        self.in_prose = (once, twice, thrice)  # words in as many blocks of prose or more
        self.times = Counter(block.text for block in blocks)
        self.seen: Counter[str] = Counter()

    def describe(self, i: int) -> list[float]:
        """The numbers of block ``i``, by ``PLAIN``; to be asked for each block, in order."""
        (numbers, telling), text = self.wordings[i], self.blocks[i].text
        unlike, prose, site = max(1, len(telling)), self.blocks[i].is_prose, self.setting.site
        times, before = self.times[text], 0
        if times > 1:
            before = self.seen[text]
            self.seen[text] += 1
        return [
            len(telling & self.in_prose[prose]) / unlike,
            len(telling & self.in_prose[prose + 1]) / unlike,
            len(telling & self.setting.slug) / unlike,
            site is not None and len(text) <= LONGEST and site in text.lower().replace(" ", ""),
            before > 0,
            times - before > 1,
            times > 2,
            times == 1 and self._inside_neighbour(i),
            *numbers,
        ]

    def _inside_neighbour(self, i: int) -> bool:
        """Whether the block beside it says the same and more: a caption, a trail to a headline."""
        start, blocks = self.blocks[i].text[:80], self.blocks
        return len(start) > 20 and (
            (i > 0 and start in blocks[i - 1].text)
            or (i + 1 < len(blocks) and start in blocks[i + 1].text)
        )
