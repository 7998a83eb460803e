"""Decides which revision of an article is current and which are earlier. Pure.

Every document carries ``order``, a string that sorts: of two documents of one article the greater
is the newer. It comes from the last message that said what the document says and from the versions
of the stages, never from our clock. So the store ends up the same in whatever order events arrive.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from schemas.articles import EnrichedArticle, Origin, utc_moment
from services.storage.entity_merge import leading

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What to write for one article, given the current document that was read."""

    read: Document | None
    """The current document, None if there was none."""
    newest: Document
    """The document that should be current."""
    earlier: tuple[Document, ...]
    """The documents of earlier revisions, one each."""

    @property
    def is_needed(self) -> bool:
        """Whether the newest is not yet current."""
        return self.read is None or self.read["order"] != self.newest["order"]

    @property
    def is_revision(self) -> bool:
        """Whether other content becomes current, perhaps again: A, then B, then A."""
        return self.read is not None and revision_id(self.read) != revision_id(self.newest)


def document(article: EnrichedArticle) -> Document:
    """The article as a document: its JSON, and fields for the indexes."""
    return {
        "_id": article.article_id,
        "order": order(article),
        **article.model_dump(mode="json"),
        "standing": article.standing,
        "published_at": published_at(article),
        "shown_at": shown_at(article),
        "last_seen_at": _arrived_at(article),
        "entity_ids": list(dict.fromkeys(one.id for one in leading(article))),
    }


def order(article: EnrichedArticle) -> str:
    """Sort key of an article's documents, the newest last; one without an origin comes first.

    First by the message that it came in, then by the versions of its stages, then by those of
    their models. So an article that later code handles again replaces the document, and a late
    event of earlier code does not. The event's id only breaks ties.
    """
    came = arrival(article.origin) if article.origin else ""
    versions = "".join(_numbers(stage.version) for stage in article.stages)
    models = "".join(_numbers(stage.model or "") for stage in article.stages)
    return f"{came}/{versions}/{models}/{article.event_id}"


def arrival(origin: Origin) -> str:
    """The first part of ``order``: which of two messages came later."""
    return "".join(f"{part:019d}" for part in origin.order)


@lru_cache
def _numbers(versions: str) -> str:
    """The numbers in it, padded so that they sort. Cached: all articles bear the same few."""
    return "".join(f"{int(number):06d}" for number in re.findall(r"[0-9]{1,6}", versions))


def revision_id(article: Mapping[str, Any]) -> str:
    """``_id`` of a document among the revisions: ``article_id:revision:message``.

    The message tells A from A again, after B. It is ``timestamp.partition.offset`` of the origin,
    the event's id where there is none.
    """
    origin = article["origin"]
    message = (
        f"{origin['timestamp']}.{origin['partition']}.{origin['offset']}"
        if origin
        else article["event_id"]
    )
    return f"{article['article_id']}:{article['revision']}:{message}"


def as_revision(article: Document) -> Document:
    """The document as it stands among the revisions."""
    return {**article, "_id": revision_id(article)}


def plan(current: Document | None, incoming: Sequence[Document]) -> Change:
    """What to write for one article, given its current document and those that came.

    Of neighbours in order that say the same one document remains.
    """
    known = [current, *incoming] if current else list(incoming)
    kept: list[Document] = []
    for one in sorted(known, key=_order):
        if kept and _says_the_same(kept[-1], one):
            kept[-1] = _seen_again(kept[-1], one)
        else:
            kept.append(one)
    *others, newest = kept
    earlier = {revision_id(one): as_revision(one) for one in others}
    earlier.pop(revision_id(newest), None)
    return Change(current, newest, tuple(earlier.values()))


STATED = ("url", "language", "meta", "standing")
"""What is compared beside ``content``: a reader does not see it, and a correction of it counts."""


def _says_the_same(one: Document, other: Document) -> bool:
    if revision_id(one) == revision_id(other):
        return True
    content = one.get("content")
    return (
        content is not None
        and content == other.get("content")
        and all(_stated(one.get(name)) == _stated(other.get(name)) for name in STATED)
    )


def _stated(value: Any) -> Any:
    """A language without its confidence, an address without its scheme."""
    if isinstance(value, str):
        return re.sub(r"^https?://(www\.)?", "", value)
    return value.get("code", value) if isinstance(value, dict) else value


def _seen_again(one: Document, later: Document) -> Document:
    """What remains of two documents that say the same, the second not before the first.

    The document is that of the later versions of our stages, else of the first message. Its message
    is the first that said so, and its place in order that of the last.
    """
    came, versions = _order(later).split("/", 1)
    before = _order(one).split("/", 1)[1]
    first = min(one, later, key=_came_first)
    better = max((one, later), key=lambda said: (_versions(_order(said)), said is first))
    kept = later if revision_id(one) == revision_id(later) else better
    return {
        **kept,
        "origin": first["origin"],
        "revision": first["revision"],
        "order": f"{came}/{versions if kept is later else before}",
        "last_seen_at": later.get("last_seen_at"),
    }


def _versions(order: str) -> str:
    """The part of an order that names versions, without the message and the event's id."""
    return order.partition("/")[2].rpartition("/")[0]


def _came_first(one: Document) -> tuple[int, int, int]:
    origin = one["origin"]
    return (origin["timestamp"], origin["offset"], origin["partition"]) if origin else (-1, -1, -1)


def _order(one: Document) -> str:
    order: str = one["order"]
    return order


def published_at(article: EnrichedArticle) -> datetime | None:
    """The start of the time that ``published`` names, in UTC; a time without offset is UTC."""
    value = article.published.value if article.published else ""
    if re.fullmatch(r"\d{4}(-\d{2})?", value):
        value = f"{value}-01-01"[:10]
    return _moment(value)


def shown_at(article: EnrichedArticle) -> datetime | None:
    """When it was published, else when its message reached us: what lists of articles sort by.

    None where nobody knows: it has no origin, or the broker did not say when it came.
    """
    return published_at(article) or _arrived_at(article)


def _arrived_at(article: EnrichedArticle) -> datetime | None:
    """When its message reached us; None where nobody knows."""
    if article.origin is None or not article.origin.timestamp:
        return None
    return utc_moment(article.origin.timestamp)


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
