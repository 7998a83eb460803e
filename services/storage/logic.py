"""Decides what the store should hold, pure: which revision is current and which were before it.

Every document carries ``order``, a string that sorts: of two documents of one article the greater
is the newer. It comes from the first message of the article and the versions of the code that
handled it, never from when we did, so the store ends up the same in whatever order events arrive.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.articles import EnrichedArticle

Document = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """What events of one article do to the store, given the current document that was read."""

    read: Document | None
    """The current document; None: there was none."""
    newest: Document
    """Should be current."""
    earlier: tuple[Document, ...]
    """Belong to the revisions, one for each revision."""

    @property
    def is_needed(self) -> bool:
        """The newest is not yet current."""
        return self.read is None or self.read["order"] != self.newest["order"]

    @property
    def is_revision(self) -> bool:
        """Other content becomes current, which may have been so before: A, then B, then A."""
        return self.read is not None and revision_id(self.read) != revision_id(self.newest)


def document(article: EnrichedArticle) -> Document:
    """The article as the store keeps it: its JSON, and what the indexes need."""
    return {
        "_id": article.article_id,
        "order": order(article),
        **article.model_dump(mode="json"),
        "published_at": published_at(article),
        "entity_ids": list(dict.fromkeys(entity.id for entity in article.entities)),
    }


def order(article: EnrichedArticle) -> str:
    """Sorts an article's documents, the newest last; one without an origin comes first.

    First by the message that it came in, then by the versions of stages and models, so that
    handling it again with later code replaces the document and a late echo of earlier code does
    not; the event's id only breaks ties.
    """
    came = "".join(f"{part:019d}" for part in article.origin.order) if article.origin else ""
    code = "".join(
        f"{int(number):06d}"
        for stage in article.stages
        for number in re.findall(r"[0-9]{1,6}", f"{stage.version} {stage.model or ''}")
    )
    return f"{came}/{code}/{article.event_id}"


def revision_id(article: Mapping[str, Any]) -> str:
    """``_id`` of a document among the revisions: ``article_id:revision``."""
    return f"{article['article_id']}:{article['revision'] or article['event_id']}"


def as_revision(article: Document) -> Document:
    """The document as it stands among the revisions."""
    return {**article, "_id": revision_id(article)}


def plan(current: Document | None, incoming: Sequence[Document]) -> Change:
    """What to write for one article, given its current document and those that came."""
    known = [current, *incoming] if current else list(incoming)
    newest = max(known, key=_order)
    others = (one for one in sorted(known, key=_order) if revision_id(one) != revision_id(newest))
    earlier = {revision_id(one): as_revision(one) for one in others}
    return Change(current, newest, tuple(earlier.values()))


def _order(one: Document) -> str:
    order: str = one["order"]
    return order


def published_at(article: EnrichedArticle) -> datetime | None:
    """The start of the time that ``published`` names, in UTC; a time without offset is UTC."""
    value = article.published.value if article.published else ""
    if re.fullmatch(r"\d{4}(-\d{2})?", value):
        value = f"{value}-01-01"[:10]
    return _moment(value)


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one or more articles say of an entity; two can be joined in any order.

    ``seen`` are the first and last time that an article naming it reached us.
    """

    id: str
    type: str
    name: str
    names: frozenset[str]
    kb: dict[str, str] | None
    geo: dict[str, Any] | None
    seen: tuple[datetime, datetime] | None


def sightings(articles: Iterable[EnrichedArticle]) -> list[Sighting]:
    """What the articles say of each entity, joined: one for each id, sorted by id."""
    joined: dict[str, Sighting] = {}
    for article in articles:
        seen = _seen(article)
        for entity in article.entities:
            one = Sighting(
                entity.id,
                entity.type,
                entity.name,
                frozenset((entity.name, *entity.aliases)),
                entity.kb,
                entity.geo.model_dump() if entity.geo else None,
                (seen, seen) if seen else None,
            )
            joined[one.id] = join(joined[one.id], one) if one.id in joined else one
    return [joined[key] for key in sorted(joined)]


def join(one: Sighting, other: Sighting) -> Sighting:
    """Both in one. The greater name wins: of ``KEN``, ``Ken`` and ``Kén`` the most telling."""
    seen = [times for times in (one.seen, other.seen) if times]
    return Sighting(
        one.id,
        max(one.type, other.type),
        max(one.name, other.name),
        one.names | other.names,
        max((one.kb, other.kb), key=_comparable),
        max((one.geo, other.geo), key=_comparable),
        (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None,
    )


def _comparable(held: dict[str, Any] | None) -> list[tuple[str, bool, Any]]:
    """Sorts embedded documents as the store does: nothing first, then field by field."""
    return [(name, part is not None, part) for name, part in (held or {}).items()]


def _seen(article: EnrichedArticle) -> datetime | None:
    if article.origin is None:
        return None
    try:
        return EPOCH + timedelta(milliseconds=article.origin.timestamp)
    except OverflowError:
        return None
