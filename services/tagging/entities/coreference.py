"""Joins the mentions of one article that name the same thing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.tagging.kb import countries
from services.tagging.kb.countries import Country
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.mentions.type_cues import ORG_WORDS
from services.tagging.names import (
    SMALL_WORDS,
    acronyms,
    given_name_key,
    normalise,
    phonetic_key,
    surname,
    words,
)

SHORTEST_ORG_PART = 4
"""Letters of the shortest part of an organisation's name that may stand for the whole."""

_PEOPLE_ENDING = re.compile(r"(?:ish|s|es|ic)$")


@dataclass(frozen=True, slots=True)
class EntityCandidate:
    """What some mentions name together: an entity that is not linked yet.

    ``names`` are what the article calls it, the fullest first. ``key`` is the first name,
    normalised. ``country`` is the country that the first name means: the place itself for a GPE,
    the people's country for a NORP, None for every other type.
    """

    label: str
    names: tuple[str, ...]
    mentions: tuple[Span, ...]
    key: str
    country: Country | None

    @classmethod
    def of(
        cls, label: str, names: Sequence[str], mentions: Sequence[Span] = ()
    ) -> "EntityCandidate":
        """A candidate with these names, its key and country worked out."""
        country = _country(label, names[0])
        return cls(label, tuple(names), tuple(mentions), normalise(names[0]), country)


@dataclass(frozen=True, slots=True)
class _PersonSound:
    """How a person's name sounds: each of its words, its surname, and its given name."""

    words: tuple[str, ...]
    surname: str
    given: str


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """One name of the article, with all that it is compared by. Equal names are one object.

    ``spelling`` is the name as it is written first; ``person`` is None for other types. Two names
    that share none of ``blocks`` can't mean the same, so that they need not be compared.
    """

    label: str
    key: str
    spelling: str
    words: tuple[str, ...]
    country: Country | None
    person: _PersonSound | None
    blocks: frozenset[str]


def join(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[EntityCandidate]:
    """One candidate per thing named, each span in exactly one, in order of first mention."""
    names = list(_names(texts, spans))
    expansions = {
        names[short]: names[long]
        for long, short in acronym_pairs(texts, spans)
        if names[short].label == names[long].label
    }
    fullest = _fullest(dict.fromkeys(names), expansions)
    last: dict[_Name, int] = {}
    members: dict[_Name, list[Span]] = defaultdict(list)
    for position, (name, span) in enumerate(zip(names, spans, strict=True)):
        # Of two people with one surname the one last spoken of is meant.
        full = max(fullest[name], key=lambda one: (last.get(one, -1), one.key))
        last[full] = position
        members[full].append(span)
    return [_candidate(texts, name.label, mentions) for name, mentions in members.items()]


def _names(texts: Mapping[Field, str], spans: Iterable[Span]) -> Iterator[_Name]:
    """The name of each span; names of one type and key are one object."""
    by_spelling: dict[tuple[str, str], _Name] = {}
    by_key: dict[tuple[str, str], _Name] = {}
    for span in spans:
        spelling = _text(texts, span)
        name = by_spelling.get((span.label, spelling))
        if name is None:
            key = normalise(spelling)
            name = by_key.get((span.label, key)) or _name(span.label, key, spelling)
            by_key[span.label, key] = by_spelling[span.label, spelling] = name
        yield name


def _name(label: str, key: str, spelling: str) -> _Name:
    parts = words(key)
    country = _country(label, key)
    if label != "PERSON" or not parts:
        return _Name(label, key, spelling, parts, country, None, frozenset([label]))
    person = _PersonSound(
        tuple(map(phonetic_key, parts)), phonetic_key(surname(parts)), given_name_key(parts[0])
    )
    blocks = frozenset(f"{label}:{one}" for one in (person.words[0], person.surname))
    return _Name(label, key, spelling, parts, country, person, blocks)


def _country(label: str, name: str) -> Country | None:
    if label == "GPE":
        return countries.find(name)
    return countries.find_people(name) if label == "NORP" else None


def _fullest(
    names: Iterable[_Name], expansions: Mapping[_Name, _Name]
) -> Mapping[_Name, Sequence[_Name]]:
    """For each name the fullest names of what it may mean: itself if nothing is fuller."""
    fullest: dict[_Name, Sequence[_Name]] = {}
    by_block: dict[str, list[_Name]] = defaultdict(list)
    for one in sorted(names, key=lambda name: (-len(name.words), -len(name.key), name.key)):
        expansion = expansions.get(one)
        if expansion and expansion in fullest:
            fullest[one] = fullest[expansion]
        else:
            others = (other for block in one.blocks for other in by_block[block])
            meant = [other for other in others if _may_mean(one, other)]
            fullest[one] = tuple({full for other in meant for full in fullest[other]}) or (one,)
        for block in one.blocks:
            by_block[block].append(one)
    return fullest


def _may_mean(short: _Name, full: _Name) -> bool:
    """Whether the shorter of two names of one type may mean what the fuller one does."""
    match short.label:
        case "GPE":
            return _same_place(short, full)
        case "NORP":
            return _same_people(short, full)
        case "PERSON":
            return _same_person(short.person, full.person)
        case "ORG" | "FAC" | "PRODUCT":
            return _same_organisation(short, full)
        case _:
            return False


def _same_place(short: _Name, full: _Name) -> bool:
    if short.country:
        return short.country is full.country
    some, every = short.words, full.words
    initial = len(some) == len(every) > 1 and len(some[0]) == 1 and every[0].startswith(some[0])
    return initial and some[1:] == every[1:]


def _same_people(short: _Name, full: _Name) -> bool:
    if short.country or full.country:
        return short.country is full.country
    return _PEOPLE_ENDING.sub("", short.key) == _PEOPLE_ENDING.sub("", full.key)


def _same_person(short: _PersonSound | None, full: _PersonSound | None) -> bool:
    if short is None or full is None:
        return False
    if len(short.words) == 1:
        return len(full.words) > 1 and short.words[0] in (full.surname, full.words[0])
    if short.surname == full.surname:
        initial = len(short.given) == 1 or len(full.given) == 1
        same_initial = short.given[:1] == full.given[:1]
        return short.given == full.given or (initial and same_initial)
    # "Muhammad Zia" for "Muhammad Zia ul Haq": the first words of a longer name.
    count = len(short.words)
    return len(full.words) > count and short.words == full.words[:count]


def _same_organisation(short: _Name, full: _Name) -> bool:
    capital = short.spelling[:1].isupper()
    if capital and " " not in short.key and short.key in acronyms(full.key):
        return True
    if not capital or len(short.key) < SHORTEST_ORG_PART:
        return False
    if full.key.startswith(short.key + " "):
        return True
    if not full.key.endswith(" " + short.key):
        return False
    # What is "of the United Nations" is not the United Nations.
    before = words(full.key.removesuffix(" " + short.key))
    if not before or before[-1] in SMALL_WORDS:
        return False
    return not set(short.words) <= ORG_WORDS


def _candidate(texts: Mapping[Field, str], label: str, mentions: Sequence[Span]) -> EntityCandidate:
    counts = Counter(" ".join(_text(texts, span).split()) for span in mentions)
    country = countries.find(next(iter(counts))) if label == "GPE" else None
    # The first name makes the entity's id: how often this article uses a name comes last.
    order = sorted(
        counts, key=lambda one: (-len(words(one)), one.isupper(), -len(one), -counts[one], one)
    )
    if country is None:
        return EntityCandidate.of(label, order, mentions)
    names = (country.name, *(one for one in order if one != country.name))
    return EntityCandidate(label, names, tuple(mentions), normalise(country.name), country)


def _text(texts: Mapping[Field, str], span: Span) -> str:
    return texts[span.field][span.start : span.end]
