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

MOST_COMPARED = 100
"""Names that a shorter name is compared with under one of its keys, the fullest. No article names
as many people of one surname, a list of names may."""

SHORTEST_ORG_PART = 4
"""Letters of the shortest part of an organisation's name that may stand for the whole."""

_ORGANISATIONS = ("ORG", "FAC", "PRODUCT")
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

    ``spelling`` is the name as it is written first; ``person`` is None for other types.
    """

    label: str
    key: str
    spelling: str
    words: tuple[str, ...]
    country: Country | None
    person: _PersonSound | None


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
        return _Name(label, key, spelling, parts, country, None)
    person = _PersonSound(
        tuple(map(phonetic_key, parts)), phonetic_key(surname(parts)), given_name_key(parts[0])
    )
    return _Name(label, key, spelling, parts, country, person)


def _country(label: str, name: str) -> Country | None:
    if label == "GPE":
        return countries.find(name)
    return countries.find_people(name) if label == "NORP" else None


def _fullest(
    names: Iterable[_Name], expansions: Mapping[_Name, _Name]
) -> Mapping[_Name, Sequence[_Name]]:
    """For each name the fullest names of what it may mean: itself if nothing is fuller."""
    fullest: dict[_Name, Sequence[_Name]] = {}
    names = sorted(names, key=lambda name: (-len(name.words), -len(name.key), name.key))
    by_key: dict[_Key, list[_Name]] = {key: [] for one in names for key in _sought_keys(one)}
    for one in names:
        expansion = expansions.get(one)
        if expansion and expansion in fullest:
            fullest[one] = fullest[expansion]
        else:
            others = {other for key in _sought_keys(one) for other in by_key[key]}
            meant = [other for other in others if _may_mean(one, other)]
            fullest[one] = tuple({full for other in meant for full in fullest[other]}) or (one,)
        for key in _own_keys(one) & by_key.keys():
            if len(by_key[key]) < MOST_COMPARED:
                by_key[key].append(one)
    return fullest


_Key = tuple[str, ...]
"""A name's type, and what it shares with each shorter name that may mean the same."""


def _own_keys(full: _Name) -> set[_Key]:
    """The keys under which shorter names find this one."""
    keys = _sought_keys(full)
    if full.label == "GPE" and len(full.words) > 1:
        keys.add(("GPE", full.words[0][0], *full.words[1:]))
    elif full.label in _ORGANISATIONS:
        gaps = [at for at, letter in enumerate(full.key) if letter == " "]
        parts = [full.key[:at] for at in gaps] + [full.key[at + 1 :] for at in gaps]
        keys |= {(full.label, part) for part in (*parts, *acronyms(full.key))}
    return keys


def _sought_keys(short: _Name) -> set[_Key]:
    """The keys under which a name finds the fuller ones that it may mean, with few others."""
    label = short.label
    if short.country:
        return {(label, short.country.qid)}
    if short.person:
        return {(label, short.person.words[0]), (label, short.person.surname)}
    if label == "GPE":
        initial = len(short.words) > 1 and len(short.words[0]) == 1
        return {(label, *short.words)} if initial else set()
    return {(label, _people(short.key) if label == "NORP" else short.key)}


def _may_mean(short: _Name, full: _Name) -> bool:
    """Whether the shorter of two names of one type may mean what the fuller one does."""
    match short.label:
        case "GPE":
            return _same_place(short, full)
        case "NORP":
            return _same_people(short, full)
        case "PERSON":
            return _same_person(short.person, full.person)
        case label if label in _ORGANISATIONS:
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
    return _people(short.key) == _people(full.key)


def _people(key: str) -> str:
    return _PEOPLE_ENDING.sub("", key)


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
