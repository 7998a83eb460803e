"""Finds the dates that a page shows its readers near the headline, or with a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.cleaning.attribution import dates
from services.cleaning.attribution.attribution_lines import Signature, find_signatures
from services.cleaning.attribution.date_words import PUBLISHED
from services.cleaning.attribution.dates import Dated
from services.cleaning.finding import Finding
from services.cleaning.html.published import When, moment
from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import comparison_key

_ABOVE, _BELOW = 4, 14  # blocks around a headline in which its date line stands
_ELSEWHERE = ("related", "caption", "navigation")  # regions that tell no dates of the article
_CLOSE = 4  # blocks
_LABEL_REACH = 20  # characters from a label to its date
_LINE = 80  # characters
_YEAR = re.compile(r"\d{4}|\d\d?[./]\d\d?[./]\d\d")
_LABEL = 3  # words that a label is at most


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of its publication and of its last change."""

    published: Finding[When] | None = None
    modified: str | None = None


def read(
    blocks: Sequence[VisibleBlock],
    headline: str | None,
    tag: str | None,
    language: str | None,
    month_first: bool,
    fetched: datetime | None = None,
) -> Shown:
    """The dates around the headline; else a labelled one, one ending the title tag, an only one."""
    folded = comparison_key(headline or "")
    at = next(
        (i for i, block in enumerate(blocks) if folded and comparison_key(block.text) == folded),
        None,
    )
    near: dict[int, Signature] = {}
    if at is not None:
        places = range(max(0, at - _ABOVE), min(len(blocks), at + _BELOW))
        lines = [Block.of(blocks[i].text) for i in places]
        near = find_signatures(lines, range(len(lines)), language, month_first, fetched)
        near = {i + places[0]: signature for i, signature in near.items()}
        near = {i: one for i, one in near.items() if blocks[i].region not in _ELSEWHERE}
    told = [
        (_far(i, at or 0), one)
        for i, signature in near.items()
        for one in signature.dated
        if signature.is_bare
        or (signature.byline and signature.byline.marked)
        or PUBLISHED.search(blocks[i].text[: one.start][-_LABEL_REACH:])
    ]
    told.sort(key=lambda pair: (pair[1].is_relative, pair[0]))
    modified = next((one.value for _, one in told if one.updated), None)
    published = next((_near(one, far) for far, one in told if not one.updated), None)
    if published is None:
        published = next(_labelled(blocks, language, month_first), None)
    if published is None and tag:
        published = _closing(tag, language, month_first)
    if published is None:
        published = _only_one(blocks, language, month_first)
    if published is None and modified:
        published = moment(modified[:10], "date_of_update", 0.6, None)
    return Shown(published, modified)


def _far(place: int, headline: int) -> int:
    """Blocks between a line and the headline; dates stand below it more often than above."""
    return place - headline if place > headline else headline - place + 2


def _near(dated: Dated, far: int) -> Finding[When]:
    if dated.is_relative:
        return _finding(dated, "relative_date", 0.7)
    return _finding(dated, "date_line", 0.9 if far <= _CLOSE else 0.8)


def _finding(dated: Dated, method: str, confidence: float) -> Finding[When]:
    return Finding((dated.value, dated.precision), method, confidence)


def _labelled(
    blocks: Sequence[VisibleBlock], language: str | None, month_first: bool
) -> Iterator[Finding[When]]:
    """Dates in lines of nothing else than a word such as `Published:` and the date."""
    for block in blocks:
        if len(block.text) >= _LINE or block.region in _ELSEWHERE:
            continue
        if PUBLISHED.match(block.text):
            for one in dates.find(block.text, language, month_first=month_first):
                rest = block.text[: one.start] + block.text[one.end :]
                if not one.updated and len(rest.split()) <= _LABEL:
                    yield _finding(one, "labelled_date", 0.8)


def _only_one(
    blocks: Sequence[VisibleBlock], language: str | None, month_first: bool
) -> Finding[When] | None:
    """The date that stands alone on a line, where the page has no such line of another day."""
    found = [
        one
        for block in blocks
        if len(block.text) < _LINE and block.region not in _ELSEWHERE and _YEAR.search(block.text)
        for one in dates.find(block.text, language, month_first=month_first)
        if len((block.text[: one.start] + block.text[one.end :]).split()) <= _LABEL
    ]
    days = {one.value[:10] for one in found}
    return _finding(found[0], "only_date", 0.7) if len(days) == 1 else None


def _closing(tag: str, language: str | None, month_first: bool) -> Finding[When] | None:
    found = dates.find(tag, language, month_first=month_first)
    if found and found[-1].end >= len(tag) - 1 and "|" in tag[: found[-1].start][-3:]:
        return _finding(found[-1], "title_tag", 0.75)
    return None
