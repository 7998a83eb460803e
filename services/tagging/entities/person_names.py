"""Tells whether two names may be one person's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.tagging.names import (
    CACHED_NAMES,
    NAME_SUFFIXES,
    given_name_keys,
    normalise,
    phonetic_key,
    words,
)

_SURNAME_FIRST = re.compile(r"([^,]+), ([^,]+)")
_NICKNAME = re.compile(r"\s[\"“”‘'(]([^\"“”’')]+)[\"”’')](?=\s)")
_ARTICLE = re.compile(r"^(?:al|el|ul|ad|as|ash|an|ar|at|az)-")
_SAME_SUFFIX = {"jnr": "jr", "junior": "jr", "snr": "sr", "senior": "sr"}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, taken apart.

    ``words`` are its words as they sound, given name first, without ``jr``; ``spelt`` the same
    words as they are written. ``suffix`` is ``jr``, ``sr`` or a numeral, None without one.
    ``given`` are the full forms of its first word: ``william`` for ``Bill``. ``nickname`` stands
    in quotes inside the name, normalised. ``capitals`` tells that it is a word of capitals alone.
    """

    words: tuple[str, ...]
    spelt: tuple[str, ...]
    suffix: str | None
    given: frozenset[str]
    nickname: str | None
    capitals: bool

    @property
    def initials(self) -> str:
        """The first letters of its words."""
        return "".join(word[0] for word in self.spelt)

    @property
    def squeezed(self) -> str:
        """The words as one, for ``Allan-Jones`` and ``Allan Jones``."""
        return "".join(self.words)


@lru_cache(CACHED_NAMES)
def person_name(spelling: str) -> PersonName | None:
    """The parts of a person's name as it is written, None if it has no words."""
    inner = _NICKNAME.search(spelling)
    whole = _NICKNAME.sub("", spelling) if inner else spelling
    turned = _SURNAME_FIRST.fullmatch(" ".join(whole.split()))
    if turned and turned[2].rstrip(".").casefold() not in NAME_SUFFIXES:
        whole = f"{turned[2]} {turned[1]}"
    parts = list(words(normalise(whole)))
    suffix = None
    while len(parts) > 1 and parts[-1] in NAME_SUFFIXES:
        suffix = parts.pop()
    spelt = tuple(_ARTICLE.sub("", part) or part for part in parts if phonetic_key(part))
    if not spelt:
        return None
    return PersonName(
        words=tuple(map(phonetic_key, spelt)),
        spelt=spelt,
        suffix=_SAME_SUFFIX.get(suffix, suffix) if suffix else None,
        given=given_name_keys(spelt[0]),
        nickname=normalise(inner[1]) if inner else None,
        capitals=len(spelt) == 1 and spelling.isupper(),
    )


def match(short: PersonName, full: PersonName) -> int:
    """How well the shorter of two names may stand for the fuller: 0 not at all, to 5."""
    if short.suffix and full.suffix and short.suffix != full.suffix:
        return 0
    if short.words == full.words:
        return 5 if short.spelt == full.spelt or len(short.words) > 1 else 0
    if len(short.words) == 1:
        return _match_word(short, full)
    if short.squeezed == full.squeezed:
        return 5
    some, every = short.words, full.words
    count = len(some)
    if len(every) == count == 2 and some == every[::-1]:
        return 4
    if len(every) > count and some == every[-count:]:
        return 4
    if some[-1] == every[-1] and _match_given(short, full):
        return 4 if _in_order(some[1:-1], every[1:-1]) else 0
    if len(every) > count and some[0] == every[0] and _in_order(some[1:], every[1:]):
        # "Muhammad Zia" for "Muhammad Zia ul Haq", "Luis Solis" for "Luis Solis Rivera".
        return 3
    inner = any(some == every[at : at + count] for at in range(len(every) - count))
    return 2 if inner or full.nickname == " ".join(short.spelt) else 0


def _match_word(short: PersonName, full: PersonName) -> int:
    word, spelt = short.words[0], short.spelt[0]
    if len(full.words) == 1:
        return 0
    if spelt in (full.spelt[0], full.spelt[-1]):
        return 4
    if word in (full.words[0], full.words[-1]):
        return 3
    if len(word) > 1 and (word in full.given or short.given & full.given):
        return 2
    if spelt == full.nickname or (len(word) > 2 and word in full.words):
        return 1
    return int(short.capitals and spelt == full.initials)


def _match_given(short: PersonName, full: PersonName) -> bool:
    one, other = short.words[0], full.words[0]
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return bool(short.given & full.given)


def _in_order(some: Sequence[str], every: Sequence[str]) -> bool:
    """Whether the words of the shorter list stand in the longer one, in order; an initial stands
    for its word."""
    if len(some) > len(every):
        some, every = every, some
    left = iter(every)
    return all(any(_equal(one, other) for other in left) for one in some)


def _equal(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])
