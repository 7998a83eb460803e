"""Finds the dates of publication and of the last change that a page shows its readers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.cleaning.attribution import dates
from services.cleaning.attribution.attribution_lines import Attribution, find_attributions
from services.cleaning.attribution.date_words import PUBLISHED
from services.cleaning.attribution.dates import RELATIVE_DATE, FoundDate
from services.cleaning.finding import Finding
from services.cleaning.html.published import When, is_of_comments, read_date
from services.cleaning.html.visible_blocks import VisibleBlock, place_of
from services.cleaning.lines.split import Block

_ELSEWHERE = ("related", "caption", "navigation")  # regions without dates of the article
_YEAR = re.compile(r"\d{4}|\d\d?[./]\d\d?[./]\d\d")

# Set by hand; measured with `wireroom eval cleaning`.
_ABOVE, _BELOW = 4, 14  # blocks around a headline in which its date stands
_CLOSE = 4  # blocks from the headline
_ABOVE_PENALTY = 2  # blocks: dates stand above the headline less often than below
_LABEL_REACH = 20  # characters from a label to its date
_MAX_LINE = 80  # characters of a line that holds nothing but a label and a date
_MAX_LABEL = 3  # words

# Confidences are set by hand. `wireroom eval cleaning` prints for each tenth of confidence how
# often answers are right.
_NEAR_DATE, _FAR_DATE, _RELATIVE_DATE = 0.9, 0.8, 0.7
_LABELLED, _TITLE_TAG, _ONLY_DATE, _DATE_OF_UPDATE = 0.8, 0.75, 0.7, 0.6


@dataclass(frozen=True, slots=True)
class VisibleDates:
    """When the page was published and last changed by what it shows."""

    published: Finding[When] | None = None
    modified: FoundDate | None = None


def find(
    blocks: Sequence[VisibleBlock],
    headline: str | None,
    tag: str | None,
    language: str | None,
    month_first: bool,
    fetched: datetime | None = None,
) -> VisibleDates:
    """The dates around the headline, but those of comments.

    Where there is none, a labelled date; else a date that ends ``tag``, the text of the title tag;
    else the only date of the page. ``language`` and ``month_first`` decide how dates are read;
    dates such as `3 hours ago` count from ``fetched``.
    """
    names = {name for block in blocks for name in block.form}
    of_comments = set(filter(is_of_comments, names))
    if of_comments:
        blocks = [one for one in blocks if of_comments.isdisjoint(one.form)]
    at = place_of(blocks, headline)
    near: dict[int, Attribution] = {}
    if at is not None:
        places = range(max(0, at - _ABOVE), min(len(blocks), at + _BELOW))
        lines = [Block.of(blocks[i].text) for i in places]
        near = find_attributions(lines, range(len(lines)), language, month_first, fetched)
        near = {i + places[0]: attribution for i, attribution in near.items()}
        near = {i: one for i, one in near.items() if blocks[i].region not in _ELSEWHERE}
    dated = [
        (one.is_relative, not (is_labelled and distance <= _CLOSE), distance, one)
        for i, attribution in near.items()
        for distance in [_distance(i, at or 0)]
        for one in attribution.dates
        if (is_labelled := _is_labelled(one, blocks[i].text))
        or attribution.stands_alone
        or (attribution.byline and attribution.byline.is_marked)
    ]
    dated.sort(key=lambda found: found[:3])
    modified = next((one for *_, one in dated if one.is_update), None)
    published = next(
        (_near(one, distance) for *_, distance, one in dated if not one.is_update), None
    )
    short = [] if published else [one for one in blocks if _may_be_dated(one)]
    if published is None:
        published = next(_labelled(short, language, month_first), None)
    if published is None and tag:
        published = _ends_title_tag(tag, language, month_first)
    if published is None:
        published = _only_one(short, language, month_first)
    if published is None and modified:
        method = RELATIVE_DATE if modified.is_relative else "date_of_update"
        published = read_date(modified.value[:10], method, _DATE_OF_UPDATE, None)
    return VisibleDates(published, modified)


def _may_be_dated(block: VisibleBlock) -> bool:
    """Whether a block may be a line of the article that holds nothing but a label and a date."""
    return (
        len(block.text) < _MAX_LINE
        and block.region not in _ELSEWHERE
        and dates.may_stand_in(block.text)
    )


def _is_labelled(dated: FoundDate, text: str) -> bool:
    """Whether the words before a date call it that of publication."""
    return PUBLISHED.search(text[: dated.start][-_LABEL_REACH:]) is not None


def _distance(place: int, headline: int) -> int:
    """The number of blocks from the headline to a line, with a penalty above the headline."""
    return place - headline if place > headline else headline - place + _ABOVE_PENALTY


def _near(dated: FoundDate, distance: int) -> Finding[When]:
    confidence = _NEAR_DATE if distance <= _CLOSE else _FAR_DATE
    return _finding(dated, dated.method, _RELATIVE_DATE if dated.is_relative else confidence)


def _finding(dated: FoundDate, method: str, confidence: float) -> Finding[When]:
    return Finding((dated.value, dated.precision), method, confidence)


def _labelled(
    blocks: Sequence[VisibleBlock], language: str | None, month_first: bool
) -> Iterator[Finding[When]]:
    """The dates in lines that hold only a label such as `Published:` and the date."""
    for block in blocks:
        if PUBLISHED.match(block.text):
            for one in dates.find(block.text, language, month_first=month_first):
                rest = block.text[: one.start] + block.text[one.end :]
                if not one.is_update and len(rest.split()) <= _MAX_LABEL:
                    yield _finding(one, "labelled_date", _LABELLED)


def _only_one(
    blocks: Sequence[VisibleBlock], language: str | None, month_first: bool
) -> Finding[When] | None:
    """The date that stands alone on a line, if no other line of the page has another day."""
    found = [
        one
        for block in blocks
        if _YEAR.search(block.text)
        for one in dates.find(block.text, language, month_first=month_first)
        if not one.is_update
        and len((block.text[: one.start] + block.text[one.end :]).split()) <= _MAX_LABEL
    ]
    days = {one.value[:10] for one in found}
    return _finding(found[0], "only_date", _ONLY_DATE) if len(days) == 1 else None


def _ends_title_tag(tag: str, language: str | None, month_first: bool) -> Finding[When] | None:
    found = dates.find(tag, language, month_first=month_first)
    if found and found[-1].end >= len(tag) - 1 and "|" in tag[: found[-1].start][-3:]:
        return _finding(found[-1], "title_tag", _TITLE_TAG)
    return None
