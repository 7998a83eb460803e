"""Joins the mentions of one article that name the same thing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.tagging.entities import name_forms
from services.tagging.entities.article_names import (
    Article,
    ArticleName,
    name_of,
    names_of,
    own_keys,
    sought_keys,
)
from services.tagging.entities.genders import Gender
from services.tagging.entities.misspellings import is_misspelt, misspelling_keys
from services.tagging.entities.name_forms import country_of
from services.tagging.entities.person_mentions import listed_pairs
from services.tagging.kb import places
from services.tagging.kb.countries import Country
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import normalise, words

MOST_COMPARED = 100
"""Names that a shorter name is compared with under one of its keys, the fullest. No article names
as many people of one surname, a list of names may."""

SHORTEST_SHOUT = 4
"""Letters of the shortest place in capitals that is no abbreviation."""


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
        country = country_of(label, names[0])
        return cls(label, tuple(names), tuple(mentions), normalise(names[0]), country)


def join(texts: Mapping[Field, str], spans: Sequence[Span]) -> list[EntityCandidate]:
    """One candidate per thing named, each span in exactly one, in order of first mention."""
    names = list(names_of(texts, spans))
    by_key = {(name.label, name.key): name for name in names}
    for last_name, given in listed_pairs(texts, spans):
        spelling = f"{_text(texts, spans[given])} {_text(texts, spans[last_name])}"
        one = name_of("PERSON", normalise(spelling), spelling)
        names[last_name] = names[given] = by_key.setdefault(("PERSON", one.key), one)
    article = Article(texts, spans, names)
    fullest = _fullest(dict.fromkeys(names), article)
    members: dict[tuple[ArticleName, Gender | None], list[Span]] = defaultdict(list)
    last: dict[ArticleName, int] = {}
    for at, name in enumerate(names):
        full, gender = article.meant(at, fullest[name], last)
        last[full] = at
        members[full, gender].append(spans[at])
    return [
        _candidate(texts, name, mentions, gender) for (name, gender), mentions in members.items()
    ]


def _fullest(
    names: Iterable[ArticleName], article: Article
) -> Mapping[ArticleName, Sequence[ArticleName]]:
    """For each name the fullest names of what it may mean: itself if nothing is fuller."""
    fullest: dict[ArticleName, Sequence[ArticleName]] = {}
    names = sorted(names, key=lambda name: (-len(name.words), -len(name.key), name.key))
    sought = {one: sought_keys(one) for one in names}
    by_label: dict[str, dict[str, list[ArticleName]]] = defaultdict(dict)
    for one, keys in sought.items():
        by_label[one.label].update((key, []) for key in keys)
    for one in names:
        by_key = by_label[one.label]
        expansion = article.expansions.get(one)
        if expansion and expansion in fullest:
            fullest[one] = fullest[expansion]
        else:
            others = {other: None for key in sought[one] for other in by_key[key]}
            how_well = {other: article.match(one, other) for other in others}
            best = max(how_well.values(), default=0)
            meant = [other for other in others if best and how_well[other] == best]
            fullest[one] = tuple({full: None for other in meant for full in fullest[other]})
            fullest[one] = fullest[one] or (one,)
        for key in own_keys(one) & by_key.keys():
            if len(by_key[key]) < MOST_COMPARED:
                by_key[key].append(one)
    return _without_misspellings(fullest, article.counts)


def _without_misspellings(
    fullest: Mapping[ArticleName, Sequence[ArticleName]], counts: Mapping[ArticleName, int]
) -> Mapping[ArticleName, Sequence[ArticleName]]:
    """The same, each name that stands once, and is another's but for a letter, with that one."""
    rare = {one for one, meant in fullest.items() if meant == (one,) and counts[one] == 1}
    # First letters are right: names whose last words begin alike may be one.
    initials = {one: (one.label, one.key.rpartition(" ")[2][:1]) for one in fullest}
    alike = Counter(initials.values())
    begun = {initials[one] for one in rare if alike[initials[one]] > 1}
    keys = {
        one: [*misspelling_keys(one.label, one.key, one.person)]
        for one in fullest
        if initials[one] in begun
    }
    by_key: dict[tuple[str, ...], list[ArticleName]] = defaultdict(list)
    for one, some in keys.items():
        for key in some:
            if len(by_key[key]) < MOST_COMPARED:
                by_key[key].append(one)
    mended = dict(fullest)
    for one, some in keys.items():
        if one in rare:
            others = {
                other: None
                for key in some
                for other in by_key[key]
                if other is not one
                and mended[other] != (one,)
                and is_misspelt(one.label, one.key, other.key, one.person, other.person)
            }
            found = {full: None for other in others for full in mended[other]}
            if len(found) == 1 and one not in found:
                mended[one] = tuple(found)
    if mended == fullest:
        return fullest
    return {
        one: tuple(full for name in meant for full in mended[name]) for one, meant in mended.items()
    }


def _candidate(
    texts: Mapping[Field, str], name: ArticleName, mentions: Sequence[Span], gender: Gender | None
) -> EntityCandidate:
    label = name.label
    shown = [_shown(label, _text(texts, span)) for span in mentions]
    counts = {one: shown.count(one) for one in dict.fromkeys(shown)}
    is_place = label == "GPE"
    countries = (country_of(label, one) for one in counts) if is_place else iter(())
    country = next(filter(None, countries), None)
    order = _in_order(label, counts) if len(counts) > 1 else [*counts]
    if name.person and len(name.words) > len(words(order[0])):
        # Its surname and its given name stand apart, in a list.
        order = [name.spelling, *order]
    if country is None:
        order = [_not_shouted(order[0]), *order[1:]] if is_place else order
        candidate = EntityCandidate.of(label, order, mentions)
        # Mr. and Mrs. Costa have one name, and must not have one id.
        return replace(candidate, key=f"{gender} {candidate.key}") if gender else candidate
    names = (country.name, *(one for one in order if one != country.name))
    return EntityCandidate(label, names, tuple(mentions), normalise(country.name), country)


def _not_shouted(name: str) -> str:
    """A known place's name without the capitals of datelines: ``PORT-AU-PRINCE``."""
    if len(name) < SHORTEST_SHOUT or not name.isupper() or "." in name:
        return name
    known = places.find(name)
    return known[0].name if known and known[0].name.isascii() else name.title() if known else name


def _in_order(label: str, counts: Mapping[str, int]) -> list[str]:
    """The names, the fullest first."""
    usual = name_forms.usual_first(label, counts)
    # The first name makes the entity's id: how often this article uses a name comes last.
    return sorted(
        counts,
        key=lambda one: (
            usual.get(one, 0),
            -len(words(one)),
            one.isupper(),
            -len(one),
            -counts[one],
            one,
        ),
    )


def _shown(label: str, name: str) -> str:
    """A name on one line, a firm's legal form without its dot: ``Quux Corp``."""
    name = " ".join(name.split())
    return name_forms.without_legal_dot(name) if label == "ORG" else name


def _text(texts: Mapping[Field, str], span: Span) -> str:
    return texts[span.field][span.start : span.end]
