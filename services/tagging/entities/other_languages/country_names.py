"""Knows what other languages than English call countries and continents, and their titles.

The names are CLDR's, by Babel, for every language that Babel knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from babel import Locale, UnknownLocaleError

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.other_languages.rules import rules_of
from services.tagging.kb import countries
from services.tagging.kb.countries import Country
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import normalise

_CONTINENTS = frozenset(
    [
        *("002", "003", "005", "009", "011", "013", "014", "015", "017", "018", "019", "029"),
        *("030", "034", "035", "039", "142", "143", "145", "150", "151", "154", "155", "419"),
    ]
)
"""Numbers of UN M49: not 001, the world."""


@cache
def countries_in(language: str) -> Mapping[str, Country]:
    """The countries by what a language (ISO 639-1) calls them, normalised.

    Empty for a language that Babel does not know.
    """
    codes = {country.code: country for country in countries.by_name().values()}
    found: dict[str, Country] = {}
    for code, name in _territories(language).items():
        if code in codes:
            # "Myanmar (Birmania)" has two names.
            for one in re.split(r"\s*[()]\s*", str(name)):
                found |= {form: codes[code] for form in _forms(one, language) if one}
    for code, others in rules_of(language).country_names.items():
        found |= {normalise(one): codes[code] for one in others}
    return found


@cache
def _by_stems(language: str) -> Mapping[str, Country]:
    return {rules_of(language).stems(key): one for key, one in countries_in(language).items()}


def country_in(language: str, name: str) -> Country | None:
    """The country that a language calls so, also in another case."""
    known = countries_in(language).get(normalise(name))
    if known or not rules_of(language).endings:
        return known
    return _by_stems(language).get(rules_of(language).stems(name))


def _forms(name: str, language: str) -> Iterator[str]:
    """A normalised name in its cases: ``der Vereinigten Staaten``, ``Deutschlands``."""
    key = normalise(name)
    yield key
    first, space, rest = key.partition(" ")
    for ending in rules_of(language).case_endings:
        if (ending.words == "several") == bool(space) and first.endswith(ending.after):
            yield from (first + added + space + rest for added in ending.add)


def continents_in(language: str) -> list[str]:
    """What a language calls the continents and their parts."""
    return [name for code, name in _territories(language).items() if code in _CONTINENTS]


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return {code: str(name) for code, name in Locale.parse(language).territories.items()}
    except (UnknownLocaleError, ValueError):
        return {}


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
    return [_in_english(candidate, language) for candidate in candidates]


def _in_english(candidate: EntityCandidate, language: str) -> EntityCandidate:
    # A vote by capitals takes acronyms such as "США" for bodies.
    if candidate.label not in ("GPE", "LOC") and not candidate.names[0].isupper():
        return candidate
    found = (country_in(language, name) for name in candidate.names)
    country = next(filter(None, found), None)
    if country is None:
        return candidate
    others = [one for one in candidate.names if one != country.name]
    return EntityCandidate.of("GPE", [country.name, *others], candidate.mentions)
