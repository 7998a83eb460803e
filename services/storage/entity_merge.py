"""What articles say of the entities that they name, pure: joined, it is the same in any order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.articles import EnrichedArticle, Entity

Embedded = dict[str, Any]
Hours = tuple[datetime, datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MAX_ENTITIES = 1_000
"""Of one article, the most salient first, are indexed and noted; with more it is a list, and would
cost the store as much as a thousand articles. The document still holds them all."""


def leading(article: EnrichedArticle) -> list[Entity]:
    """The entities that the store finds articles by."""
    return article.entities[:MAX_ENTITIES]


@dataclass(frozen=True, slots=True)
class EntityObservation:
    """What one or more articles say of an entity; two can be joined in any order.

    ``seen`` are the hours in which the first and the last article that names it reached us.
    """

    id: str
    type: str
    name: str
    names: frozenset[str]
    kb: Embedded | None
    geo: Embedded | None
    seen: Hours | None


def observations(articles: Iterable[EnrichedArticle]) -> list[EntityObservation]:
    """What the articles say of each entity, joined: one for each id, sorted by id."""
    joined: dict[str, EntityObservation] = {}
    for article in articles:
        seen = _seen(article)
        for entity in leading(article):
            one = EntityObservation(
                entity.id,
                entity.type,
                entity.name,
                frozenset((entity.name, *entity.aliases)),
                entity.kb,
                vars(entity.geo) if entity.geo else None,
                (seen, seen) if seen else None,
            )
            joined[one.id] = join(joined[one.id], one) if one.id in joined else one
    return [joined[key] for key in sorted(joined)]


def join(one: EntityObservation, other: EntityObservation) -> EntityObservation:
    """Both in one. The greater name wins: of ``KEN``, ``Ken`` and ``Kén`` the most telling."""
    return EntityObservation(
        one.id,
        max(one.type, other.type),
        max(one.name, other.name),
        one.names | other.names,
        _last(one.kb, other.kb),
        _last(one.geo, other.geo),
        _spanned(one.seen, other.seen),
    )


def _last(one: Embedded | None, other: Embedded | None) -> Embedded | None:
    """The one that the store sorts last."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=_comparable)


def _comparable(held: Embedded) -> list[tuple[str, bool, Any]]:
    """Sorts embedded documents as the store does: field by field, nothing first."""
    return [(name, part is not None, part) for name, part in held.items()]


def _spanned(one: Hours | None, other: Hours | None) -> Hours | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one[0], other[0]), max(one[1], other[1])


def _seen(article: EnrichedArticle) -> datetime | None:
    if article.origin is None or not article.origin.timestamp:
        return None
    try:
        moment = EPOCH + timedelta(milliseconds=article.origin.timestamp)
    except OverflowError:
        return None
    # By the hour: else every article would rewrite the entities that all of them name.
    return moment.replace(minute=0, second=0, microsecond=0)
