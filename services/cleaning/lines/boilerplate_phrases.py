"""The set phrases of pages, by the kind of piece they give away, in the languages of the news.

`=` asks for the whole line (numbers aside), `^` for its start, neither for anywhere in it. They
count in short lines only: prose that happens to hold such words is longer.
"""

import re
from functools import lru_cache

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.text_normalisation import words_of

LONGEST = 240  # characters

KINDS = (
    *("advert", "share", "newsletter", "donation", "cookies", "comments", "related", "footer"),
    *("credit", "caption", "navigation"),
)
"""Kinds of piece; where a line is of several, the first counts."""
_CREDIT = re.compile(
    rf"©|\(c\)\s|\b{any_of(WORDS['lines.picture_credits'])}s?(?: by)?\s?[:|/]\s?\S.{{0,60}}$"
    r"|[＝=][\w・]{2,12}$",
    re.IGNORECASE,
)


def _index() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for kind in KINDS:
        for phrase in WORDS[f"phrases.{kind}"]:
            mode = phrase[0] if phrase[0] in "=^*" else ""
            words = tuple(phrase.removeprefix(mode).split())
            if mode != "*":
                index.setdefault(words[0], []).append((words, mode, kind))
    return index


_INDEX = _index()
_FIRST_WORDS = frozenset(_INDEX)
_UNSPACED = {
    kind: [phrase[1:] for phrase in WORDS[f"phrases.{kind}"] if phrase[0] == "*"] for kind in KINDS
}
_UNSPACED_START = re.compile(
    f"[{''.join(sorted({phrase[0] for of in _UNSPACED.values() for phrase in of}))}]"
)
_CREDIT_SIGN = re.compile("[©(:|/=＝]")  # every credit has one: most lines need no further look


@lru_cache(maxsize=512)
def kinds_of(text: str) -> frozenset[str]:
    """The kinds of piece that ``text`` gives itself away as."""
    if len(text) > LONGEST:
        return frozenset()
    words = words_of(text)
    found: set[str] = set()
    if not _FIRST_WORDS.isdisjoint(words):
        for i, word in enumerate(words):
            for phrase, mode, kind in _INDEX.get(word, ()):
                end = i + len(phrase)
                if tuple(words[i:end]) == phrase and (
                    not mode
                    or (_are_numbers(words[:i]) and (mode == "^" or _are_numbers(words[end:])))
                ):
                    found.add(kind)
    if _CREDIT_SIGN.search(text) and _CREDIT.search(text):
        found.add("caption")
    if not text.isascii() and _UNSPACED_START.search(text):
        found.update(
            kind for kind, phrases in _UNSPACED.items() if any(map(text.__contains__, phrases))
        )
    return frozenset(found)


def _are_numbers(words: list[str]) -> bool:
    return not any(map(str.isalpha, "".join(words)))


def kind_of(text: str) -> str | None:
    """The likeliest of ``kinds_of``, or None."""
    found = kinds_of(text)
    return next((kind for kind in KINDS if kind in found), None) if found else None
