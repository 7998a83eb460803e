"""Finds the headline of a plain text: a small model and the usual layout vote together."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from services.cleaning.attribution.attribution_lines import Signature, layout_score
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.classifier import BODY, Vector
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import comparison_key

_LEAST = 0.15
"""Least score of a headline."""
_SURE_AT_0, _SURE_PER_SCORE = 0.5, 0.6
"""From score to confidence, as measured on sites that the model did not see."""
_LONGEST = 40  # words
_UNLIKELY = 0.5  # what is left of the score of an entry of a menu or a caption
_BULLET = re.compile(r"[*•·▪●◦‣–-]\s")
_LITTLE = 0.2  # of a body's words may stand above its headline: a summary, a caption


def find(
    blocks: Sequence[Block],
    folded: Sequence[str],
    judged: Vector,
    body: Vector,
    signatures: Mapping[int, Signature],
    start: int,
    *,
    hint: str | None,
    knows_address: bool,
) -> tuple[int | None, float]:
    """The headline's place, None if there is none, and how sure it is.

    ``judged`` and ``body`` are the probabilities of headline and body, ``start`` is the body's
    first block, ``hint`` the publisher's headline.
    """
    if hint:
        hinted = comparison_key(hint)
        for i in range(len(judged)):
            if folded[i] == hinted:
                return i, 0.97
    signed = [i for i, signature in signatures.items() if signature.is_plain]
    repeats = Counter(folded)
    mass = np.array([block.weight for block in blocks]) * (body >= BODY)
    above, little = mass.cumsum() - mass, _LITTLE * mass.sum()
    trust = 0.15 if knows_address else 0.7
    best, confidence = None, _LEAST
    for i, probability in enumerate(judged):
        block = blocks[i]
        signs = i in signatures and signatures[i].is_bare
        if (
            not 2 <= block.weight <= _LONGEST
            or signs
            or (block.is_prose and block.text.endswith("."))
        ):
            continue
        if above[i] > little:
            break
        layout = layout_score(block, i, start, signed, repeats[folded[i]])
        score = float(probability) * (1 - trust) + layout * trust
        if _BULLET.match(block.text) or "caption" in kinds_of(block.text):
            score *= _UNLIKELY
        if score > confidence:
            best, confidence = i, score
    if best is not None:  # where it is said twice, the first stands at the top
        best = folded.index(folded[best])
    return best, min(_SURE_AT_0 + _SURE_PER_SCORE * confidence, 0.97)
