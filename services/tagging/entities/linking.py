"""Links entities to things in the world where that is certain, and gives each its id."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from schemas.articles import Geo
from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.disambiguation import (
    UNKNOWN_PRIOR,
    ArticleContext,
    has_context_support,
    is_of_type,
    is_short_for,
    likeliest,
    teams,
)
from services.tagging.entities.whereabouts import PLACE_LABELS, town_of, whereabouts
from services.tagging.kb import countries, places
from services.tagging.kb.countries import Country
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import NameMatch
from services.tagging.kb.pack_stack import PackStack, starter
from services.tagging.kb.places import Place
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.sports_teams import stands_for_team
from services.tagging.names import line_list, normalise, surname, words

_ROYAL = re.compile(r"\b(?:King|Queen|Prince|Princess|Emperor|Empress|Pope) $")
"""A title without which a name tells of nobody: "Prince Harry"."""

_LEGISLATURE = re.compile(r"\b(?:[Ll]egislat(?:ure|or)|[Ss]tatehouse|[Ss]tate (?:[Ss]en|[Rr]ep))")
_CONGRESS = re.compile(r"\b[Cc]ongress|\bPresident\b")

_JOINT_BEHIND = re.compile(r"-(?:am|de|en|et|la|le|of|on|sous|sur|under|upon)-")
_JOINT_BEFORE = re.compile(_JOINT_BEHIND.pattern + "$")

_LANGUAGE_BEFORE = re.compile(
    r"\b(?:in|into|speaks?|spoke|speaking|spoken|fluent in|learn(?:s|ed|ing)?|understands?)"
    r"(?: [A-Z]\w+(?: and| or))? $"
)
_LANGUAGE_BEHIND = re.compile(r"\s*(?:[.,;:!?)(”\"\n–—]| - |(?:and|or|but|as|at|with|on|by) |$)")


@dataclass(frozen=True, slots=True)
class Link:
    """What an entity is: its id in every article, its ids elsewhere, and where it is.

    ``kb`` maps the name of a knowledge base to an id there; it is None for what is not linked.
    """

    id: str
    kb: dict[str, str] | None = None
    geo: Geo | None = None


def load_knowledge() -> None:
    """Read the tables of countries and places, which otherwise the first article waits for."""
    for find in (countries.find, countries.find_people, places.find):
        find("")


def context_of(texts: Mapping[Field, str], candidates: Sequence[EntityCandidate]) -> ArticleContext:
    """What the article says besides each name: its words, people, countries and regions."""
    persons = [one for one in candidates if one.label == "PERSON"]
    ends = ((mention.field, mention.end) for one in persons for mention in one.mentions)
    full = (words(one.names[0]) for one in persons)
    surnames = (surname(name) for name in full if len(name) > 1)
    where = whereabouts(texts, candidates)
    return ArticleContext(texts, where, frozenset(ends), frozenset(surnames))


def link(
    candidate: EntityCandidate,
    context: ArticleContext,
    packs: PackStack | None = None,
    *,
    team: bool = False,
    told: Mapping[str, Place | None] | None = None,
) -> Link:
    """The link of one candidate; ``team`` says that a place may stand for its team, ``told`` what
    the text says of the places, ``context.where.told`` if None.

    In this order: a team that a pack knows, a place whose region stands beside it, a country or its
    people, another entry of a pack, a region or city. What is none of these has an id of its type
    and name, and no ids elsewhere. A person's surname means no town. A town whose team no pack
    knows is not linked in a report of a match; a country always is.
    """
    packs = packs or starter()
    name, country = candidate.names[0], candidate.country
    unlinked = Link(f"{candidate.label}:{candidate.key}")
    if candidate.label in PLACE_LABELS:
        if any(_is_part(context.texts[one.field], one) for one in candidate.mentions):
            return unlinked
        if team and (named_so := _of_sport(teams(packs.find(name)), candidate.key, context)):
            found = likeliest(named_so, candidate.key, context)
            if found or not country:
                return _link_to(found, unlinked)
        told = context.where.told if told is None else told
        if candidate.key in told:
            place = told[candidate.key]
            return _link_to_place(place, unlinked, packs, sure=True) if place else unlinked
        # "Houston" beside "Ann Houston" is hardly the city.
        if candidate.key in context.surnames and not country:
            return unlinked
        if team and not country and places.find(name):
            return unlinked
    if country and candidate.label == "NORP":
        # A people is not its country, though it is linked to it.
        people = normalise(country.people) if country.people else candidate.key
        tongue = [_is_language(context.texts[one.field], one) for one in candidate.mentions]
        return Link(f"NORP:{people}", None if tongue and all(tongue) else {"wikidata": country.qid})
    if country:
        return Link(f"wikidata:{country.qid}", {"wikidata": country.qid}, _middle(country))
    entry = _entry(candidate, context, packs)
    if entry and candidate.label == "NORP" and entry.kind == "party":
        # Nor are its followers the party.
        return Link(unlinked.id, dict(entry.ids) or None)
    if entry:
        return _link_to(entry, unlinked)
    if candidate.label != "GPE":
        return unlinked
    said = places.region_of(name) or town_of(name)
    place = said or places.meant(name, context.countries, context.where.regions)
    sure = place is said or (place is not None and places.is_sure(place, name))
    return _link_to_place(place, unlinked, packs, sure=sure) if place else unlinked


def link_all(
    candidates: Sequence[EntityCandidate],
    context: ArticleContext,
    packs: PackStack | None = None,
) -> list[tuple[EntityCandidate, Link]]:
    """The entities of an article, each with its link. Candidates with one id become one entity."""
    packs = packs or starter()
    parts = [
        (part, team, told)
        for one in candidates
        for town, told in _towns(one, context)
        for part, team in _place_and_team(town, context, packs)
    ]
    links = [link(part, context, packs, team=team, told=told) for part, team, told in parts]
    return _merged([part for part, _, _ in parts], links)


def _towns(
    candidate: EntityCandidate, context: ArticleContext
) -> Iterator[tuple[EntityCandidate, Mapping[str, Place | None]]]:
    """The candidate with what the text tells of its place; two candidates for "Lima, Ohio" and
    "Lima, Peru". A mention that is not told of means the town before it."""
    told_at = context.where.told_at
    towns: dict[Place | None, list[Span]] = {}
    if candidate.label in PLACE_LABELS:
        last = next((told_at[one] for one in candidate.mentions if one in told_at), None)
        for mention in candidate.mentions:
            last = told_at.get(mention, last)
            towns.setdefault(last, []).append(mention)
    if len(towns) < 2:
        yield candidate, context.where.told
        return
    for town, mentions in towns.items():
        yield replace(candidate, mentions=tuple(mentions)), {candidate.key: town}


def _place_and_team(
    candidate: EntityCandidate, context: ArticleContext, packs: PackStack
) -> Iterator[tuple[EntityCandidate, bool]]:
    """The candidate, and whether it stands for a team. Where a pack knows the team, the mentions
    of the place and those of the team become two candidates."""
    if candidate.label not in PLACE_LABELS or not context.sport:
        yield candidate, False
        return
    if not teams(packs.find(candidate.names[0])):
        yield candidate, stands_for_team(context.texts, candidate.mentions, context.people)
        return
    sides: dict[bool, list[Span]] = {True: [], False: []}
    for mention in candidate.mentions:
        sides[stands_for_team(context.texts, [mention], context.people)].append(mention)
    for team, mentions in sides.items():
        if mentions:
            yield replace(candidate, mentions=tuple(mentions)), team


def _of_sport(
    matches: Sequence[NameMatch], key: str, context: ArticleContext
) -> Sequence[NameMatch]:
    """The teams that may play the article's sport: a town's name means each of its clubs."""
    if context.sport is None:
        return matches
    return [one for one in matches if one.usual or has_context_support(one, key, context)]


def _merged(
    candidates: Sequence[EntityCandidate], links: Sequence[Link]
) -> list[tuple[EntityCandidate, Link]]:
    """Candidates that proved to be the same, such as ``NATO`` and its full name, as one."""
    by_id: dict[str, list[tuple[EntityCandidate, Link]]] = defaultdict(list)
    for candidate, found in zip(candidates, links, strict=True):
        by_id[found.id].append((candidate, found))
    return [(_one_of([one for one, _ in same]), same[0][1]) for same in by_id.values()]


def _one_of(same: Sequence[EntityCandidate]) -> EntityCandidate:
    if len(same) == 1:
        return same[0]
    names = tuple(dict.fromkeys(name for one in same for name in one.names))
    mentions = [mention for one in same for mention in one.mentions]
    mentions.sort(key=lambda one: (one.field == "body", one.start))
    return replace(same[0], names=names, mentions=tuple(mentions))


def _entry(candidate: EntityCandidate, context: ArticleContext, packs: PackStack) -> KbEntry | None:
    """The entry that the candidate means, by the fullest of its names that a pack knows.

    GeoNames' cities are left out: ``places`` has rules of its own for them.
    """
    label, first = candidate.label, candidate.names[0]
    found_first = _find(first, context, packs)
    for name in (*_royal_names(candidate, context), *candidate.names):
        if label == "PERSON" and " " in first and " " not in name:
            continue  # "Miguel Quux" is not the one whom the world calls Quux.
        found = found_first if name == first else _find(name, context, packs)
        if found and name != first and normalise(name) in _shared_names():
            continue  # The "Supreme Court" of Ohio is not that of its country.
        if name.isupper() and name != first:
            found = [one for one in found if is_short_for(first, one.entry)]
        fit = [one for one in found if is_of_type(one.entry, label)]
        if fit:
            key = normalise(name)
            # In an article about sport, places and teams have been told apart already.
            if label not in PLACE_LABELS or not context.sport:
                others = (one for one in found if not is_of_type(one.entry, label))
                fit += (one for one in others if has_context_support(one, key, context))
            return likeliest(fit, key, context, label)
    # The type may be wrong, though seldom of what is little known. But persons have the names of
    # places, and the short names of firms.
    found = [one for one in found_first if (one.entry.prior or UNKNOWN_PRIOR) >= UNKNOWN_PRIOR]
    if label == "PERSON" and " " not in first:
        found = [
            one
            for one in found
            if one.entry.type not in PLACE_LABELS
            and (one.usual or has_context_support(one, candidate.key, context))
        ]
    elif " " not in first:
        # Others have the surnames of persons, and towns the names of their clubs.
        barred = {"ORG", "PERSON"} if label in PLACE_LABELS else {"PERSON"}
        found = [one for one in found if one.usual or one.entry.type not in barred]
    return likeliest(found, candidate.key, context)


def _find(name: str, context: ArticleContext, packs: PackStack) -> list[NameMatch]:
    found = [one for one in packs.find(name) if "geonames" not in one.entry.ids]
    home = context.where.home
    if not found or not home or normalise(name) not in _shared_names():
        return found
    if any(one.entry.kind == "agency" for one in found) and _is_of_state(context.texts.values()):
        return []
    return [one for one in found if one.entry.country is None or one.entry.country[:2] in home]


def _is_of_state(texts: Collection[str]) -> bool:
    """Whether an article is about a state's own parliament: its "Senate" is not the country's."""
    return any(map(_LEGISLATURE.search, texts)) and not any(map(_CONGRESS.search, texts))


@cache
def _shared_names() -> frozenset[str]:
    """Names that bodies of several countries have, normalised."""
    return frozenset(map(normalise, line_list("shared_names")))


def _royal_names(candidate: EntityCandidate, context: ArticleContext) -> Iterator[str]:
    """The name with the royal title before it: ``Prince Harry``, of whom we keep ``Harry``."""
    if candidate.label == "PERSON":
        for mention in candidate.mentions:
            text = context.texts[mention.field]
            title = _ROYAL.search(text, max(0, mention.start - 10), mention.start)
            if title:
                yield title[0] + text[mention.start : mention.end]


def _is_part(text: str, mention: Span) -> bool:
    """Whether a mention is half of a name: ``Maine`` in "Maine-et-Loire"."""
    if "-" not in (text[mention.start - 1 : mention.start], text[mention.end : mention.end + 1]):
        return False
    before = _JOINT_BEFORE.search(text, max(0, mention.start - 8), mention.start)
    return bool(before or _JOINT_BEHIND.match(text, mention.end))


def _is_language(text: str, mention: Span) -> bool:
    """Whether a mention of a people is of its language: "fluent in French", not "French wine"."""
    before = text[max(0, mention.start - 30) : mention.start]
    return bool(_LANGUAGE_BEFORE.search(before)) and bool(_LANGUAGE_BEHIND.match(text, mention.end))


def _link_to(entry: KbEntry | None, unlinked: Link) -> Link:
    if entry is None:
        return unlinked
    geo = None
    if entry.lat is not None and entry.lon is not None:
        geo = Geo(lat=entry.lat, lon=entry.lon, country=entry.country)
    return Link(entry.id, dict(entry.ids) or None, geo)


def _link_to_place(place: Place, unlinked: Link, packs: PackStack, *, sure: bool) -> Link:
    """The link of a region or city; ``sure`` says that no namesake of it is meant."""
    geo = None
    if place.lat is not None and place.lon is not None:
        geo = Geo(lat=place.lat, lon=place.lon, country=place.country)
    if place.qid and not place.is_city:
        return Link(f"wikidata:{place.qid}", {"wikidata": place.qid}, geo)
    if geo is None:
        return unlinked
    # Of "Quebec" it is certain where it lies, not whether the city is meant or the region.
    for one in packs.find(place.name) if sure else ():
        if "geonames" in one.entry.ids and (one.entry.lat, one.entry.lon) == (place.lat, place.lon):
            return _link_to(one.entry, unlinked)
    return Link(unlinked.id, None, geo)


def _middle(country: Country) -> Geo | None:
    if country.at is None:
        return None
    return Geo(lat=country.at[0], lon=country.at[1], country=country.code)
