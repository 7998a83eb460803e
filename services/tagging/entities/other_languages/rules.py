"""Reads what ``data/languages/<code>.toml`` says of a language; one without a file has no rules."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from services.tagging.names import any_of, fold

SHORTEST_STEM = 3
"""Letters of a word that stay when the ending of its case is taken away."""


@dataclass(frozen=True, slots=True)
class CaseEnding:
    """What a country's name adds in another case, behind the letters ``after``.

    ``words`` is ``one`` for names of one word, ``several`` for the first word of longer names.
    """

    words: str
    after: str
    add: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """What we know of a language; patterns are None and the rest empty where it says nothing.

    ``titles`` matches titles and the space behind them, ``preposition`` a preposition of place and
    the space behind it at the end of a text, ``elision`` an article that is one word with the name.
    Sets hold stems, but particles, nouns and endings are as they are written, in small letters;
    ``country_names`` are by ISO 3166-1 alpha-2.
    """

    titles: re.Pattern[str] | None
    preposition: re.Pattern[str] | None
    case_endings: tuple[CaseEnding, ...]
    endings: tuple[tuple[str, str], ...]
    title_words: frozenset[str]
    particles: frozenset[str]
    body_particles: frozenset[str]
    body_words: frozenset[str]
    body_endings: tuple[str, ...]
    bodies: frozenset[str]
    body_nouns: frozenset[str]
    place_words: frozenset[str]
    place_nouns: frozenset[str]
    country_names: Mapping[str, Sequence[str]]
    places: tuple[str, ...]
    doubtful: frozenset[str]
    surname_endings: tuple[str, ...]
    nouns_have_capitals: bool

    def stem(self, word: str) -> str:
        """A word in small letters, without accents and the ending of its case."""
        return _stem(fold(word), self.endings)

    def bare_stem(self, word: str) -> str:
        """The stem without what looks like a further ending: ``Ivanova`` has two."""
        before, now = "", fold(word)
        while now != before:
            before, now = now, self.stem(now)
        return now

    def stems(self, name: str) -> str:
        """The stems of a name's words."""
        return " ".join(map(self.stem, name.split()))


def _stem(word: str, endings: Iterable[tuple[str, str]]) -> str:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= SHORTEST_STEM:
            return word.removesuffix(ending) + instead
    return word


def rules(
    *,
    titles: Iterable[str] = (),
    place_prepositions: Iterable[str] = (),
    case_endings: Iterable[Mapping[str, Any]] = (),
    endings: Iterable[str] = (),
    particles: Iterable[str] = (),
    body_particles: Iterable[str] = (),
    body_words: Iterable[str] = (),
    body_endings: Iterable[str] = (),
    bodies: Iterable[str] = (),
    body_nouns: Iterable[str] = (),
    place_words: Iterable[str] = (),
    place_nouns: Iterable[str] = (),
    country_names: Mapping[str, Sequence[str]] = MappingProxyType({}),
    places: Iterable[str] = (),
    doubtful: Iterable[str] = (),
    surname_endings: Iterable[str] = (),
    nouns_have_capitals: bool = False,
) -> LanguageRules:
    """The rules of one file. Raises TypeError for a key that we do not know."""
    preposition = rf"(?i)\b{any_of(place_prepositions)}\s+$"
    pairs = [(fold(one), fold(instead)) for one, _, instead in (e.partition("=") for e in endings)]
    longest_first = tuple(sorted(set(pairs), key=lambda pair: (-len(pair[0]), pair)))

    def stems(words: Iterable[str]) -> frozenset[str]:
        return frozenset(_stem(fold(word), longest_first) for word in words)

    return LanguageRules(
        titles=re.compile(rf"(?:{any_of(titles)}\s+)+") if titles else None,
        preposition=re.compile(preposition) if place_prepositions else None,
        case_endings=tuple(
            CaseEnding(words=one["words"], after=one["after"], add=tuple(one["add"]))
            for one in case_endings
        ),
        endings=longest_first,
        title_words=stems(titles),
        particles=frozenset(particles),
        body_particles=frozenset(particles) | frozenset(body_particles),
        body_words=stems(body_words),
        body_endings=tuple(map(fold, body_endings)),
        bodies=stems(bodies),
        body_nouns=frozenset(map(str.casefold, body_nouns)),
        place_words=stems(place_words),
        place_nouns=frozenset(map(str.casefold, place_nouns)),
        country_names=country_names,
        places=tuple(places),
        doubtful=stems(doubtful),
        surname_endings=tuple(map(fold, surname_endings)),
        nouns_have_capitals=nouns_have_capitals,
    )


_NO_RULES = rules()
_LANGUAGES = {
    file.name.removesuffix(".toml"): rules(**tomllib.loads(file.read_text("utf-8")))
    for file in files("services.tagging.data").joinpath("languages").iterdir()
    if file.name.endswith(".toml")
}


def rules_of(language: str) -> LanguageRules:
    """The rules of a language (ISO 639-1), empty ones without a file."""
    return _LANGUAGES.get(language, _NO_RULES)
