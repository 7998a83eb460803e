"""Cleans a body again until nothing changes, so that cleaning is idempotent."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.articles import Removed
from services.cleaning.text import extract
from services.cleaning.text.extract import ExtractedArticle, TextContext

_MAX_ROUNDS = 8


def clean_until_stable(parts: ExtractedArticle, contexts: Sequence[TextContext]) -> None:
    """Remove every paragraph that a second cleaning would remove.

    That is checked in each of ``contexts``, because a body may come back without its URL. Most
    bodies take one round: their form alone says that they are stable.
    """
    most = extract.MOST_BLOCKS
    parts.unread = [*parts.paragraphs[most:], *parts.unread]
    paragraphs = parts.paragraphs = parts.paragraphs[:most]
    removed: list[Removed] = []
    checked = 0  # contexts in which the paragraphs stay as they are
    known = [replace(one, is_body=True, listed=parts.listed) for one in contexts]
    for _ in range(_MAX_ROUNDS):
        if checked == len(contexts) or not paragraphs:
            break
        again = extract.extract_text("\n\n".join(paragraphs), known[checked])
        found = [*again.paragraphs, *again.unread]
        is_same = found == paragraphs
        if is_same and again.is_stable:
            break
        if is_same or not found:
            checked += 1
        else:
            checked = 0
            paragraphs = found
            removed += again.removed
    parts.paragraphs = paragraphs
    parts.removed += removed
