"""Knows what other languages than English call countries, and finds names where no model can.

The names of countries are CLDR's, by Babel, for any language that it knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from babel import Locale, UnknownLocaleError

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.linking import starter
from services.tagging.kb import countries, places
from services.tagging.kb.countries import Country
from services.tagging.kb.pack_stack import PackStack
from services.tagging.mentions.boundaries import Field, Span, disjoint
from services.tagging.mentions.type_voting import bodies
from services.tagging.names import normalise

KNOWN = 0.7
"""Confidence in a mention that only its name tells: countries are sure, cities less so."""

WORLD_CITY = 1_000_000
"""From so many people on a capitalised word behind ``in`` is taken for the city: below that
there are ``Essen`` and others that are also words."""

LONGEST_NAME = 5
"""Words of the longest name that is looked for."""

_TITLES = {
    "de": r"(?:Herrn?|Frau|Dr\.|Prof\.|Präsident(?:in)?|Kanzler(?:in)?|Minister(?:in)?)",
    "es": r"(?:Sr\.|Sra\.|Don|Doña|Dr\.|Dra\.|Presidente|Presidenta)",
    "fr": r"(?:M\.|MM\.|Mme|Mlle|Me|Dr|Pr)",
}
_IN = {
    "de": r"(?:in|aus|nach|bei|von)",
    "en": r"(?:in|from|near)",
    "es": r"(?:en|desde|hacia)",
    "fr": r"(?:à|depuis|vers)",
    "pt": r"(?:em|desde|para)",
}
_WORDS = re.compile(r"[^\W\d_](?:[\w.’'-]*\w)?")


@cache
def countries_in(language: str) -> Mapping[str, Country]:
    """The countries by what a language (ISO 639-1) calls them, normalised; none if unknown."""
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
    if language == "de":
        first, space, rest = key.partition(" ")
        ends = ("n", "r") if space and first.endswith("e") else ("",) if space else ("s",)
        yield from (first + end + space + rest for end in ends)


def find_known(
    texts: Mapping[Field, str], language: str, packs: PackStack | None = None
) -> list[Span]:
    """Countries, great cities, well-known acronyms, and the people and bodies of several words
    that the packs know, for a language without a model."""
    packs = packs or starter()
    return disjoint(
        Span(field, start, end, label, KNOWN)
        for field, text in texts.items()
        for start, end, label in _known(text, language, packs)
    )


def _known(text: str, language: str, packs: PackStack) -> Iterator[tuple[int, int, str]]:
    names = countries_in(language)
    words = [match.span() for match in _WORDS.finditer(text)] if names else []
    for place, (start, _) in enumerate(words):
        if not text[start].isupper():
            continue
        for _, end in reversed(words[place : place + LONGEST_NAME]):
            label = _label(text, start, end, names, language) or _of_pack(text[start:end], packs)
            if label:
                yield start, end, label
                break


def _label(
    text: str, start: int, end: int, names: Mapping[str, Country], language: str
) -> str | None:
    surface = text[start:end]
    if "\n\n" in surface:
        return None
    key = normalise(surface)
    if key in names or (surface.isupper() and countries.find(surface)):
        return "GPE"
    if surface.isupper() and len(surface) > 2 and key in bodies():
        return "ORG"
    cities = places.find(surface)
    great = bool(cities) and cities[0].population >= WORLD_CITY
    before = rf"(?i)\b{_IN.get(language, '(?!)')}\s+$"
    return "GPE" if great and re.search(before, text[max(0, start - 12) : start]) else None


def _of_pack(surface: str, packs: PackStack) -> str | None:
    """What all things of a name of several words are, if these are people or bodies: a single word
    may be any."""
    *before, last = surface.split()
    if not before or not last[0].isupper() or "\n\n" in surface:
        return None
    types = {one.thing.type for one in packs.find(surface)}
    return types.pop() if types in ({"PERSON"}, {"ORG"}) else None


def without_titles(
    texts: Mapping[Field, str], spans: Iterable[Span], language: str
) -> Iterator[Span]:
    """The spans, persons without the titles before them: ``M. Macron``."""
    title = re.compile(rf"(?:{_TITLES.get(language, '(?!)')}\s+)+")
    for span in spans:
        before = title.match(texts[span.field], span.start, span.end)
        cut = bool(before and before.end() < span.end and span.label == "PERSON")
        yield replace(span, start=before.end()) if before and cut else span


def in_english(candidates: Sequence[EntityCandidate], language: str) -> list[EntityCandidate]:
    """The candidates, countries known to be such, and called first by their English names."""
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
