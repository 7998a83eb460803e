"""Knows what other languages than English call countries, and finds names where no model can.

The names of countries are CLDR's, by Babel, for every language that Babel knows. All else that we
know of a language stands in ``data/languages/<code>.toml``; a language without a file has none.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.linking import starter
from services.tagging.kb import countries, places
from services.tagging.kb.countries import Country
from services.tagging.kb.pack_stack import PackStack
from services.tagging.mentions.boundaries import Field, Span, without_overlaps
from services.tagging.mentions.type_voting import known_organisations
from services.tagging.names import any_of, normalise

KNOWN_CONFIDENCE = 0.7
"""Confidence of a mention that only its name tells: countries are sure, cities less so. Set by
hand; no data measure it."""

WORLD_CITY = 1_000_000
"""Population from which a capitalised word behind a preposition such as ``in`` is the city. Below
it there are ``Essen`` and others that are also words."""

LONGEST_NAME = 5
"""Words of the longest name that is looked up."""

LONGEST_PREPOSITION = 12
"""Code points before a name that are searched for a preposition."""

_WORD = re.compile(r"[^\W\d_](?:[\w.’'-]*\w)?")


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
    """What ``data/languages/`` says of a language; the patterns are None where it says nothing.

    ``titles`` matches titles and the space behind them, ``preposition`` a preposition of place and
    the space behind it at the end of a text.
    """

    titles: re.Pattern[str] | None
    preposition: re.Pattern[str] | None
    case_endings: tuple[CaseEnding, ...]


def _rules(
    titles: Iterable[str] = (),
    place_prepositions: Iterable[str] = (),
    case_endings: Iterable[Mapping[str, Any]] = (),
) -> LanguageRules:
    """The rules of one file. Raises TypeError for a key that we do not know."""
    preposition = rf"(?i)\b{any_of(place_prepositions)}\s+$"
    return LanguageRules(
        titles=re.compile(rf"(?:{any_of(titles)}\s+)+") if titles else None,
        preposition=re.compile(preposition) if place_prepositions else None,
        case_endings=tuple(
            CaseEnding(words=one["words"], after=one["after"], add=tuple(one["add"]))
            for one in case_endings
        ),
    )


_NO_RULES = _rules()
_LANGUAGES = {
    file.name.removesuffix(".toml"): _rules(**tomllib.loads(file.read_text("utf-8")))
    for file in files("services.tagging.data").joinpath("languages").iterdir()
}


def rules_of(language: str) -> LanguageRules:
    """The rules of a language (ISO 639-1), empty ones without a file."""
    return _LANGUAGES.get(language, _NO_RULES)


@cache
def countries_in(language: str) -> Mapping[str, Country]:
    """The countries by what a language (ISO 639-1) calls them, normalised.

    Empty for a language that Babel does not know.
    """
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    codes = {country.code: country for country in countries.by_name().values()}
    found: dict[str, Country] = {}
    for code, name in names.items():
        if code in codes:
            # "Myanmar (Birmania)" has two names.
            for one in re.split(r"\s*[()]\s*", str(name)):
                found |= {form: codes[code] for form in _forms(one, language) if one}
    return found


def _forms(name: str, language: str) -> Iterator[str]:
    """A normalised name in its cases: ``der Vereinigten Staaten``, ``Deutschlands``."""
    key = normalise(name)
    yield key
    first, space, rest = key.partition(" ")
    for ending in rules_of(language).case_endings:
        if (ending.words == "several") == bool(space) and first.endswith(ending.after):
            yield from (first + added + space + rest for added in ending.add)


def find_known_names(
    texts: Mapping[Field, str], language: str, packs: PackStack | None = None
) -> list[Span]:
    """What can be found by name alone, for a language without a model.

    These are countries, great cities, well-known acronyms, and names of several words that packs
    know as persons or organisations. In order, none overlapping.
    """
    packs = packs or starter()
    return without_overlaps(
        Span(field, start, end, label, KNOWN_CONFIDENCE)
        for field, text in texts.items()
        for start, end, label in _known_names(text, language, packs)
    )


def _known_names(text: str, language: str, packs: PackStack) -> Iterator[tuple[int, int, str]]:
    names = countries_in(language)
    words = [match.span() for match in _WORD.finditer(text)] if names else []
    for index, (start, _) in enumerate(words):
        if not text[start].isupper():
            continue
        for _, end in reversed(words[index : index + LONGEST_NAME]):
            label = _label(text, start, end, names, language) or _pack_label(text[start:end], packs)
            if label:
                yield start, end, label
                break


def _label(
    text: str, start: int, end: int, names: Mapping[str, Country], language: str
) -> str | None:
    """``GPE`` for a country or a great city behind a preposition, ``ORG`` for a known acronym."""
    name = text[start:end]
    if "\n\n" in name:
        return None
    key = normalise(name)
    if key in names or (name.isupper() and countries.find(name)):
        return "GPE"
    if name.isupper() and len(name) > 2 and key in known_organisations():
        return "ORG"
    preposition = rules_of(language).preposition
    cities = places.find(name) if preposition else ()
    if not preposition or not cities or cities[0].population < WORLD_CITY:
        return None
    before = text[max(0, start - LONGEST_PREPOSITION) : start]
    return "GPE" if preposition.search(before) else None


def _pack_label(name: str, packs: PackStack) -> str | None:
    """``PERSON`` or ``ORG`` if all entries with a name of several words are of this type. A single
    word may also be no name."""
    *before, last = name.split()
    if not before or not last[0].isupper() or "\n\n" in name:
        return None
    types = {one.entry.type for one in packs.find(name)}
    return types.pop() if types in ({"PERSON"}, {"ORG"}) else None


def without_titles(
    texts: Mapping[Field, str], spans: Iterable[Span], language: str
) -> Iterator[Span]:
    """The spans, persons without the titles before them: ``M. Macron``."""
    titles = rules_of(language).titles
    if titles is None:
        yield from spans
        return
    for span in spans:
        before = titles.match(texts[span.field], span.start, span.end)
        cut = bool(before and before.end() < span.end and span.label == "PERSON")
        yield replace(span, start=before.end()) if before and cut else span


def in_english(candidates: Sequence[EntityCandidate], language: str) -> list[EntityCandidate]:
    """The candidates; each that is a country has its English name first, and the type GPE."""
    names = countries_in(language)
    return [_in_english(candidate, names) for candidate in candidates]


def _in_english(candidate: EntityCandidate, names: Mapping[str, Country]) -> EntityCandidate:
    if candidate.label not in ("GPE", "LOC"):
        return candidate
    country = next((names[key] for key in map(normalise, candidate.names) if key in names), None)
    if country is None:
        return candidate
    others = [one for one in candidate.names if one != country.name]
    return EntityCandidate.of("GPE", [country.name, *others], candidate.mentions)
