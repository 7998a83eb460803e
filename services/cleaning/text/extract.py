"""Takes plain text apart: banner, section, title, byline and date, paragraphs, footer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schemas.articles import Author, Removed, Span
from services.cleaning.attribution import selection
from services.cleaning.attribution.attribution_lines import (
    ends_in_full_stop,
    find_signatures,
    is_section,
    signed_by,
)
from services.cleaning.attribution.dates import Precision
from services.cleaning.finding import Finding
from services.cleaning.lines import classifier
from services.cleaning.lines.boilerplate_phrases import LONGEST, kind_of, kinds_of
from services.cleaning.lines.classifier import LineModel, body_start
from services.cleaning.lines.features import UrlClues, describe
from services.cleaning.lines.split import Block, split
from services.cleaning.text import clean_body, line_roles
from services.cleaning.text import title as headline
from services.cleaning.text_normalisation import comparison_key

_HEAD = 4  # blocks above a headline and into a body where byline and date may stand
_ABOVE = 6  # blocks above a headline where they may stand
_DEEP = 14  # blocks into a body where they may stand: below summary, captions and share lines
_TAIL = 6  # blocks below a body where they may stand


@dataclass
class ExtractedArticle:
    """What a page was found to hold. Spans lie in the raw text."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    title: Finding[str] | None = None
    section: Finding[str] | None = None
    authors: Finding[tuple[Author, ...]] | None = None
    published: Finding[tuple[str, Precision]] | None = None
    modified: Finding[str] | None = None
    language: str | None = None
    spoken: Finding[str] | None = None
    is_settled: bool = False
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextContext:
    """What is known before reading: the publisher's headline, the language, the address."""

    title: str | None = None
    language: str | None = None
    month_first: bool = False
    fetched: datetime | None = None
    setting: UrlClues = field(default_factory=UrlClues)


def extract_text(raw: str, known: TextContext, model: LineModel | None = None) -> ExtractedArticle:
    """The parts of a plain text."""
    blocks = split(raw)
    kinds = [kinds_of(block.text) for block in blocks]
    if clean_body.is_clean(blocks, kinds):
        return ExtractedArticle(paragraphs=[block.text for block in blocks], is_settled=True)
    model = model or classifier.in_use()
    if not clean_body.is_of_page(blocks, kinds):  # whatever is known of its address
        body = model.body.judge(describe(blocks, UrlClues()))
        bare = clean_body.bare_end(blocks, kinds, body)
        if bare is not None:
            return _cut(blocks, bare)
    rows = describe(blocks, known.setting)
    body = model.body.judge(rows)
    likely_start = body_start(body)
    top = range(min(len(blocks), likely_start + _HEAD))
    signatures = find_signatures(blocks, top, known.language, known.month_first, known.fetched)
    judged = model.title_of(rows, body, signed_by(blocks, signatures), ends_in_full_stop(blocks))
    # Long paragraphs are no headlines; said twice they are so to the letter.
    folded = [
        comparison_key(block.text) if len(block.text) <= LONGEST else block.text for block in blocks
    ]
    title, confidence = headline.find(
        blocks,
        folded,
        judged,
        body,
        signatures,
        likely_start,
        hint=known.title,
        knows_address=bool(known.setting.slug),
    )
    roles = line_roles.roles(blocks, folded, body, title)
    start = next((i for i, role in enumerate(roles) if role is None), len(blocks))
    end = len(blocks) - next((i for i, role in enumerate(roles[::-1]) if role is None), 0)
    places = _places(roles, title, start, end)
    below = (i for i in places if i not in top)
    signatures |= find_signatures(blocks, below, known.language, known.month_first, known.fetched)
    signatures = {i: signatures[i] for i in places if i in signatures}
    for i, signature in signatures.items():
        if roles[i] is not None or signature.is_bare:
            roles[i] = ("byline" if signature.byline else "date", "signature")
    parts = ExtractedArticle()
    if title is not None:
        parts.title = _found(blocks[title], "headline_model", confidence)
        above = title - 1
        if above >= 0 and above not in signatures and is_section(blocks[above], kinds[above]):
            roles[above] = ("section", "line_above_title")
            parts.section = _found(blocks[above], "line_above_title", 0.6)
    line_roles.trim(blocks, kinds, roles)
    kept = [i for i, role in enumerate(roles) if role is None]
    if all(clean_body.is_foreign(blocks[i], kinds[i]) for i in kept):  # no word of an article
        for i in kept:
            kind = kind_of(blocks[i].text) or "other"
            roles[i] = (kind, f"phrase_{kind}")
    if None not in roles and (flash := line_roles.flash(blocks, kinds, title)) is not None:
        roles[flash] = None
    for block, role in zip(blocks, roles, strict=True):
        if role is None:
            parts.paragraphs.append(block.text)
        else:
            parts.removed.append(Removed(text=block.text, kind=role[0], rule=role[1]))
    kept = [i for i, role in enumerate(roles) if role is None]
    parts.is_settled = clean_body.is_clean([blocks[i] for i in kept], [kinds[i] for i in kept])
    signed = selection.choose(
        blocks,
        signatures,
        start if title is None else title,
        end,
        " ".join(parts.paragraphs),
        known.setting.site,
    )
    parts.authors, parts.published, parts.modified = signed
    return parts


def _cut(blocks: Sequence[Block], end: int) -> ExtractedArticle:
    """A text that begins with its body, without what stands below that."""
    return ExtractedArticle(
        paragraphs=[block.text for block in blocks[:end]],
        removed=[
            Removed(text=block.text, kind="footer", rule="below_body") for block in blocks[end:]
        ],
        is_settled=end == len(blocks),
    )


def _places(roles: Sequence[object], title: int | None, start: int, end: int) -> list[int]:
    """Where byline and date may stand: above the headline, into the body, just below it."""
    top = max(0, (start if title is None else title) - _ABOVE)
    head = range(top, min(len(roles), max(start, title or 0) + _DEEP))
    tail = range(end, min(len(roles), end + _TAIL))
    return sorted({*head, *tail} - ({title} if title is not None else set()))


def _found(block: Block, method: str, confidence: float) -> Finding[str]:
    return Finding(block.text, method, confidence, Span(start=block.start, end=block.end))
