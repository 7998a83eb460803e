"""Chooses the blocks of a page that are its article's paragraphs, and says why others are none."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.cleaning.attribution.attribution_lines import read_attribution
from services.cleaning.html.blocks.element_names import NAMES
from services.cleaning.html.blocks.features import Description, Ids
from services.cleaning.html.blocks.model import BODY
from services.cleaning.html.visible_blocks import VisibleBlock, VisiblePage
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.prose import leads_away
from services.cleaning.lines.split import count_words, ends_sentence

# Set by hand; each rule and number measured on unseen sites, with models of other sites.
_SENTENCE = 0.35  # probability of body from which a sentence stays; prose goes only if it is less
_OTHER_BOX = 0.9  # that from which a block stays in a box that is called a form or the like
_SURELY_NOT = 0.02  # that below which a sentence between paragraphs goes
_MOST_OF_BODY = 0.5  # of its characters are in paragraphs of one form
_LEAD = 10  # words
_QUOTE = (4, 60)  # words of a quote that stands in a paragraph too
_LINK = 0.5  # share of a block's characters in links

_OTHER_BOXES = sum(
    1 << NAMES.index(name) for name in ("newsletter", "form", "related", "share", "comment", "bio")
)
Mask = NDArray[np.bool_]
Rules = list[str | None]
"""For each block the rule that takes it out of the body; None for a paragraph."""


def choose(page: VisiblePage, description: Description, probability: Vector) -> Rules:
    """The rule for each block that has a row, by its probability of being body."""
    blocks = [page.blocks[i] for i in description.places]
    at = [block.element for block in blocks]
    least = np.where(description.are_sentences, _SENTENCE, BODY)
    least[(np.array(page.elements.names)[at] & _OTHER_BOXES) > 0] = _OTHER_BOX
    kept = probability >= least
    rules: Rules = ["block_model"] * len(blocks)
    _leave_other_articles(np.array(page.elements.articles)[at], description.title_at, kept, rules)
    if (title_at := description.title_at) is not None and kept.sum() > 1:
        kept[title_at], rules[title_at] = False, "headline"
    inside = np.flatnonzero(kept)
    if len(inside):
        possible = probability >= _SURELY_NOT
        kept[_sentences_between(blocks, description, inside) & possible] = True
        kept[_leads(blocks, title_at, inside[0]) & possible] = True
    for i in np.flatnonzero(kept):
        rules[i] = phrase_rule(blocks[i].text) if leads_away(blocks[i].text) else None
    _leave_quotes(blocks, description, rules)
    return rules


def _leave_other_articles(of: Ids, title_at: int | None, kept: Mask, rules: Rules) -> None:
    """Leave what stands in another element `article` than the headline: the next article, which
    some pages append, or a teaser."""
    own = of[title_at] if title_at is not None else 0
    if own and (kept & (of == own)).any():
        for i in np.flatnonzero(kept & (of != own) & (of != 0)):
            kept[i], rules[i] = False, "other_article"


def _sentences_between(
    blocks: Sequence[VisibleBlock], description: Description, inside: Ids
) -> Mask:
    """The sentences between paragraphs that have the form of most of them."""
    forms, found = description.groups[0], np.zeros(len(blocks), dtype=bool)
    form, share = _most_common(forms, blocks, inside)
    if share >= _MOST_OF_BODY:
        found[inside[0] : inside[-1]] = True
        found &= (forms == form) & description.are_sentences
    return found


def _most_common(forms: Ids, blocks: Sequence[VisibleBlock], inside: Ids) -> tuple[int, float]:
    """The form that most of the body has, and its share of the body's characters."""
    sizes: Counter[int] = Counter()
    for i in inside:
        sizes[forms[i]] += len(blocks[i].text)
    form, size = sizes.most_common(1)[0]
    return form, size / sizes.total()


def _leads(blocks: Sequence[VisibleBlock], title_at: int | None, start: int) -> Mask:
    """The sentences between the headline and the first paragraph."""
    found = np.zeros(len(blocks), dtype=bool)
    for i in range(title_at + 1 if title_at is not None else start, start):
        block = blocks[i]
        found[i] = (
            block.region in (None, "banner")
            and block.link_share < _LINK
            and count_words(block.text) >= _LEAD
            and ends_sentence(block.text)
            and read_attribution(block.text, None, month_first=False) is None
        )
    return found


def phrase_rule(text: str) -> str:
    """The name of the rule that takes a line out by its set phrase."""
    return f"phrase_{kind_of(text) or 'other'}"


def _leave_quotes(blocks: Sequence[VisibleBlock], description: Description, rules: Rules) -> None:
    """Leave the quotes that are shown large beside the paragraph that holds them."""
    inside = [i for i, rule in enumerate(rules) if rule is None]
    if not inside:
        return
    forms = description.groups[0]
    form, _ = _most_common(forms, blocks, np.array(inside))
    whole: str | None = None
    for i in inside:
        if forms[i] != form and _QUOTE[0] <= description.words[i] <= _QUOTE[1]:
            whole = whole or "\n".join(blocks[j].text for j in inside if forms[j] == form)
            if blocks[i].text.strip("\"'“”„«»‘’") in whole:
                rules[i] = "quote_of_paragraph"
