"""Tells by set phrases which lines belong to the page around an article, and of which kind.

The phrases stand in ``data/words``, one file a language; ``en.toml`` says how they are written.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.text_normalisation import words_of

KINDS = (
    *("advert", "share", "newsletter", "donation", "cookies", "comments", "related", "footer"),
    *("credit", "caption", "navigation"),
)
"""Kinds of piece. Where a line is of several, the first one here counts."""

MAX_LENGTH = 240
"""Characters. A longer line is prose that happens to hold a phrase."""

_PICTURE_CREDIT = re.compile(
    rf"©|\(c\)\s|\b{any_of(WORDS['lines.picture_credits'])}s?(?: by)?\s?[:|/]\s?\S.{{0,60}}$"
    r"|[＝=][\w・]{2,12}$"
)
_CREDIT_SIGNS = (*"©:|/=＝", "(c)")  # every picture credit has one: a quick look first


class _Phrase(NamedTuple):
    """``mode`` is `=` for the whole line, `^` for its start, else empty."""

    words: tuple[str, ...]
    mode: str
    kind: str


def _by_first_word() -> dict[str, list[_Phrase]]:
    phrases: dict[str, list[_Phrase]] = {}
    for kind in KINDS:
        for written in WORDS[f"phrases.{kind}"]:
            mode = written[0] if written[0] in "=^*" else ""
            if mode != "*":
                words = tuple(written.removeprefix(mode).split())
                phrases.setdefault(words[0], []).append(_Phrase(words, mode, kind))
    return phrases


_PHRASES = _by_first_word()
_FIRST_WORDS = frozenset(_PHRASES)
_UNSPACED = {
    kind: [phrase[1:] for phrase in WORDS[f"phrases.{kind}"] if phrase[0] == "*"] for kind in KINDS
}
_UNSPACED_START = re.compile(
    f"[{''.join(sorted({phrase[0] for of in _UNSPACED.values() for phrase in of}))}]"
)


@lru_cache(maxsize=512)  # each line is asked about several times
def kinds_of(text: str) -> frozenset[str]:
    """All kinds of which a line is by its phrases; none for a line over ``MAX_LENGTH``."""
    if len(text) > MAX_LENGTH:
        return frozenset()
    words = words_of(text)
    found: set[str] = set()
    if not _FIRST_WORDS.isdisjoint(words):
        for i, word in enumerate(words):
            for phrase, mode, kind in _PHRASES.get(word, ()):
                end = i + len(phrase)
                if tuple(words[i:end]) == phrase and (
                    not mode
                    or (_are_numbers(words[:i]) and (mode == "^" or _are_numbers(words[end:])))
                ):
                    found.add(kind)
    if has_picture_credit(text):
        found.add("caption")
    if not text.isascii() and _UNSPACED_START.search(text):
        found.update(
            kind for kind, phrases in _UNSPACED.items() if any(map(text.__contains__, phrases))
        )
    return frozenset(found)


def has_picture_credit(text: str) -> bool:
    """Whether a line holds a sign of copyright or ends in a credit such as `Photo: A. Name`."""
    text = text.lower()
    return any(map(text.__contains__, _CREDIT_SIGNS)) and _PICTURE_CREDIT.search(text) is not None


def _are_numbers(words: list[str]) -> bool:
    return not any(map(str.isalpha, "".join(words)))


def kind_of(text: str) -> str | None:
    """The first of ``KINDS`` of which a line is, or None."""
    found = kinds_of(text)
    return next((kind for kind in KINDS if kind in found), None) if found else None
