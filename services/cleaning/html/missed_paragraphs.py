"""Finds the article's paragraphs that an extractor missed: a lead, others of the same form."""

from collections import Counter
from collections.abc import Sequence

from services.cleaning.attribution.attribution_lines import read_attribution
from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.lines.prose import asks_readers, leads_away
from services.cleaning.lines.split import count_words, ends_sentence
from services.cleaning.text_normalisation import comparison_key

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_WORDS = 6  # of a paragraph
_MIN_LEAD = 10  # words of a lead
_MOST_LEADS = 2  # more are a summary beside the article
_MIN_SHARE = 0.6  # of the paragraphs' characters, in blocks of one form
_MIN_ALIKE = 3  # paragraphs of one form
_NEAR = 3  # lines around a block that may hold its text, joined to others
_MAX_LINK = 0.5  # share of a paragraph's characters in links


def with_missed(
    lines: Sequence[str], blocks: Sequence[VisibleBlock], title: str | None
) -> list[str]:
    """``lines`` and the paragraphs among ``blocks`` that they lack, in the order of the page.

    Most paragraphs of an article share one form. Sentences of that form between them, right below
    or above are paragraphs too; so is a lead that stands in one header with the ``title``.
    """
    keys = [comparison_key(block.text) for block in blocks]
    line_keys = list(map(comparison_key, lines))
    line_at = {key: i for i, key in reversed(list(enumerate(line_keys)))}
    found = [i for i, key in enumerate(keys) if key in line_at]
    sizes: Counter[tuple[str, ...]] = Counter()
    for i in found:
        sizes[blocks[i].form] += len(blocks[i].text)
    form, size = max(sizes.items(), key=lambda of: of[1], default=((), 0))
    alike = [i for i in found if blocks[i].form == form]
    if len(alike) < _MIN_ALIKE or size < _MIN_SHARE * sizes.total():
        return list(lines)
    end = _end(blocks, alike[-1])
    missed = {i for i in range(alike[0], end) if blocks[i].form == form and _is_sentence(blocks[i])}
    missed -= {i for i in missed if i > alike[-1] and asks_readers(blocks[i].text)}
    missed |= _leads(blocks, keys, comparison_key(title) if title else None, alike[0], form)
    missed -= set(found)
    whole, place, added = list(lines), -1, 0  # ``place`` is the line that stands last on the page
    for i in range(end):
        near = line_keys[max(0, place - _NEAR) : place + 1 + _NEAR]
        if i in missed and not any(keys[i] in key for key in near):
            added += 1
            whole.insert(place + added, blocks[i].text)
        elif i >= alike[0] and keys[i] in line_at:
            place = max(place, line_at[keys[i]])
    return whole


def _leads(
    blocks: Sequence[VisibleBlock],
    keys: Sequence[str],
    headline: str | None,
    start: int,
    form: tuple[str, ...],
) -> set[int]:
    """The blocks between the headline and the block ``start`` that are the article's lead."""
    top = max((i for i in range(start) if keys[i] == headline), default=start)
    leads = {i for i in range(top + 1, start) if _is_lead(blocks[i], form)}
    return leads if len(leads) <= _MOST_LEADS else set()


def _end(blocks: Sequence[VisibleBlock], last: int) -> int:
    """The index after the blocks that go on in the form of the block ``last``, captions aside."""
    end = last + 1
    while end < len(blocks) and (
        blocks[end].form == blocks[last].form or blocks[end].region == "caption"
    ):
        end += 1
    return end


def _is_sentence(block: VisibleBlock) -> bool:
    return (
        ends_sentence(block.text)
        and count_words(block.text) >= _MIN_WORDS
        and block.link_share < _MAX_LINK
        and not leads_away(block.text)
    )


def _is_lead(block: VisibleBlock, form: tuple[str, ...]) -> bool:
    if block.form == form:
        return _is_sentence(block) and not asks_readers(block.text)
    return (
        block.region == "banner"
        and block.tag not in ("li", "h1")
        and count_words(block.text) >= _MIN_LEAD
        and block.link_share < _MAX_LINK
        and not (leads_away(block.text) or asks_readers(block.text))
        and read_attribution(block.text, None, month_first=False) is None
    )
