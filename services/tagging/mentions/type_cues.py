"""Reads a name's type from the words around it and in it."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from services.tagging.model_input import is_capitals
from services.tagging.names import any_of, table, word_list

ORG_WORDS = word_list("org_words")
PLACE_WORDS = word_list("place_words")
COMPASS = word_list("compass")
GIVEN_NAMES = word_list("male_names") | word_list("female_names")

_IN_BEFORE = re.compile(rf"\b{any_of(word_list('place_prepositions'))}\s+$")
_DATE = r"(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:,? \d{4})?| \d{4}-\d\d-\d\d)"
_DATELINE_AFTER = re.compile(
    rf"(?:,[^\n,.]{{2,30}}\.?)?(?:(?:{_DATE}|{_DATE}? \([^)\n]{{2,40}}\)) ?(?:[:—–_]|--?|\n)"
    r"|(?: [—–_]|-| -) \S)"
)


def type_cues(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """What the name at these offsets, and the words around it, say of its type.

    Gives pairs: the name of the cue, a key of ``type_voting.WEIGHTS``, and the type.
    """
    if _is_acronym(text[start:end]) and not _is_in_capitals(text, *_line(text, start, end)):
        yield "capitals", "ORG"
    if (start == 0 or text[start - 1] == "\n") and _DATELINE_AFTER.match(text, end):
        yield "dateline", "GPE"
    if text[start - 1 : start].isspace() and _IN_BEFORE.search(text, max(0, start - 12), start):
        yield "in", "GPE"


def _is_acronym(name: str) -> bool:
    return 3 <= len(name) <= 6 and name.isalpha() and name.isupper()


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, after if after >= 0 else len(text)


@lru_cache(1)  # A long line may hold many acronyms.
def _is_in_capitals(text: str, start: int, end: int) -> bool:
    return is_capitals(text[start:end])


@cache
def _heads() -> Mapping[str, Mapping[str, str]]:
    """The type by word, for each place in a name where such a word may stand."""
    heads: dict[str, dict[str, str]] = {"last": {}, "first": {}, "first of": {}, "compass": {}}
    for label, place, listed in table("type_heads"):
        words = ORG_WORDS if listed == "@org_words" else listed.split()
        heads[place] |= dict.fromkeys(words, label)
    return heads


def first_words(label: str) -> list[str]:
    """The normalised words that begin names of this type."""
    return [word for word, one in _heads()["first"].items() if one == label]


def type_of_first_word(word: str) -> str | None:
    """The type of a name that begins with this normalised word: ``hurricane``, ``uss``."""
    return _heads()["first"].get(word)


def head_type(words: tuple[str, ...]) -> str | None:
    """The type that the first or last word of a name says, None if it says none.

    ``words`` are normalised. A single word says nothing, nor does the surname behind a given name:
    ``Laura Bridge``.
    """
    if len(words) < 2 or (len(words) == 2 and words[0] in GIVEN_NAMES):
        return None
    heads = _heads()
    if words[0] in COMPASS and (label := heads["compass"].get(words[1])) and len(words) == 2:
        return label
    first = "EVENT" if words[:2] == ("tropical", "storm") else heads["first"].get(words[0])
    if first in ("EVENT", "PRODUCT"):
        return first
    if words[1] in ("of", "for") and (label := heads["first of"].get(words[0])):
        return label
    # "Lake Street" is a street.
    return heads["last"].get(words[-1]) or first
