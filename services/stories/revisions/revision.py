"""Compares two revisions of an article: what changed by field and sentence, and of which kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.articles import CleanedArticle
from services.stories.revisions.difference import SentenceChange, plain, sentence_changes
from services.stories.revisions.kinds import (
    CORRECTS,
    RETRACTS,
    WITHDRAWS,
    RevisionKind,
    notice,
)
from services.stories.revisions.sentences import Sentence, sentences

LEFT_OF_BODY = 0.2
"""Share of its characters below which a body that bears a notice was taken away."""
_NOISE = re.compile(
    r"^\W*(?:(?:last )?updated|published|posted|modified|aktualisiert|mis à jour|actualizado)\b"
    r"[^.!?]{0,20}\d.{0,40}(?<![.!?])$"
    r"|^\W*\d[\d.,]*\s*(?:views?|comments?|shares?|reads?|likes?)\W*$"
    r"|^\W*(?:\d+|an?|one) (?:seconds?|minutes?|mins?|hours?|hrs?|days?) ago\W*$"
    r"|^\W*\d+ min(?:ute)?s? read\W*$",
    re.IGNORECASE,
)
"""Lines that count and date a page and say nothing of its news."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field other than the body, before and after; a list stands as its parts with `, `."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Revised:
    """What a later revision changed. ``notice`` are the publisher's words on it, if any."""

    kind: RevisionKind
    notice: str | None
    fields: Sequence[FieldChange]
    sentences: Sequence[SentenceChange]


def revised(before: CleanedArticle, after: CleanedArticle) -> Revised | None:
    """What changed between two revisions; None if a reader would see no difference."""
    old, new = _told(before), _told(after)
    changes = sentence_changes(old, new)
    fields = _field_changes(before, after)
    if not fields and [one.text for one in old] == [one.text for one in new]:
        return None
    new_words = [one.after.text for one in changes if one.after is not None]
    known = {piece.text for piece in before.removed}
    new_words += [piece.text for piece in after.removed if piece.text not in known]
    new_words += [after.title] if after.title and after.title != before.title else []
    kind, told = _kind(before, after, new_words, changes, fields)
    return Revised(kind, told, fields, changes)


def _kind(
    before: CleanedArticle,
    after: CleanedArticle,
    new_words: Sequence[str],
    changes: Sequence[SentenceChange],
    fields: Sequence[FieldChange],
) -> tuple[RevisionKind, str | None]:
    if told := notice(RETRACTS, new_words):
        return "retraction", told
    told = notice(WITHDRAWS, new_words)
    if told and len(after.body) < LEFT_OF_BODY * len(before.body):
        return "withdrawn", told
    if told := notice(CORRECTS, new_words):
        return "correction", told
    if changes and not all(_is_typography(one) for one in changes):
        return "update", None
    changed = {one.field for one in fields if not _is_same(one)}
    if changed == {"title"}:
        return "headline", None
    return ("update" if changed else "typography"), None


def _field_changes(before: CleanedArticle, after: CleanedArticle) -> list[FieldChange]:
    pairs = {
        "title": (before.title, after.title),
        "authors": (_names(before), _names(after)),
        "section": (before.section, after.section),
        "published": (_published(before), _published(after)),
        "url": (before.url, after.url),
    }
    return [
        FieldChange(field, old, new)
        for field, (old, new) in pairs.items()
        if (old or "") != (new or "")
    ]


def _names(article: CleanedArticle) -> str | None:
    return ", ".join(author.name for author in article.authors) or None


def _published(article: CleanedArticle) -> str | None:
    return article.published.value if article.published else None


def _told(article: CleanedArticle) -> list[Sentence]:
    """The sentences of its body without lines that only count or date the page."""
    return [one for one in sentences(article.body) if not _NOISE.match(one.text)]


def _is_typography(change: SentenceChange) -> bool:
    """Whether only case, punctuation or single letters of words changed; no number and no name."""
    if change.before is None or change.after is None:
        return False
    old, new = _words(change.before.text), _words(change.after.text)
    if "".join(old).casefold() == "".join(new).casefold():
        return True
    if len(old) != len(new):
        return False
    return all(
        _is_misspelt(a.casefold(), b.casefold()) and not (place and a[0].isupper())
        for place, (a, b) in enumerate(zip(old, new, strict=True))
        if a.casefold() != b.casefold()
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text))


def _is_misspelt(one: str, other: str) -> bool:
    """Whether two long words without digits differ by one letter, or by two that changed places."""
    if min(len(one), len(other)) < 4 or any(sign.isdigit() for sign in one + other):
        return False
    if sorted(one) == sorted(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 2
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next(
        (place for place, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b),
        len(shorter),
    )
    if len(shorter) == len(longer):
        return shorter[at + 1 :] == longer[at + 1 :] and at > 0
    return shorter[at:] == longer[at + 1 :]


def _is_same(change: FieldChange) -> bool:
    before, after = _words(change.before or ""), _words(change.after or "")
    return "".join(before).casefold() == "".join(after).casefold()
