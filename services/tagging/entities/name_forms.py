"""Tells whether two names of one type other than persons may be one thing's."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from services.tagging.kb import countries
from services.tagging.kb.countries import Country
from services.tagging.mentions.type_cues import ORG_WORDS, PLACE_WORDS, type_of_first_word
from services.tagging.mentions.type_voting import known_organisations
from services.tagging.names import (
    CACHED_NAMES,
    SMALL_WORDS,
    acronyms,
    normalise,
    table,
    word_list,
    words,
)

SHORTEST_PART = 4
"""Letters of the shortest part of a name that may stand for the whole."""

_LEGAL_FORMS = word_list("legal_forms")
_STANDALONE = word_list("standalone_bodies")
_BODIES = ("ORG", "FAC", "PRODUCT")
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk)$")
_OFFICE_OF = re.compile(r"(department|ministry) (?:of|for)(?: the)? (.+)")
_OFFICE = re.compile(r"(.+) (department|ministry)")
_EDITION = re.compile(r"(?:\d{4}|\d+(?:st|nd|rd|th))")
_PEOPLE_ENDING = re.compile(r"(?:ish|ic|e)$")
_COMPASS = {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south"}


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """What a name that is no person's is compared by.

    ``bare`` are its words without legal form, year and web ending, ``groups`` the rows of
    ``data/other_names.tsv`` that have it, ``edition`` the year or number in it.
    """

    label: str
    key: str
    spelling: str
    words: tuple[str, ...]
    bare: tuple[str, ...]
    groups: frozenset[int]
    country: Country | None
    edition: str | None

    @property
    def squeezed(self) -> str:
        """The words as one."""
        return "".join(self.bare)


@lru_cache(CACHED_NAMES)
def name_form(label: str, key: str, spelling: str) -> NameForm:
    """The forms of a name; ``key`` is it normalised."""
    bare = list(_bare(key)) if label not in ("GPE", "NORP") else list(words(key.replace("-", " ")))
    edition = None
    if label == "EVENT":
        edition = next((word for word in bare if _EDITION.fullmatch(word)), None)
        bare = [word for word in bare if word != edition] or bare
    if label in ("GPE", "NORP", "LOC") and len(bare) > 1:
        bare[0] = _COMPASS.get(bare[0], bare[0])
    if label == "NORP":
        bare[-1:] = [_people(bare[-1])] if bare else []
    groups = _groups().get((label, key), frozenset())
    country = country_of(label, key)
    return NameForm(label, key, spelling, words(key), tuple(bare), groups, country, edition)


def country_of(label: str, name: str) -> Country | None:
    """The country that a place's or a people's name means, None for other types."""
    if label not in ("GPE", "NORP"):
        return None
    first, _, rest = name.partition(" ")
    if first.strip(".").casefold() in _COMPASS:
        name = f"{_COMPASS[first.strip('.').casefold()]} {rest}"
    if label == "GPE":
        return countries.find(name) or countries.find(name.replace(".", ""))
    return countries.find_people(name)


def match(short: NameForm, full: NameForm) -> int:
    """How well the shorter of two names of one type may stand for the fuller: 0 not at all."""
    if short.groups & full.groups:
        return 5
    if short.edition and full.edition and short.edition != full.edition:
        return 0
    if short.country or full.country:
        return 5 if short.country is full.country else 0
    if short.squeezed and short.squeezed == full.squeezed and len(short.squeezed) > 1:
        return 5
    match short.label:
        case "GPE":
            return 4 if _is_town_by_river(short, full) else 0
        case "NORP":
            return 0
        case "LOC":
            return 4 if _lacks_place_word(short, full) else 0
        case "EVENT" | "PRODUCT" if _lacks_first_word(short, full):
            return 4
        case "ORG" | "FAC" | "PRODUCT" | "EVENT" | "LAW" | "WORK_OF_ART":
            return _match_body(short, full)
        case _:
            return 0


def follows_full_name(short: NameForm, full: NameForm) -> bool:
    """Whether the short name begins the full one, and so stands for it only behind it: ``Agency``
    that comes first, and ``Agency Trust``, are two."""
    some, every = short.bare, full.bare
    return (
        short.label in ("ORG", "PRODUCT") and len(every) > len(some) and every[: len(some)] == some
    )


@lru_cache(CACHED_NAMES)
def own_keys(full: NameForm) -> frozenset[str]:
    """What shorter names find this one by."""
    return frozenset(_own_keys(full))


def _own_keys(full: NameForm) -> Iterator[str]:
    yield from sought_keys(full)
    is_place = full.label in ("GPE", "LOC", "NORP")
    for at in range(1, len(full.bare)):
        head, tail = " ".join(full.bare[:at]), " ".join(full.bare[at:])
        yield head
        yield tail
        yield from () if is_place else (f"{short} {tail}" for short in acronyms(head))
    if not is_place:
        yield from acronyms(full.key)
        yield from acronyms(" ".join(full.bare))


def sought_keys(short: NameForm) -> Iterator[str]:
    """What this name finds fuller ones by."""
    yield from (f"#{group}" for group in short.groups)
    if short.country:
        yield short.country.qid
        return
    yield " ".join(short.bare)
    yield f"={short.squeezed}"


def without_legal_dot(name: str) -> str:
    """``Quux Corp`` for ``Quux Corp.``, a sentence's dot or an abbreviation's."""
    if name.endswith(".") and name[:-1].rpartition(" ")[2].casefold() in _LEGAL_FORMS:
        return name[:-1]
    return name


def _people(word: str) -> str:
    word = re.sub(r"ies$", "y", word)
    word = word.removesuffix("s") if not word.endswith("ss") else word
    return _PEOPLE_ENDING.sub("", word) if len(word) > SHORTEST_PART else word


def _bare(key: str) -> tuple[str, ...]:
    key = _DOMAIN.sub("", key)
    if office := _OFFICE_OF.fullmatch(key):
        key = f"{office[2]} {office[1]}"
    parts = [part for part in words(key.replace("-", " ")) if part != "&"]
    while len(parts) > 1 and parts[-1].replace(".", "") in _LEGAL_FORMS:
        parts.pop()
    return tuple(parts)


def _is_town_by_river(short: NameForm, full: NameForm) -> bool:
    """``Quuxton`` for ``Quuxton upon Ito``."""
    count = len(short.bare)
    if not count:
        return False
    rest = re.split(r"[\s-]+", full.spelling)[count : count + 1]
    return full.bare[:count] == short.bare and bool(rest) and rest[0].islower()


def _lacks_place_word(short: NameForm, full: NameForm) -> bool:
    """``Ito`` for ``Ito Sea`` and ``River Ito``."""
    if len(full.bare) != len(short.bare) + 1:
        return False
    first, last = full.bare[0].rstrip("s"), full.bare[-1].rstrip("s")
    before = full.bare[1:] == short.bare and first in PLACE_WORDS
    return before or (full.bare[:-1] == short.bare and last in PLACE_WORDS)


def _lacks_first_word(short: NameForm, full: NameForm) -> bool:
    """``Agda`` for ``Storm Agda`` and ``Tropical Storm Agda``."""
    rest = full.bare[2:] if full.bare[:2] == ("tropical", "storm") else full.bare[1:]
    first = full.bare[-len(rest) - 1] if rest else ""
    return rest == short.bare and type_of_first_word(first) == full.label


def _match_body(short: NameForm, full: NameForm) -> int:
    capital = short.spelling[:1].isupper() or short.spelling[:1].isdigit()
    some, every = short.bare, full.bare
    name = " ".join(some)
    if not capital or not name:
        return 0
    if " " not in short.key and short.key in acronyms(full.key) | acronyms(" ".join(every)):
        return 4
    if some[1:] and _begins_with_acronym(some, every):
        return 4
    rest = len(every) - len(some)
    # "Quux Corp" and "quux.com" are short for nothing.
    if rest <= 0 or short.label not in _BODIES or short.words != some or ":" in full.key:
        return 0
    if every[rest:] == some and _country_word(" ".join(every[:rest])):
        return 3
    if len(name) < SHORTEST_PART or name in _STANDALONE:
        return 0
    if every[: len(some)] == some:
        known = short.key in known_organisations() or short.label == "PRODUCT"
        return 0 if known or (every[len(some)] == "for" and len(some) == 1) else 3
    if every[rest:] != some or every[rest - 1] in SMALL_WORDS:
        # What is "of the United Nations" is not the United Nations.
        return 0
    return 2 if set(some) <= ORG_WORDS else 3


def _begins_with_acronym(some: tuple[str, ...], every: tuple[str, ...]) -> bool:
    """``QN Food Board`` for ``Quux Nations Food Board``."""
    head = len(every) - len(some) + 1
    return head > 1 and some[1:] == every[head:] and some[0] in acronyms(" ".join(every[:head]))


def _country_word(name: str) -> bool:
    """Whether a name is a country's or a people's: ``Congress`` is ``US Congress``."""
    return bool(countries.find(name) or countries.find_people(name))


def usual_first(label: str, names: Iterable[str]) -> dict[str, int]:
    """The names of one thing that are in one row of ``data/other_names.tsv``, each with its place
    there: the usual name comes first."""
    by_group: dict[int, dict[str, int]] = defaultdict(dict)
    for name in names:
        for group in _groups().get((label, normalise(name)), ()):
            by_group[group][name] = _rows()[group][1].index(normalise(name))
    return max(by_group.values(), key=len, default={})


@cache
def _groups() -> dict[tuple[str, str], frozenset[int]]:
    rows: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, (label, names) in enumerate(_rows()):
        for name in names:
            rows[label, name].add(number)
    return {name: frozenset(numbers) for name, numbers in rows.items()}


@cache
def _rows() -> list[tuple[str, list[str]]]:
    """A type, and the normalised names of one thing of it."""
    rows = table("other_names")
    return [(label, list(map(normalise, names.split("; ")))) for label, names in rows]
