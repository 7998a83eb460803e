"""Joins the mentions of one article that name the same thing."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.tagging.kb import countries
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.split_and_join import explained
from services.tagging.mentions.type_cues import ORG_WORDS
from services.tagging.names import SMALL_WORDS, acronyms, given, normalise, sound, surname, words

Name = tuple[str, str]
"""A type and a normalised name."""

_PEOPLE_ENDING = re.compile(r"(?:ish|s|es|ic)$")


@dataclass(slots=True)
class EntityCandidate:
    """What some mentions name together. ``surfaces`` are its names here, the first the fullest."""

    label: str
    surfaces: list[str]
    mentions: list[Span] = field(default_factory=list)


def join(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[EntityCandidate]:
    """One candidate per thing named, each span in exactly one, in order of first mention."""
    names = [_name(texts, span) for span in spans]
    surfaces: dict[Name, str] = {}
    for name, span in zip(names, spans, strict=True):
        surfaces.setdefault(name, _surface(texts, span))
    pairs = {
        names[short]: names[long]
        for long, short in explained(texts, spans)
        if names[short][0] == names[long][0]
    }
    heads = _heads(surfaces, pairs)
    last: dict[Name, int] = {}
    members: dict[Name, list[Span]] = defaultdict(list)
    for place, (name, span) in enumerate(zip(names, spans, strict=True)):
        # Of two people with one surname the one last spoken of is meant.
        head = max(heads[name], key=lambda one: (last.get(one, -1), one))
        last[head] = place
        members[head].append(span)
    return [_thing(texts, head[0], found) for head, found in members.items()]


def _heads(surfaces: Mapping[Name, str], pairs: Mapping[Name, Name]) -> dict[Name, list[Name]]:
    """For each name the fullest names of what it may mean: itself if nothing is fuller."""
    heads: dict[Name, list[Name]] = {}
    for one in sorted(surfaces, key=lambda name: (-len(words(name[1])), -len(name[1]), name)):
        long = pairs.get(one)
        if long and long in heads:
            heads[one] = heads[long]
            continue
        fuller = {
            head
            for other in heads
            if other[0] == one[0] and _may_mean(one, surfaces[one], other[1])
            for head in heads[other]
        }
        heads[one] = sorted(fuller) or [one]
    return heads


def _may_mean(name: Name, surface: str, fuller: str) -> bool:
    label, short = name
    if label == "GPE":
        return _same_place(short, fuller)
    if label == "NORP":
        country = countries.find_people(short)
        if country or countries.find_people(fuller):
            return country is countries.find_people(fuller)
        return _PEOPLE_ENDING.sub("", short) == _PEOPLE_ENDING.sub("", fuller)
    if label == "PERSON":
        return _same_person(words(short), words(fuller))
    if label in ("ORG", "FAC", "PRODUCT"):
        return _same_body(short, surface, fuller)
    return False


def _same_place(short: str, fuller: str) -> bool:
    country = countries.find(short)
    if country:
        return country is countries.find(fuller)
    some, all_ = words(short), words(fuller)
    initial = len(some) == len(all_) > 1 and len(some[0]) == 1 and all_[0].startswith(some[0])
    return initial and some[1:] == all_[1:]


def _same_person(short: Sequence[str], full: Sequence[str]) -> bool:
    if not short or not full:
        return False
    last, first = sound(surname(full)), sound(full[0])
    if len(short) == 1:
        return len(full) > 1 and sound(short[0]) in (last, first)
    if sound(surname(short)) == last:
        one, other = given(short[0]), given(full[0])
        initial = len(one) == 1 or len(other) == 1
        return one == other or (initial and one[0] == other[0])
    # "Muhammad Zia" for "Muhammad Zia ul Haq": the first words of a longer name.
    return len(full) > len(short) and [*map(sound, short)] == [*map(sound, full[: len(short)])]


def _same_body(short: str, surface: str, fuller: str) -> bool:
    if " " not in short and surface[:1].isupper() and short in acronyms(fuller):
        return True
    if len(short) < 4 or not surface[:1].isupper():
        return False
    if fuller.startswith(short + " "):
        return True
    # What is "of the United Nations" is not the United Nations.
    before = words(fuller.removesuffix(" " + short))
    ends = fuller.endswith(" " + short) and before[-1] not in SMALL_WORDS
    return ends and not set(words(short)) <= ORG_WORDS


def _thing(texts: Mapping[Field, str], label: str, found: Sequence[Span]) -> EntityCandidate:
    counts = Counter(" ".join(_surface(texts, span).split()) for span in found)
    country = countries.find(next(iter(counts))) if label == "GPE" else None
    # By what does not hang on this article's fondness: the name makes the id.
    order = sorted(
        counts, key=lambda one: (-len(words(one)), one.isupper(), -len(one), -counts[one], one)
    )
    if country:
        order = [country.name, *(one for one in order if one != country.name)]
    return EntityCandidate(label, order, list(found))


def _name(texts: Mapping[Field, str], span: Span) -> Name:
    return span.label, normalise(_surface(texts, span))


def _surface(texts: Mapping[Field, str], span: Span) -> str:
    return texts[span.field][span.start : span.end]
