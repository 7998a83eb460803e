"""Finds the headline of a plain text by the line model and by its layout together."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from services.cleaning.attribution.attribution_lines import Attribution, layout_score
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.classifier import BODY
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import comparison_key

_BULLET = re.compile(r"[*•·▪●◦‣–-]\s")

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_SCORE = 0.15
_MIN_WORDS, _MAX_WORDS = 2, 40
_LAYOUT, _LAYOUT_WITHOUT_URL = 0.15, 0.7  # weight of the layout; the model has the rest
_UNLIKELY = 0.5  # factor for an entry of a menu and for a caption
_MAX_ABOVE = 0.2  # share of a body's words above its headline: a summary, a caption

# From score to confidence: as often as answers are right on sites that the model did not see.
_AT_SCORE_0, _PER_SCORE, _MAX_CONFIDENCE = 0.5, 0.6, 0.97
_HINT = 0.97  # of the line that is the publisher's headline


def find_title(
    blocks: Sequence[Block],
    keys: Sequence[str],
    title_probability: Vector,
    body: Vector,
    attributions: Mapping[int, Attribution],
    start: int,
    *,
    hint: str | None,
    knows_address: bool,
) -> tuple[int | None, float]:
    """The index of the headline, None if there is none, and its confidence.

    ``keys`` are the blocks' comparison keys. ``title_probability`` is the model's for the blocks
    that may be the headline, ``body`` that of being body for all. ``start`` is the body's first
    block, ``hint`` the publisher's headline.
    """
    if hint:
        hinted = comparison_key(hint)
        for i in range(len(title_probability)):
            if keys[i] == hinted:
                return i, _HINT
    attributed = [i for i, attribution in attributions.items() if attribution.is_explicit]
    repeats = Counter(keys)
    body_words = np.array([block.words for block in blocks]) * (body >= BODY)
    above, most = body_words.cumsum() - body_words, _MAX_ABOVE * body_words.sum()
    trust = _LAYOUT if knows_address else _LAYOUT_WITHOUT_URL
    best, best_score = None, _MIN_SCORE
    for i, probability in enumerate(title_probability):
        block = blocks[i]
        is_attribution = i in attributions and attributions[i].stands_alone
        if (
            not _MIN_WORDS <= block.words <= _MAX_WORDS
            or is_attribution
            or (block.is_prose and block.text.endswith("."))
        ):
            continue
        if above[i] > most:
            break
        layout = layout_score(block, i, start, attributed, repeats[keys[i]])
        score = float(probability) * (1 - trust) + layout * trust
        if _BULLET.match(block.text) or "caption" in kinds_of(block.text):
            score *= _UNLIKELY
        if score > best_score:
            best, best_score = i, score
    if best is not None:  # where it stands twice, the first is the headline
        best = keys.index(keys[best])
    return best, min(_AT_SCORE_0 + _PER_SCORE * best_score, _MAX_CONFIDENCE)
