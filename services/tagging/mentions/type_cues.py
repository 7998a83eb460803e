"""Reads a name's type from the words around it and in it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.tagging.model_input import is_capitals
from services.tagging.names import acronyms, any_of, is_title, word_list

ORG_WORDS = word_list("org_words")
PLACE_WORDS = word_list("place_words")
SPEECH_WORDS = word_list("speech_words")

_PLACE_NOUN = any_of(word_list("place_nouns"))
_WORD_BEFORE = re.compile(r"([\w.'’-]+)\s+$")
_PLACE_OF_BEFORE = re.compile(rf"\b{_PLACE_NOUN}s? of\s+$")
_IN_BEFORE = re.compile(rf"\b{any_of(word_list('place_prepositions'))}\s+$")
_PLACE_NOUN_AFTER = re.compile(rf"\s+{_PLACE_NOUN}s?\b")
_THE_BEFORE = re.compile(r"\bthe $")
_AGE_AFTER = re.compile(r",\s+(?:aged\s+)?\d\d,")
_WHO_AFTER = re.compile(r",?\s+who(?:se)?\b")
_WORD_AFTER = re.compile(r",?\s+([a-z]+)")
_ACRONYM_AFTER = re.compile(r"\s+\(\W?([A-Z][A-Za-z&]{1,9})\W?\)")
_DATE = r"(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:,? \d{4})?| \d{4}-\d\d-\d\d)"
_DATELINE_AFTER = re.compile(
    rf"(?:,[^\n,.]{{2,30}}\.?)?(?:(?:{_DATE}|{_DATE}? \([^)\n]{{2,40}}\)) ?(?:[:—–_]|--?|\n)"
    r"|(?: [—–_]|-| -) \S)"
)


def type_cues(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """What the words around the name at these offsets say of its type.

    Gives pairs: the name of the cue, a key of ``type_voting.WEIGHTS``, and the type.
    """
    before, after = text[max(0, start - 40) : start], text[end : end + 60]
    if _is_acronym(text[start:end]) and not _is_in_capitals(text, *_line(text, start, end)):
        yield "capitals", "ORG"
    if _THE_BEFORE.search(before):
        yield "the", "ORG"
    word = _WORD_BEFORE.search(before)
    if word and word[1][0].isupper() and is_title(word[1]):
        yield "title", "PERSON"
    if _AGE_AFTER.match(after):
        yield "age", "PERSON"
    if _WHO_AFTER.match(after):
        yield "who", "PERSON"
    word = _WORD_AFTER.match(after)
    if word and word[1] in SPEECH_WORDS:
        yield "speech", "PERSON"
    if _PLACE_OF_BEFORE.search(before) or _PLACE_NOUN_AFTER.match(after):
        yield "place noun", "GPE"
    if _IN_BEFORE.search(before):
        yield "in", "GPE"
    if (start == 0 or text[start - 1] == "\n") and _DATELINE_AFTER.match(after):
        yield "dateline", "GPE"
    acronym = _ACRONYM_AFTER.match(after)
    if acronym and acronym[1].casefold() in acronyms(text[start:end]):
        yield "acronym", "ORG"


def _is_acronym(name: str) -> bool:
    return 3 <= len(name) <= 6 and name.isalpha() and name.isupper()


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, after if after >= 0 else len(text)


@lru_cache(1)  # A long line may hold many acronyms.
def _is_in_capitals(text: str, start: int, end: int) -> bool:
    return is_capitals(text[start:end])


def head_type(words: tuple[str, ...]) -> str | None:
    """The type that the first or last word of a name says, None if it says none.

    ``words`` are normalised. A single word says nothing.
    """
    if len(words) < 2:
        return None
    if words[-1] in ORG_WORDS:
        return "ORG"
    if words[-1] in PLACE_WORDS:
        return "FAC"
    if words[0] in ORG_WORDS and words[1] in ("of", "for"):
        return "ORG"
    if words[0] in PLACE_WORDS and (len(words) == 2 or words[1] == "of"):
        return "LOC"
    return None
