"""Compares two bodies sentence by sentence: what was added, removed and changed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from services.stories.revisions.sentences import Sentence

Change = Literal["added", "removed", "changed"]

STILL_THE_SAME = 0.5
"""Share of common words from which a sentence counts as changed, and not as another one."""
MOST_WORDS = 300
"""Of a sentence that are compared word by word: a text without full stops is one sentence."""
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans("‘’‚“”„«»–—−‑", '\'\'\'"""""----')


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """One change. ``before`` is None for what was added, ``after`` for what was removed."""

    change: Change
    before: Sentence | None
    after: Sentence | None


def sentence_changes(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[SentenceChange]:
    """The changes in the order of the later body. What only moved, or differs in typography
    alone, is none."""
    old, new = [plain(one.text) for one in before], [plain(one.text) for one in after]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changes: list[SentenceChange] = []
    moved = set(old) & set(new)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        olds = [one for one, text in zip(before[a:b], old[a:b], strict=True) if text not in moved]
        news = [one for one, text in zip(after[c:d], new[c:d], strict=True) if text not in moved]
        changes += _paired(olds, news)
    return changes


def _paired(olds: list[Sentence], news: list[Sentence]) -> Iterator[SentenceChange]:
    """Sentences at one place: each new one with the old one most like it, in order."""
    at = 0
    for new in news:
        scores = [likeness(old.text, new.text) for old in olds[at:]]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < STILL_THE_SAME:
            yield SentenceChange("added", None, new)
            continue
        for old in olds[at : at + best]:
            yield SentenceChange("removed", old, None)
        yield SentenceChange("changed", olds[at + best], new)
        at += best + 1
    for old in olds[at:]:
        yield SentenceChange("removed", old, None)


def likeness(one: str, other: str) -> float:
    """The share of words, 0 to 1, that two sentences have in one order."""
    words, others = plain(one).split()[:MOST_WORDS], plain(other).split()[:MOST_WORDS]
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def plain(text: str) -> str:
    """The text with plain quotes, dashes and spaces, and without forms of width."""
    flat = unicodedata.normalize("NFKC", text).translate(_QUOTES).replace("...", "…")
    return _SPACE.sub(" ", flat).strip()
