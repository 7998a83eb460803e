"""Knows names of people and places by their stems, in every language that has a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from runpy import run_path

from babel.languages import get_official_languages

from services.tagging.entities.other_languages.country_names import continents_in, countries_in
from services.tagging.entities.other_languages.rules import rules_of
from services.tagging.kb import places
from services.tagging.kb.pack_stack import PackStack
from services.tagging.names import line_list

LARGE_CITY = 100_000
"""Population from which a city of places.tsv is known by its name alone. Set by hand."""

SHORTEST_ALIAS = 5
"""Letters from which a city is known by another name than its usual one: ``Hang`` is a slope in
German, and an alias of Hangzhou."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names by their stems: ``places`` with their types, ``GPE`` or ``LOC``.

    ``towns`` are smaller ones of the language's countries, for a language whose capitals tell no
    name.
    """

    places: Mapping[str, str]
    towns: frozenset[str]
    given_names: frozenset[str]
    surnames: frozenset[str]


@cache
def lexicon_of(language: str) -> Lexicon:
    """The names of a language (ISO 639-1). Some 70,000 names, so that each takes some 10 MB."""
    rules = rules_of(language)
    given = frozenset(map(rules.stem, line_list("languages/given_names")))
    cities = [*line_list("languages/city_names"), *_large_cities()]
    found = dict.fromkeys(map(rules.stems, cities), "GPE")
    found |= dict.fromkeys(map(rules.stems, (*rules.places, *continents_in(language))), "LOC")
    found |= dict.fromkeys(map(rules.stems, countries_in(language)), "GPE")
    surnames = frozenset(map(rules.stem, line_list("languages/surnames")))
    towns = map(rules.stems, _towns(language) if rules.nouns_have_capitals else ())
    return Lexicon(found, frozenset(towns) - rules.doubtful, given, surnames)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The small words of a language as spaCy lists them; none where it has no list."""
    path = files("spacy").joinpath("lang", language, "stop_words.py")
    # An import would also load the language's tokenizer: four seconds for French.
    return frozenset(run_path(str(path))["STOP_WORDS"]) if path.is_file() else frozenset()


def _towns(language: str) -> Iterator[str]:
    """The cities of the countries where the language is an official one."""
    at_home = cache(lambda country: language in get_official_languages(country))
    for name, namesakes in places.by_name().items():
        if any(one.is_city and at_home(one.country) for one in namesakes):
            yield name


def _large_cities() -> list[str]:
    packs = PackStack()
    return [
        name
        for name, (first, *_) in places.by_name().items()
        if first.is_city
        and first.population >= LARGE_CITY
        and (len(name) >= SHORTEST_ALIAS or any(one.usual for one in packs.find(name)))
    ]
