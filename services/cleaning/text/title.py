"""Finds the headline of a plain text by the line model and by its layout together."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

import numpy as np

from services.cleaning.attribution import dateline
from services.cleaning.attribution.attribution_lines import Attribution, is_label, layout_score
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.classifier import BODY
from services.cleaning.lines.split import Block
from services.cleaning.text.clean_body import Kinds
from services.cleaning.text.runs import BULLET, KEY_POINTS
from services.cleaning.text_normalisation import comparison_key

_AGENCY = any_of(WORDS["agencies.bylines"])
_STARTS = any_of(WORDS["lines.title_starts"])
_ENDS = any_of(WORDS["lines.title_ends"])
_AGENCY_MARKS = re.compile(
    rf"^(?:\++\s|\^|(?-i:BC|AM|PM)-|\([A-Z]{{2,6}}\)\s--?\s|ots(?:\s[^:–]{{1,40}})?:\s"
    rf"|{_STARTS}(?:\s?[–—:-]\s|(?<=\d)-)"
    rf"|(?-i:(?=[^\W\d_a-z]{{4,}}\s)){_STARTS}\s(?-i:(?=\S*[a-z])))+"
    rf"|(?:\s\++|\s?[=<]|\s[(\[](?:[^()\[\]]{{0,20}}\b)?{_ENDS}(?:\b[^()\[\]]{{0,12}})?[)\]]"
    rf"|\s?(?:/{_AGENCY}/?|\({_AGENCY}\)))+$",
    re.IGNORECASE,
)

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_SCORE = 0.15
_MIN_WORDS, _MAX_WORDS = 2, 40
_LAYOUT, _LAYOUT_WITHOUT_URL = 0.15, 0.7  # weight of the layout; the model has the rest
_UNLIKELY = 0.5  # factor for an entry of a menu and for a caption
_MAX_ABOVE = 0.2  # share of a body's words above its headline: a summary, a caption

# From score to confidence: as often as answers are right on sites that the model did not see.
_AT_SCORE_0, _PER_SCORE, _MAX_CONFIDENCE = 0.5, 0.6, 0.97
_HINT = 0.97  # of the line that is the publisher's headline

_TOLD = 0.05  # for a line that a mail or markdown calls its headline
_ALONE = 0.8  # confidence of a line above nothing but paragraphs
_LEAST_ALONE, _MOST_ALONE = 3, 25  # words of such a line
_SENTENCES = 0.5  # share of what stands below it
_HINTED = 0.5  # share of words in common with the publisher's headline


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
    told: Set[int] = frozenset(),
    entries: Set[int] = frozenset(),
) -> tuple[int | None, float]:
    """The index of the headline, None if there is none, and its confidence.

    ``keys`` are the blocks' comparison keys. ``title_probability`` is the model's for the blocks
    that may be the headline, ``body`` that of being body for all. ``start`` is the body's first
    block, ``hint`` the publisher's headline. Marks of a mail or of markdown say which blocks are
    ``told`` to be headlines and which are ``entries`` of a list.
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
    points = next(
        (i for i, one in enumerate(blocks) if KEY_POINTS.fullmatch(one.text)), len(blocks)
    )
    best, best_score = None, _MIN_SCORE
    for i, probability in enumerate(title_probability):
        block = blocks[i]
        is_attribution = i in attributions and attributions[i].stands_alone
        if (
            i in entries
            or not _MIN_WORDS <= block.words <= _MAX_WORDS
            or is_attribution
            or (block.is_prose and block.text.endswith("."))
            or is_label(block.text)
        ):
            continue
        if above[i] > most:
            break
        layout = layout_score(block, i, start, attributed, repeats[keys[i]])
        score = float(probability) * (1 - trust) + layout * trust
        if i >= points or BULLET.match(block.text) or "caption" in kinds_of(block.text):
            score *= _UNLIKELY
        score += _TOLD * (i in told)
        if score > best_score:
            best, best_score = i, score
    if best is not None:  # where it stands twice, the first is the headline
        best = keys.index(keys[best])
    return best, min(_AT_SCORE_0 + _PER_SCORE * best_score, _MAX_CONFIDENCE)


def headline_alone(blocks: Sequence[Block], kinds: Kinds, hint: str | None) -> float:
    """How surely the first block is the headline of a text that is no page; 0 where it is none.

    Nothing but paragraphs stands below it. Where the publisher's headline is known, as ``hint``,
    the two are nearly the same.
    """
    first = Block.of(without_agency_marks(blocks[0].text))
    if hint and comparison_key(first.text) == comparison_key(hint):
        return _HINT
    if (
        len(blocks) < 2
        or not _LEAST_ALONE <= first.words <= _MOST_ALONE
        or not blocks[1].is_prose
        or blocks[1].words < first.words
        or kinds[0]
        or (first.is_sentence and not first.text.rstrip("'\"”’»").endswith(("?", "!", "？", "！")))
        or first.text.endswith((",", ":", ";"))
        or first.text[0].islower()
        or BULLET.match(first.text)
        or is_label(first.text)
        or dateline.read(first.text)
        or sum(block.is_sentence for block in blocks[1:]) < _SENTENCES * (len(blocks) - 1)
    ):
        return 0.0
    if hint:
        words = {*comparison_key(hint).split()}
        shared = words & {*comparison_key(first.text).split()}
        return _ALONE if len(shared) >= _HINTED * len(words) else 0.0
    return _ALONE


def without_agency_marks(headline: str) -> str:
    """A headline without what agencies put around it: `URGENT - `, ` (Photo) =`, ` /dpa`."""
    bare = _AGENCY_MARKS.sub("", headline).strip()
    return bare if len(bare.split()) >= _MIN_WORDS else headline
