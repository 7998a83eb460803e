"""Decides which revision of an article is current and which are earlier. Pure.

Every document carries ``order``, a string that sorts: of two documents of one article the greater
is the newer. It comes from the article's first message and the versions of the stages, never from
our clock. So the store ends up the same in whatever order events arrive.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from schemas.articles import EnrichedArticle, utc_moment
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
        "published_at": published_at(article),
        "shown_at": shown_at(article),
        "entity_ids": list(dict.fromkeys(one.id for one in leading(article))),
    }


def order(article: EnrichedArticle) -> str:
    """Sort key of an article's documents, the newest last; one without an origin comes first.

    First by the message that it came in, then by the versions of its stages, then by those of
    their models. So an article that later code handles again replaces the document, and a late
    event of earlier code does not. The event's id only breaks ties.
    """
    came = "".join(f"{part:019d}" for part in article.origin.order) if article.origin else ""
    versions = "".join(_numbers(stage.version) for stage in article.stages)
    models = "".join(_numbers(stage.model or "") for stage in article.stages)
    return f"{came}/{versions}/{models}/{article.event_id}"


@lru_cache
def _numbers(versions: str) -> str:
    """The numbers in it, padded so that they sort. Cached: all articles bear the same few."""
    return "".join(f"{int(number):06d}" for number in re.findall(r"[0-9]{1,6}", versions))


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


def shown_at(article: EnrichedArticle) -> datetime | None:
    """When it was published, else when its message reached us: what lists of articles sort by.

    None where nobody knows: it has no origin, or the broker did not say when it came.
    """
    found = published_at(article)
    if found is None and article.origin is not None and article.origin.timestamp:
        return utc_moment(article.origin.timestamp)
    return found


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
