"""Takes plain text apart: banner, section, title, byline and date, paragraphs, footer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from schemas.articles import Author, Removed, Span
from services.cleaning import line_model, signing
from services.cleaning.dates import Precision
from services.cleaning.features import Setting, describe
from services.cleaning.findings import Finding
from services.cleaning.head import (
    Signature,
    ends_in_full_stop,
    find_signatures,
    is_section,
    layout_score,
    signed_by,
)
from services.cleaning.hygiene import fold
from services.cleaning.line_model import BODY, LineModel, body_start
from services.cleaning.lines import Block, split
from services.cleaning.phrases import kind_of, kinds_of

_TITLE = 0.22
"""Least score of a headline."""
_HEAD = 4  # blocks above a headline and into a body where byline and date may stand
_ABOVE = 6  # blocks above a headline where they may stand
_DEEP = 14  # blocks into a body where they may stand: below summary, captions and share lines
_TAIL = 6  # blocks below a body where they may stand
_LONG = 5  # words: shorter lines may well be said twice
_LITTLE = 0.2  # of a body's words
_DOUBTFUL = 0.2  # probability that a sentence beside a paragraph needs
_OFTEN = 3  # a line said so often belongs to the page, not to the article

Role = tuple[str, str]
"""Kind of the piece and the rule that took it out."""


@dataclass
class Parts:
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
class Known:
    """What is known before reading: the publisher's headline, the language, the address."""

    title: str | None = None
    language: str | None = None
    month_first: bool = False
    fetched: datetime | None = None
    setting: Setting = field(default_factory=Setting)


def take_apart(raw: str, known: Known, model: LineModel | None = None) -> Parts:
    """The parts of a plain text."""
    blocks = split(raw)
    kinds = [kinds_of(block.text) for block in blocks]
    if is_clean(blocks, kinds):
        return Parts(paragraphs=[block.text for block in blocks], is_settled=True)
    model = model or line_model.shipped()
    rows = describe(blocks, known.setting)
    body = model.body.judge(rows)
    top = range(min(len(blocks), body_start(body) + _HEAD))
    signatures = find_signatures(blocks, top, known.language, known.month_first, known.fetched)
    judged = model.title_of(rows, body, signed_by(blocks, signatures), ends_in_full_stop(blocks))
    title, confidence = _find_title(blocks, judged, signatures, body_start(body), known)
    roles = _roles(blocks, kinds, body, title)
    start = next((i for i, role in enumerate(roles) if role is None), len(blocks))
    end = len(blocks) - next((i for i, role in enumerate(roles[::-1]) if role is None), 0)
    places = _places(roles, title, start, end)
    below = (i for i in places if i not in top)
    signatures |= find_signatures(blocks, below, known.language, known.month_first, known.fetched)
    signatures = {i: signatures[i] for i in places if i in signatures}
    for i, signature in signatures.items():
        if roles[i] is not None or signature.is_bare:
            roles[i] = ("byline" if signature.byline else "date", "signature")
    parts = Parts()
    if title is not None:
        parts.title = _found(blocks[title], "headline_model", confidence)
        above = title - 1
        if above >= 0 and above not in signatures and is_section(blocks[above], kinds[above]):
            roles[above] = ("section", "line_above_title")
            parts.section = _found(blocks[above], "line_above_title", 0.6)
    _trim(blocks, kinds, roles)
    if None not in roles and (flash := _flash(blocks, kinds, title)) is not None:
        roles[flash] = None
    for block, role in zip(blocks, roles, strict=True):
        if role is None:
            parts.paragraphs.append(block.text)
        else:
            parts.removed.append(Removed(text=block.text, kind=role[0], rule=role[1]))
    kept = [i for i, role in enumerate(roles) if role is None]
    parts.is_settled = is_clean([blocks[i] for i in kept], [kinds[i] for i in kept])
    signed = signing.choose(
        blocks,
        signatures,
        start if title is None else title,
        end,
        " ".join(parts.paragraphs),
        known.setting.site,
    )
    parts.authors, parts.published, parts.modified = signed
    return parts


def is_clean(blocks: Sequence[Block], kinds: Sequence[frozenset[str]]) -> bool:
    """Whether a text is an article's body already, with no page around it.

    It opens and closes with solid sentences, says nothing twice and holds no set phrase of
    pages. What this package makes of a page is of that form, so that it stays as it is.
    """
    if len(blocks) == 1:
        return not kinds[0]
    solid = [_is_solid(block, of) for block, of in zip(blocks, kinds, strict=True)]
    long = [block.text for block in blocks if block.weight >= _LONG]
    return (
        bool(blocks)
        and solid[0]
        and solid[-1]
        and solid[:_HEAD].count(False) <= 1
        and not any(map(_is_foreign, blocks, kinds))
        and len(set(long)) == len(long)
        and not any(
            signature.is_plain
            for signature in find_signatures(blocks, range(min(_HEAD, len(blocks)))).values()
        )
    )


def _is_solid(block: Block, kinds: frozenset[str]) -> bool:
    return not kinds and (block.is_sentence or block.weight >= 20)


def _is_foreign(block: Block, kinds: frozenset[str]) -> bool:
    return bool(kinds) and not block.is_prose


def _trim(
    blocks: Sequence[Block], kinds: Sequence[frozenset[str]], roles: list[Role | None]
) -> None:
    """Take from the body what keeps it from being clean, if that is little."""
    kept = [i for i, role in enumerate(roles) if role is None]
    solid = [i for i in kept if _is_solid(blocks[i], kinds[i])]
    if not solid:
        return
    head = [i for i in kept if i >= solid[0]][:_HEAD]
    low = [i for i in head if i not in solid]
    loose = [
        i
        for i in kept
        if not solid[0] <= i <= solid[-1]
        or _is_foreign(blocks[i], kinds[i])
        or (len(low) > 1 and i in low)
    ]
    if sum(blocks[i].weight for i in loose) <= _LITTLE * sum(blocks[i].weight for i in kept):
        for i in loose:
            kind = kind_of(blocks[i].text)
            roles[i] = (kind, f"phrase_{kind}") if kind else ("other", "no_sentence_at_end")


def _find_title(
    blocks: Sequence[Block],
    judged: line_model.Vector,
    signatures: dict[int, Signature],
    start: int,
    known: Known,
) -> tuple[int | None, float]:
    """The headline's place and how sure it is; the model and the usual layout vote together."""
    if known.title:
        hinted = fold(known.title)
        for i in range(len(judged)):
            if fold(blocks[i].text) == hinted:
                return i, 0.97
    signed = [i for i, signature in signatures.items() if signature.is_plain]
    repeats = Counter(fold(block.text) for block in blocks)
    trust = 0.15 if known.setting.slug else 0.7
    best, confidence = None, _TITLE
    for i, probability in enumerate(judged):
        block = blocks[i]
        if i in signatures or block.weight < 2 or (block.is_prose and block.text.endswith(".")):
            continue
        layout = layout_score(block, i, start, signed, repeats[fold(block.text)])
        score = float(probability) * (1 - trust) + layout * trust
        if score > confidence:
            best, confidence = i, score
    if best is not None:  # where it is said twice, the first stands at the top
        folded = fold(blocks[best].text)
        best = next(i for i, block in enumerate(blocks) if fold(block.text) == folded)
    return best, min(confidence, 0.97)


def _roles(
    blocks: Sequence[Block],
    kinds: Sequence[frozenset[str]],
    body: line_model.Vector,
    title: int | None,
) -> list[Role | None]:
    """For each block why it is not part of the body, or None where it is."""
    folded = [fold(block.text) for block in blocks]
    times = Counter(folded)
    headline = folded[title] if title is not None else None
    start = title if title is not None else body_start(body) - 1
    likely = np.flatnonzero(body >= BODY)
    end = int(likely[-1]) if len(likely) else len(blocks)
    roles: list[Role | None] = []
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        long = block.weight >= _LONG
        if i == title:
            role: Role | None = ("title", "headline_model")
        elif long and folded[i] == headline:
            role = ("repeat", "headline_again")
        elif long and times[folded[i]] >= _OFTEN:
            role = ("repeat", "line_said_often")
        elif long and folded[i] in seen:
            role = ("repeat", "line_again")
        elif i > start and (body[i] >= BODY or _belongs(blocks, kinds, body, roles)):
            role = None
        else:
            kind = kind_of(block.text)
            place = "banner" if i <= start else "footer" if i > end else "other"
            where = {"banner": "above_title", "footer": "below_body", "other": "unlike_body"}
            role = (kind, f"phrase_{kind}") if kind else (place, where[place])
        seen.add(folded[i])
        roles.append(role)
    return roles


def _belongs(
    blocks: Sequence[Block],
    kinds: Sequence[frozenset[str]],
    body: line_model.Vector,
    roles: Sequence[Role | None],
) -> bool:
    """Whether the block after those judged is a doubtful sentence that its neighbours hold.

    A sentence belongs to the paragraphs on both sides of it, a paragraph to the one above.
    """
    i = len(roles)
    block = blocks[i]
    if kinds[i] or not block.is_sentence or block.weight < _LONG or body[i] < _DOUBTFUL:
        return False
    above = i > 0 and roles[i - 1] is None
    below = i + 1 < len(blocks) and bool(body[i + 1] >= BODY)
    return (above and (below or block.is_prose)) or (below and block.is_prose)


def _places(roles: Sequence[Role | None], title: int | None, start: int, end: int) -> list[int]:
    """Where byline and date may stand: above the headline, into the body, just below it."""
    top = max(0, (start if title is None else title) - _ABOVE)
    head = range(top, min(len(roles), max(start, title or 0) + _DEEP))
    tail = range(end, min(len(roles), end + _TAIL))
    return sorted({*head, *tail} - ({title} if title is not None else set()))


def _flash(
    blocks: Sequence[Block], kinds: Sequence[frozenset[str]], title: int | None
) -> int | None:
    """The block to keep of a text without paragraphs: its headline is all there is."""
    left = [i for i, kind in enumerate(kinds) if not kind]
    return max(left, key=lambda i: (i == title, blocks[i].weight), default=None)


def _found(block: Block, method: str, confidence: float) -> Finding[str]:
    return Finding(block.text, method, confidence, Span(start=block.start, end=block.end))
