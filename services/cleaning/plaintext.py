"""Takes plain text apart: banner, section, title, byline and date, paragraphs, footer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.articles import Author, Removed, Span
from services.cleaning import phrases
from services.cleaning.dates import Precision
from services.cleaning.findings import Finding
from services.cleaning.head import Head, Signature, find_head
from services.cleaning.hygiene import fold
from services.cleaning.lines import Block, split


@dataclass
class Parts:
    """What a text was found to hold. Spans lie in the raw text."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    title: Finding[str] | None = None
    section: Finding[str] | None = None
    authors: Finding[tuple[Author, ...]] | None = None
    published: Finding[tuple[str, Precision]] | None = None
    modified: Finding[str] | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)


def take_apart(
    raw: str, *, title: str | None = None, language: str | None = None, month_first: bool = False
) -> Parts:
    """The parts of a plain text. ``title`` is a hint."""
    blocks = split(raw)
    kinds = [phrases.kind_of(block.text) for block in blocks]
    head = find_head(blocks, kinds, title, language, month_first)
    roles = _roles(blocks, kinds, head)
    if None not in roles and (flash := _flash(blocks, kinds, head)) is not None:
        roles[flash] = None
    parts = Parts()
    for block, role in zip(blocks, roles, strict=True):
        if role is None:
            parts.paragraphs.append(block.text)
        else:
            parts.removed.append(Removed(text=block.text, kind=role[0], rule=role[1]))
    if head.title is not None:
        parts.title = _found(blocks[head.title], "headline_position", head.confidence)
    if head.section is not None:
        parts.section = _found(blocks[head.section], "line_above_title", 0.6)
    for i, signature in head.signatures.items():
        if roles[i] is not None:
            _sign(parts, blocks[i], signature)
    return parts


Role = tuple[str, str]
"""Kind of the piece and the rule that took it out."""


def _roles(blocks: Sequence[Block], kinds: Sequence[str | None], head: Head) -> list[Role | None]:
    prose = [i for i, b in enumerate(blocks) if i >= head.end and b.is_prose and not kinds[i]]
    if not prose:
        rest = [
            i for i in range(head.end, len(blocks)) if not kinds[i] and i not in head.signatures
        ]
        start, end = (rest[0], rest[-1] + 1) if rest else (len(blocks), len(blocks))
    else:
        start, end = prose[0], prose[-1] + 1
    title = fold(blocks[head.title].text) if head.title is not None else None
    roles: list[Role | None] = []
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        kind = kinds[i]
        role: Role | None = None
        if i == head.title:
            role = ("title", "headline_position")
        elif i == head.section:
            role = ("section", "line_above_title")
        elif i in head.signatures and i < start:
            role = ("byline" if head.signatures[i].byline else "date", "signature")
        elif kind:
            role = (kind, f"phrase_{kind}")
        elif i < start:
            before_title = head.title is None or i < head.title
            role = ("banner", "above_title") if before_title else ("other", "above_body")
        elif i >= end:
            role = ("footer", "below_body")
        elif fold(block.text) == title:
            role = ("repeat", "title_again")
        elif block.weight >= 8 and block.text in seen:
            role = ("repeat", "paragraph_again")
        seen.add(block.text)
        roles.append(role)
    return roles


def _flash(blocks: Sequence[Block], kinds: Sequence[str | None], head: Head) -> int | None:
    """The block to keep of a text without paragraphs: its headline is all there is."""
    left = [i for i, kind in enumerate(kinds) if not kind]
    return max(left, key=lambda i: (i == head.title, blocks[i].weight), default=None)


def _found(block: Block, method: str, confidence: float) -> Finding[str]:
    return Finding(block.text, method, confidence, Span(start=block.start, end=block.end))


def _sign(parts: Parts, block: Block, signature: Signature) -> None:
    span = Span(start=block.start, end=block.end)
    if signature.byline and (
        parts.authors is None or (signature.byline.marked and parts.authors.confidence < 0.8)
    ):
        confidence = 0.85 if signature.byline.marked else 0.6
        parts.authors = Finding(signature.byline.authors, "byline", confidence, span)
    for dated in signature.dated:
        if dated.updated:
            parts.modified = parts.modified or Finding(dated.value, "date_line", 0.8, span)
        elif parts.published is None:
            value = (dated.value, dated.precision)
            parts.published = Finding(value, "date_line", 0.85, span)
