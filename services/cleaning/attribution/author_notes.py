"""Finds the note at an article's end that says who its author is."""

import re
from collections.abc import Collection, Sequence

from schemas.articles import Author
from services.cleaning.attribution import byline, credit_words
from services.cleaning.language_words import WORDS, any_of

_START = re.compile(rf"{any_of(WORDS['byline.bio_starts'])}\s+", re.IGNORECASE)
_VERBS = frozenset(WORDS["byline.bio_verbs"])
# Set by hand; measured with `wireroom eval cleaning`.
_MAX_NOTE = 400  # characters
_MAX_NAME_WORDS = 4
_REACH = 14  # words from the name to the role


def find(
    texts: Sequence[str], known: Collection[str] = ()
) -> tuple[int, tuple[Author, ...]] | None:
    """The index of the last note on an author in a page's or an article's texts, and the author.

    Such a note names at its start one of ``known``, or somebody whom no other text names, and says
    what they do (`A. Name is a reporter …`) or how to reach them.
    """
    for i in range(len(texts) - 1, 0, -1):
        name = _name_in(texts[i])
        if name and (
            name in known or not any(name in text for text in (*texts[:i], *texts[i + 1 :]))
        ):
            return i, (Author(name=name, role=None),)
    return None


def _name_in(text: str) -> str | None:
    """Whom a note is about; None where a text is no note."""
    if len(text) > _MAX_NOTE:
        return None
    opening = _START.match(text)
    told = text[opening.end() :] if opening else text
    if len(told) < len(text) and "@" in text:
        name = " ".join(told.split()[:2])
        if byline.is_name(name):
            return name
    words = told.split(maxsplit=_MAX_NAME_WORDS + _REACH)
    for i, word in enumerate(words[: _MAX_NAME_WORDS + 1]):
        if word in _VERBS:
            name = " ".join(words[:i]).rstrip(",")
            name = name if byline.is_name(name) else credit_words.beside_role(name)
            says_how = "@" in text or credit_words.has_role(" ".join(words[i : i + _REACH]))
            return name if says_how and byline.is_name(name) else None
    return None
