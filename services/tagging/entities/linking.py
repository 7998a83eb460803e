"""Says which thing in the world an entity is, where that is certain; unsure means nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.articles import Geo
from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.disambiguation import (
    Context,
    has_context_support,
    is_of_type,
    likeliest,
    teams,
)
from services.tagging.kb import countries, places
from services.tagging.kb.countries import Country
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack import Sense
from services.tagging.kb.pack_stack import PackStack
from services.tagging.kb.places import Place
from services.tagging.mentions.boundaries import Field
from services.tagging.mentions.sports_teams import stands_for_team
from services.tagging.names import normalise

PLACES = ("GPE", "LOC")


@dataclass(frozen=True, slots=True)
class Link:
    """What an entity is: its id for all articles, its ids elsewhere, and where it lies."""

    id: str
    kb: dict[str, str] | None = None
    geo: Geo | None = None


@cache
def starter() -> PackStack:
    """The pack that ships with us, alone."""
    return PackStack()


def load_knowledge() -> None:
    """Read what is known of countries and places, which is otherwise done at the first need."""
    for find in (countries.find, countries.find_people, places.find):
        find("")


def named_countries(things: Iterable[EntityCandidate]) -> frozenset[str]:
    """The codes of the countries that are named, as such or by their peoples."""
    found = (_nation(thing) for thing in things)
    return frozenset(country.code for country in found if country)


def link(
    thing: EntityCandidate, context: Context, packs: PackStack | None = None, *, team: bool = False
) -> Link:
    """The link of one thing; ``team`` says that a place may stand for its team."""
    packs = packs or starter()
    name = thing.surfaces[0]
    own = Link(f"{thing.label}:{normalise(name)}")
    nation = _nation(thing)
    if team and thing.label in PLACES:
        sides = teams(packs.find(name))
        if sides or nation or places.find(name):
            return _linked(likeliest(sides, name, context), own)
    if nation and thing.label == "NORP":
        # A people is not its country, though it is linked to it.
        return Link(f"NORP:{normalise(nation.people or name)}", {"wikidata": nation.qid})
    if nation:
        return Link(f"wikidata:{nation.qid}", {"wikidata": nation.qid}, _middle(nation))
    known = _meant(thing, context, packs)
    if known:
        return _linked(known, own)
    place = places.meant(name, context.countries) if thing.label == "GPE" else None
    return _placed(place, own, packs) if place else own


def resolve(
    texts: Mapping[Field, str], things: Sequence[EntityCandidate], packs: PackStack | None = None
) -> list[tuple[EntityCandidate, Link]]:
    """The things of an article, each with what it is; what proves to be the same is one."""
    packs = packs or starter()
    people = ((a.field, a.end) for one in things if one.label == "PERSON" for a in one.mentions)
    context = Context(texts, named_countries(things), frozenset(people))
    parts = [part for thing in things for part in _sides(thing, context, packs)]
    links = [link(thing, context, packs, team=team) for thing, team in parts]
    return _one_each([thing for thing, _ in parts], links)


def _sides(
    thing: EntityCandidate, context: Context, packs: PackStack
) -> Iterator[tuple[EntityCandidate, bool]]:
    """The thing, and whether it stands for a team; in two where a pack knows the team as well and
    some mentions are of the place, some of the team."""
    if thing.label not in PLACES or not context.sport:
        yield thing, False
        return
    if not teams(packs.find(thing.surfaces[0])):
        yield thing, stands_for_team(context.texts, thing.mentions, context.people)
        return
    for team, some in (
        (
            team,
            [
                one
                for one in thing.mentions
                if stands_for_team(context.texts, [one], context.people) is team
            ],
        )
        for team in (True, False)
    ):
        if some:
            yield EntityCandidate(thing.label, thing.surfaces, some), team


def _one_each(
    things: Sequence[EntityCandidate], links: Sequence[Link]
) -> list[tuple[EntityCandidate, Link]]:
    """Things that proved to be the same, such as ``NATO`` and its full name, as one."""
    whole: dict[str, tuple[EntityCandidate, Link]] = {}
    for thing, meant in zip(things, links, strict=True):
        same = whole.get(meant.id)
        if same is None:
            whole[meant.id] = (thing, meant)
            continue
        one = same[0]
        names = list(dict.fromkeys([*one.surfaces, *thing.surfaces]))
        spans = sorted([*one.mentions, *thing.mentions], key=lambda a: (a.field == "body", a.start))
        whole[meant.id] = (EntityCandidate(one.label, names, spans), same[1])
    return list(whole.values())


def _meant(thing: EntityCandidate, context: Context, packs: PackStack) -> KbEntry | None:
    """What the fullest name that a pack knows means, by its type and all else; GeoNames' cities
    aside, for which there are rules of their own."""
    for name in thing.surfaces:
        found = _find(name, packs)
        fit = [one for one in found if is_of_type(one.thing, thing.label)]
        if fit:
            # Where teams play, a place has been told from its team.
            if thing.label not in PLACES or not context.sport:
                other = (one for one in found if not is_of_type(one.thing, thing.label))
                fit += (one for one in other if has_context_support(one, name, context))
            return likeliest(fit, name, context, thing.label)
    # A type may be mistaken. But people bear the names of all places, and many a firm's short one.
    name = thing.surfaces[0]
    found = _find(name, packs)
    if thing.label == "PERSON" and " " not in name:
        found = [
            one
            for one in found
            if one.thing.type not in PLACES
            and (one.usual or has_context_support(one, name, context))
        ]
    return likeliest(found, name, context)


def _find(name: str, packs: PackStack) -> list[Sense]:
    return [one for one in packs.find(name) if "geonames" not in one.thing.ids]


def _linked(known: KbEntry | None, own: Link) -> Link:
    if known is None:
        return own
    geo = None
    if known.lat is not None and known.lon is not None:
        geo = Geo(lat=known.lat, lon=known.lon, country=known.country)
    return Link(known.id, dict(known.ids) or None, geo)


def _placed(place: Place, own: Link, packs: PackStack) -> Link:
    geo = None
    if place.lat is not None and place.lon is not None:
        geo = Geo(lat=place.lat, lon=place.lon, country=place.country)
    if place.qid:
        return Link(f"wikidata:{place.qid}", {"wikidata": place.qid}, geo)
    if geo is None:
        return own
    # Of "Quebec" it is certain where it lies, not whether the city is meant or the region.
    alone = all(one.kind == "city" for one in places.find(place.name))
    for one in packs.find(place.name) if alone else ():
        if "geonames" in one.thing.ids and (one.thing.lat, one.thing.lon) == (place.lat, place.lon):
            return _linked(one.thing, own)
    return Link(own.id, None, geo)


def _nation(thing: EntityCandidate) -> Country | None:
    if thing.label == "GPE":
        return countries.find(thing.surfaces[0])
    return countries.find_people(thing.surfaces[0]) if thing.label == "NORP" else None


def _middle(country: Country) -> Geo | None:
    if country.at is None:
        return None
    return Geo(lat=country.at[0], lon=country.at[1], country=country.code)
