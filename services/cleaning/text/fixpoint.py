"""Cleans a body again until nothing changes, so that cleaning a clean body changes nothing."""

from collections.abc import Sequence

from schemas.articles import Removed
from services.cleaning.text import extract
from services.cleaning.text.extract import ExtractedArticle, TextContext

_ROUNDS = 8


def clean_until_stable(
    parts: ExtractedArticle, known: Sequence[TextContext], most: float = 1.0
) -> None:
    """Take from the paragraphs what would go if they came back as a text.

    That must hold for each of ``known``, for a body may come back without its address. If more
    than the share ``most`` of its characters would go, all stays.
    """
    paragraphs: list[str] = parts.paragraphs
    removed: list[Removed] = []
    settled = 0
    for _ in range(_ROUNDS):
        if settled == len(known) or not paragraphs:
            break
        again = extract.extract_text("\n\n".join(paragraphs), known[settled])
        same = again.paragraphs == paragraphs
        if same and again.is_settled:
            break
        if same or not again.paragraphs:
            settled += 1
        else:
            settled = 0
            paragraphs = again.paragraphs
            removed += again.removed
    if sum(map(len, paragraphs)) >= (1 - most) * sum(map(len, parts.paragraphs)):
        parts.paragraphs = paragraphs
        parts.removed += removed
