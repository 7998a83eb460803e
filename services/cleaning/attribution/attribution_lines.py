"""Finds the lines that say who wrote an article and when, and the line that names its section."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from services.cleaning.attribution import byline, dates, relative_dates
from services.cleaning.attribution.byline import Byline
from services.cleaning.attribution.date_words import PUBLISHED, UPDATED
from services.cleaning.attribution.dates import FoundDate
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.split import Block

# Set by hand; measured with `wireroom eval cleaning`.
_MAX_WORDS = 30  # byline, place, date, update and reading time on one line
_MAX_OTHER_WORDS = 5  # a label, a place, an agency
_MAX_SECTION_WORDS = 6
_MAX_LABEL = 3  # words: "Last updated:"
_MIN_TITLE_WORDS, _MAX_TITLE_WORDS = 2, 40
_REACH = 6  # blocks from headline to byline or body: summary, caption, share line
_NO_SECTION = re.compile(r"[@:：=/\d]|^www\.|^\W*$|^[*•·▪●◦‣–-]\s|,$")
"""What addresses, telephone numbers, slugs of agencies and lists have, and no section's name."""
_LIFE = re.compile(
    rf"(?:\b{any_of(WORDS['dates.life'])}\b|[†✝])[^\w]*(?:\w{{2,5}}\W+)?$", re.IGNORECASE
)
_LIVED = re.compile(rf"\b{any_of(WORDS['dates.life'])}\b.{{0,30}}\d{{4}}", re.IGNORECASE)
_LABEL_REACH = 24  # characters from such a word to its date
_LIFE_YEARS = 2  # years between two dates of one line that are those of a life
_NO_LABELS = re.compile(
    any_of([*WORDS["lines.press_labels"], *WORDS["lines.title_starts"]])
    + rf"|{any_of(WORDS['dates.life'])}\b.{{0,30}}\d{{4}}",
    re.IGNORECASE,
)
_EDGES = " ,|·•-–—"
_MERE_NAME = 0.4  # how surely a line that only looks like a name names an author

CONTACT = re.compile(r"@|https?:|www\.|(?:\d[\s()/+.-]*){6}")
"""An address or a telephone number, which name no section."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who and when by one line; ``other_words`` is the number of words that say neither."""

    byline: Byline | None
    dates: tuple[FoundDate, ...]
    other_words: int = 0

    @property
    def stands_alone(self) -> bool:
        """Whether it says little else, unlike a caption that ends with a date."""
        return self.is_explicit and self.other_words <= _MAX_OTHER_WORDS

    @property
    def is_explicit(self) -> bool:
        """Whether it says so itself ("By …", a date) rather than only looking like a name."""
        return bool(self.dates) or (self.byline is not None and self.byline.is_marked)


class Reading(NamedTuple):
    """How the dates of a page are read: the arguments of ``read_attribution``."""

    language: str | None = None
    month_first: bool = False
    fetched: datetime | None = None


@lru_cache(maxsize=256)  # dates and authors of a page are sought in the same lines
def read_attribution(
    text: str, language: str | None, month_first: bool, fetched: datetime | None = None
) -> Attribution | None:
    """The byline and dates in a short line, or None if it holds neither.

    ``month_first`` decides how 1/2/2021 is read. Dates such as `3 hours ago` are read only if the
    moment at which the page was ``fetched`` is known.
    """
    found = tuple(dates.find(text, language, month_first=month_first))
    if found and _tells_life(text, found):
        return None
    if not found and fetched is not None:
        found = tuple(relative_dates.find(text, language, fetched))
    rest, cut = [], 0
    for one in found:
        rest.append(text[cut : one.start])
        cut = one.end
    rest.append(text[cut:])
    named = byline.read(rest[0]) or (byline.read(" ".join(rest[1:])) if found else None)
    if named and not (named.is_marked or found) and _LIVED.search(text):
        named = None  # somebody who was born or died on that day
    if not (named or found):
        return None
    name_words = sum(len(author.name.split()) + 1 for author in named.authors) if named else 0
    return Attribution(named, found, sum(len(piece.split()) for piece in rest) - name_words)


def _tells_life(text: str, found: Sequence[FoundDate]) -> bool:
    """Whether dates are those of birth and death: two far apart, or one that a word calls so."""
    first = found[0]
    if PUBLISHED.search(text[: first.start]) or any(one.is_update for one in found):
        return False
    years = [int(one.value[:4]) for one in found]
    return max(years) - min(years) >= _LIFE_YEARS or any(
        _LIFE.search(text[max(0, one.start - _LABEL_REACH) : one.start]) for one in found
    )


def without_dates(text: str) -> str:
    """What stands before the first date in a line; where nothing does, what stands after."""
    dated = dates.find(text)
    if not dated:
        return text
    return text[: dated[0].start].strip(_EDGES) or text[dated[-1].end :].strip(_EDGES)


def find_attributions(
    blocks: Sequence[Block],
    places: Iterable[int],
    language: str | None = None,
    month_first: bool = False,
    fetched: datetime | None = None,
) -> dict[int, Attribution]:
    """The attributions of the blocks with the indices ``places``, by index.

    The other arguments are those of ``read_attribution``.
    """
    found = {}
    for i in places:
        if blocks[i].words <= _MAX_WORDS and not blocks[i].is_prose:
            attribution = read_attribution(blocks[i].text, language, month_first, fetched)
            if attribution is not None:
                if attribution.byline and i and byline.is_by_alone(blocks[i - 1].text):
                    marked = replace(attribution.byline, is_marked=True)
                    attribution = replace(attribution, byline=marked)
                if attribution.dates and i and _calls_it_update(blocks[i - 1]):
                    first, *rest = attribution.dates
                    changed = (replace(first, is_update=True), *rest)
                    attribution = replace(attribution, dates=changed)
                found[i] = attribution
    return found


def _calls_it_update(block: Block) -> bool:
    """Whether a line is but the label of the last change, whose date stands on the next line."""
    return (
        block.words <= _MAX_LABEL
        and UPDATED.search(block.text) is not None
        and not any(map(str.isdigit, block.text))
    )


def signed_by(blocks: Sequence[Block], attributions: Mapping[int, Attribution]) -> Vector:
    """How surely each block names author or date, from 0 to 1."""
    signed = np.zeros(len(blocks))
    for i, attribution in attributions.items():
        signed[i] = 1.0 if attribution.is_explicit else _MERE_NAME
    return signed


def ends_in_full_stop(blocks: Sequence[Block]) -> Vector:
    """1 for each block that ends in a full stop, else 0."""
    return np.array([float(block.text.endswith((".", "。", "।"))) for block in blocks])


def is_section(block: Block, kinds: frozenset[str]) -> bool:
    """Whether the line above a headline can be the name of its section."""
    return (
        not kinds
        and 0 < block.words <= _MAX_SECTION_WORDS
        and not block.is_sentence
        and not _NO_SECTION.search(block.text)
        and not CONTACT.search(block.text)
        and not is_label(block.text)
    )


def is_label(text: str) -> bool:
    """Whether a line only says what text this is, or gives a date of a life (`PRESS RELEASE`)."""
    return _NO_LABELS.fullmatch(text.strip(" :+-–—*#()[]")) is not None


def layout_score(
    block: Block, at: int, body_start: int, attributed: Sequence[int], repeats: int
) -> float:
    """How much a line's length and place look like a headline's, from 0 to 1.

    ``at`` is its index, ``attributed`` are the indices of explicit attributions, ``repeats`` is how
    often the line stands in the text. The weights are set by hand.
    """
    if not _MIN_TITLE_WORDS <= block.words <= _MAX_TITLE_WORDS or block.text.endswith(
        (".", "。", ":")
    ):
        return 0.0
    score = 0.3 + 0.02 * min(block.words, 15)
    near = min((place - at for place in attributed if place > at), default=_REACH + 1)
    if near <= _REACH:
        score += 0.3 - 0.04 * near
    if at < body_start and body_start - at <= _REACH:
        score += 0.15 - 0.02 * (body_start - at)
    if repeats > 1:
        score += 0.15
    if block.is_sentence or kinds_of(block.text):
        score -= 0.25
    return max(0.0, min(score, 1.0))
