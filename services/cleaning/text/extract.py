"""Extracts an article from plain text: banner, section, title, byline, date, paragraphs, footer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from schemas.articles import Author, Removed, Span
from services.cleaning.attribution import selection
from services.cleaning.attribution.attribution_lines import (
    ends_in_full_stop,
    find_attributions,
    is_section,
    signed_by,
)
from services.cleaning.attribution.dated_sentences import is_dated_sentence
from services.cleaning.attribution.dates import Precision
from services.cleaning.finding import Finding
from services.cleaning.lines import classifier
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.boilerplate_phrases import MAX_LENGTH, kind_of, kinds_of
from services.cleaning.lines.classifier import BODY, LineModel, body_start
from services.cleaning.lines.features import UrlClues, describe
from services.cleaning.lines.prose import is_page_line
from services.cleaning.lines.split import Block, split
from services.cleaning.page_kind import Stated
from services.cleaning.text import clean_body, line_roles, notices, runs
from services.cleaning.text.block_marks import BlockMarks, date_sent, marks_of, sender, take_apart
from services.cleaning.text.line_roles import Role
from services.cleaning.text.title import find_title, headline_alone, without_agency_marks
from services.cleaning.text_normalisation import comparison_key

# Set by hand; measured with `wireroom eval cleaning`.
# Blocks in which byline and date may stand:
_ABOVE_TITLE = 6  # above the headline
_INTO_BODY = 14  # into the body: below summary, captions and share lines
_BELOW_BODY = 6
_FIRST_LOOK = 4  # into the body, before the headline is known
_SECTION = 0.6  # confidence of a section above the headline

MOST_BLOCKS = 10_000
"""Blocks of a text that are read. Each takes a tenth of a millisecond, and most are read twice;
``python -m tests.large_articles`` measures it. Of 7,442 real articles none had more than 2,755."""


@dataclass
class ExtractedArticle:
    """What was found in a page or a text. Spans lie in the raw text.

    ``unread`` are the blocks behind the first ``MOST_BLOCKS``. They are body as they stand.

    ``stated_language`` is the language tag that a page states, ``language`` what was detected.
    ``is_stable`` says that cleaning the paragraphs again would change nothing. ``around`` are the
    comparison keys of a page's headline and of what its place or its links call no body. ``listed``
    are the paragraphs that are entries of a list. ``stated`` is what a page says of its kind.
    """

    paragraphs: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    title: Finding[str] | None = None
    section: Finding[str] | None = None
    authors: Finding[tuple[Author, ...]] | None = None
    published: Finding[tuple[str, Precision]] | None = None
    modified: Finding[str] | None = None
    stated_language: str | None = None
    language: Finding[str] | None = None
    is_stable: bool = False
    around: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    stated: Stated = field(default_factory=Stated)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextContext:
    """What is known of a text before it is read.

    ``title`` is the publisher's, ``language`` an ISO 639-1 code. ``month_first`` decides how
    1/2/2021 is read. ``fetched`` is the moment from which `3 hours ago` counts. ``is_body`` says
    that the text is a body, so that it opens with no headline, with the entries ``listed``.
    """

    title: str | None = None
    language: str | None = None
    month_first: bool = False
    fetched: datetime | None = None
    clues: UrlClues = field(default_factory=UrlClues)
    is_body: bool = False
    listed: frozenset[str] = frozenset()


def extract_text(
    raw: str, context: TextContext, model: LineModel | None = None
) -> ExtractedArticle:
    """The article in a plain text. ``model`` is the current one where none is given."""
    markup = take_apart(raw)
    every = split(markup.text)
    blocks = every[:MOST_BLOCKS]
    marks = marks_of(blocks, markup, context.listed)
    kinds = [kinds_of(block.text) for block in blocks]
    parts, kept = _read(blocks, kinds, marks, context, model)
    _finish(parts, blocks, kinds, kept, context)
    parts.removed = [*markup.removed, *parts.removed]
    parts.unread = [block.text for block in every[MOST_BLOCKS:]]
    parts.published = parts.published or date_sent(markup, context.language, context.month_first)
    parts.authors = parts.authors or sender(markup)
    parts.listed |= {blocks[i].text for i in marks.parts | marks.entries}
    if parts.is_stable:
        joined = "\n\n".join(parts.paragraphs)
        parts.is_stable = take_apart(joined).text == joined
    return parts


def _last(body: Vector) -> int:
    """The index of the last block that is likely body, 0 if there is none."""
    return int(np.flatnonzero(body >= BODY)[-1]) if (body >= BODY).any() else 0


def _finish(
    parts: ExtractedArticle,
    blocks: Sequence[Block],
    kinds: clean_body.Kinds,
    kept: list[int],
    context: TextContext,
) -> None:
    """Take notices from the body's end, and the headline from a text that is no page."""
    roles = dict(notices.find(blocks, kept))
    left = [i for i in kept if i not in roles]
    if parts.authors:
        names = [author.name for author in parts.authors.value]
        roles |= dict(notices.find_bios(blocks, left, names))
        left = [i for i in left if i not in roles]
    if parts.title is None and not context.is_body and left:
        of = [blocks[i] for i in left], [kinds[i] for i in left]
        if confidence := headline_alone(*of, context.title):
            parts.title = _finding(blocks[left[0]], "line_above_paragraphs", confidence)
            if len(left) > 1:
                roles[left.pop(0)] = ("title", "line_above_paragraphs")
    if roles:
        of = [blocks[i] for i in left], [kinds[i] for i in left]
        parts.is_stable = clean_body.is_clean(*of) and not any(notices.find(blocks, left))
        parts.paragraphs = [blocks[i].text for i in left]
        parts.removed += [
            Removed(text=blocks[i].text, kind=kind, rule=rule)
            for i, (kind, rule) in sorted(roles.items())
        ]
    if parts.title:
        parts.title = replace(parts.title, value=without_agency_marks(parts.title.value))


def _read(
    blocks: Sequence[Block],
    kinds: clean_body.Kinds,
    marks: BlockMarks,
    context: TextContext,
    model: LineModel | None,
) -> tuple[ExtractedArticle, list[int]]:
    """The article, and the blocks of its body."""
    of_page = marks.is_page or clean_body.has_page_lines(blocks, kinds)
    if clean_body.is_clean(blocks, kinds, of_page):
        whole = ExtractedArticle(paragraphs=[block.text for block in blocks], is_stable=True)
        return whole, list(range(len(blocks)))
    model = model or classifier.current_model()
    if not of_page:
        # Without the URL's clues, so that a bare body is one whatever its context.
        body = model.body.predict(describe(blocks, UrlClues()))
        end = clean_body.end_of_bare_body(blocks, kinds, body)
        if end is not None:
            return _bare_body(blocks, end), list(range(end))
    rows = describe(blocks, context.clues)
    body = model.body.predict(rows)
    likely_start = body_start(body)
    spoken = runs.speeches(blocks)
    top = range(min(len(blocks), likely_start + _FIRST_LOOK, spoken.start or len(blocks)))
    attributions = find_attributions(
        blocks, top, context.language, context.month_first, context.fetched
    )
    title_probability = model.predict_title(
        rows, body, signed_by(blocks, attributions), ends_in_full_stop(blocks)
    )
    # A long paragraph is no headline; where it stands twice, it does so to the letter.
    keys = [
        comparison_key(block.text) if len(block.text) <= MAX_LENGTH else block.text
        for block in blocks
    ]
    title, confidence = find_title(
        blocks,
        keys,
        title_probability,
        body,
        attributions,
        likely_start,
        hint=context.title,
        knows_address=bool(context.clues.slug),
        told=marks.headlines,
        entries=marks.entries,
    )
    signed = {
        i
        for i, one in attributions.items()
        if one.stands_alone and not is_dated_sentence(blocks[i].text, one)
    }
    body = line_roles.with_sentences(blocks, kinds, keys, body, title, signed)
    together = [
        *runs.key_points(
            blocks, kinds, marks.entries, body, title, attributions, is_body=context.is_body
        ),
        *spoken,
        *(i for i in marks.parts if not kinds[i] and likely_start < i < _last(body)),
    ]
    together = [i for i in together if i not in signed and i != title]
    body[together] = 1.0
    roles = line_roles.assign_roles(blocks, keys, body, title)
    start = next((i for i, role in enumerate(roles) if role is None), len(blocks))
    end = len(blocks) - next((i for i, role in enumerate(roles[::-1]) if role is None), 0)
    places = _attribution_places(roles, title, start, end)
    attributions |= find_attributions(
        blocks,
        (i for i in places if i not in top and i not in spoken),
        context.language,
        context.month_first,
        context.fetched,
    )
    attributions = {i: attributions[i] for i in places if i in attributions}
    for i, attribution in attributions.items():
        if roles[i] is not None or (
            attribution.stands_alone and not is_dated_sentence(blocks[i].text, attribution)
        ):
            roles[i] = ("byline" if attribution.byline else "date", "signature")
    parts = ExtractedArticle(listed=frozenset(blocks[i].text for i in together))
    if title is not None:
        parts.title = _finding(blocks[title], "headline_model", confidence)
        above = title - 1
        if (
            above >= 0
            and title not in marks.headlines
            and above not in attributions
            and is_section(blocks[above], kinds[above])
        ):
            roles[above] = ("section", "line_above_title")
            parts.section = _finding(blocks[above], "line_above_title", _SECTION)
    _clear_body(blocks, kinds, roles, title)
    for block, role in zip(blocks, roles, strict=True):
        if role is None:
            parts.paragraphs.append(block.text)
        else:
            parts.removed.append(Removed(text=block.text, kind=role[0], rule=role[1]))
    kept = [i for i, role in enumerate(roles) if role is None]
    parts.is_stable = clean_body.is_clean([blocks[i] for i in kept], [kinds[i] for i in kept])
    parts.authors, parts.published, parts.modified = selection.choose(
        blocks,
        attributions,
        start if title is None else title,
        end,
        " ".join(parts.paragraphs),
        context.clues.site,
    )
    return parts, kept


def _clear_body(
    blocks: Sequence[Block],
    kinds: clean_body.Kinds,
    roles: list[Role | None],
    title: int | None,
) -> None:
    """Take page lines from the body, and keep the headline where no paragraph is left."""
    line_roles.remove_page_lines(blocks, kinds, roles)
    kept = [i for i, role in enumerate(roles) if role is None]
    if all(is_page_line(blocks[i], kinds[i]) for i in kept):  # no word of an article
        for i in kept:
            kind = kind_of(blocks[i].text) or "other"
            roles[i] = (kind, f"phrase_{kind}")
    if None not in roles:
        only_line = line_roles.only_line_to_keep(blocks, kinds, title)
        if only_line is not None:
            roles[only_line] = None


def _bare_body(blocks: Sequence[Block], end: int) -> ExtractedArticle:
    """A text that begins with its body, without the blocks from ``end`` on."""
    return ExtractedArticle(
        paragraphs=[block.text for block in blocks[:end]],
        removed=[
            Removed(text=block.text, kind="footer", rule="below_body") for block in blocks[end:]
        ],
        is_stable=end == len(blocks),
    )


def _attribution_places(
    roles: Sequence[object], title: int | None, start: int, end: int
) -> list[int]:
    """The blocks in which byline and date may stand.

    They stand above the headline, at the start of the body, or just below it. ``start`` and
    ``end`` are those of the body.
    """
    top = max(0, (start if title is None else title) - _ABOVE_TITLE)
    head = range(top, min(len(roles), max(start, title or 0) + _INTO_BODY))
    tail = range(end, min(len(roles), end + _BELOW_BODY))
    return sorted({*head, *tail} - ({title} if title is not None else set()))


def _finding(block: Block, method: str, confidence: float) -> Finding[str]:
    return Finding(block.text, method, confidence, Span(start=block.start, end=block.end))
