"""Joins the mentions of one article that name the same thing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.tagging import countries
from services.tagging.names import acronyms, normalise, sound, words
from services.tagging.spans import Field, Found


@dataclass(slots=True)
class Thing:
    """What some mentions name together. ``surfaces`` are its names here, the first the fullest."""

    label: str
    surfaces: list[str]
    mentions: list[Found] = field(default_factory=list)


def join(texts: Mapping[Field, str], spans: Sequence[Found]) -> list[Thing]:
    """One ``Thing`` per thing named, each span in exactly one, in order of first mention."""
    by_name: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for span in spans:
        by_name[span.label, normalise(texts[span.field][span.start : span.end])].append(span)
    heads = _heads(texts, by_name)
    last: dict[tuple[str, str], int] = {}
    members: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for place, span in enumerate(spans):
        name = (span.label, normalise(texts[span.field][span.start : span.end]))
        # Of two people with one surname the one last spoken of is meant.
        head = max(heads[name], key=lambda one: (last.get(one, -1), one[1]))
        last[head] = place
        members[head].append(span)
    return [_thing(texts, head[0], found) for head, found in members.items()]


def _heads(
    texts: Mapping[Field, str], by_name: Mapping[tuple[str, str], Sequence[Found]]
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each (type, name) the fullest names of what it may mean: itself if nothing fuller."""
    heads: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for label, name in sorted(by_name, key=lambda one: (-len(words(one[1])), one)):
        surface = _surface(texts, by_name[label, name][0])
        fuller = {
            head
            for other_label, other in heads
            if other_label == label and _may_mean(label, name, surface, other)
            for head in heads[other_label, other]
        }
        heads[label, name] = sorted(fuller) or [(label, name)]
    return heads


def _may_mean(label: str, name: str, surface: str, fuller: str) -> bool:
    if label == "GPE":
        country = countries.find(name)
        return country is not None and country is countries.find(fuller)
    if label == "PERSON":
        return _same_person(words(name), words(fuller))
    if label == "ORG":
        return _same_body(name, surface, fuller)
    return False


def _same_person(short: Sequence[str], full: Sequence[str]) -> bool:
    if not short or not full:
        return False
    if len(short) == 1:
        return len(full) > 1 and sound(short[0]) in (sound(full[-1]), sound(full[0]))
    same_last = sound(short[-1]) == sound(full[-1])
    first, other = sound(short[0]), sound(full[0])
    initial = len(first) == 1 or len(other) == 1
    return same_last and (first == other or (initial and first[0] == other[0]))


def _same_body(name: str, surface: str, fuller: str) -> bool:
    if " " not in name and surface.isupper() and name in acronyms(fuller):
        return True
    return fuller.startswith(name + " ") and len(name) > 3


def _thing(texts: Mapping[Field, str], label: str, found: Sequence[Found]) -> Thing:
    counts = Counter(_surface(texts, span) for span in found)
    country = countries.find(next(iter(counts))) if label == "GPE" else None
    order = sorted(counts, key=lambda one: (-len(words(one)), -counts[one], one))
    surfaces = [country.name, *(one for one in order if one != country.name)] if country else order
    return Thing(label, surfaces, list(found))


def _surface(texts: Mapping[Field, str], span: Found) -> str:
    return texts[span.field][span.start : span.end]


def ordered(things: Iterable[Thing]) -> list[Thing]:
    """By first mention, title first."""
    return sorted(things, key=lambda one: (one.mentions[0].field != "title", one.mentions[0].start))
