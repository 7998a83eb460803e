"""Puts storage together: enriched articles in, documents in MongoDB."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from pydantic_core import to_json

from schemas.articles import EnrichedArticle
from services.runtime.mongo.client import connect
from services.runtime.settings import Settings
from services.runtime.stage import (
    Message,
    Outcome,
    Probe,
    Published,
    Reason,
    Rejected,
    Stage,
    Stored,
    decode,
    merge,
)
from services.storage.collections import prepare
from services.storage.logic import document
from services.storage.metrics import Quality
from services.storage.mongo import MongoStore
from services.storage.probe import can_store
from services.storage.registration import SERVICE
from services.storage.upsert import InsertFirstPolicy, Store, upsert_articles

Now = Callable[[], datetime]
OnStored = Callable[[EnrichedArticle], object]


class StorageSettings(Settings):
    """Settings of storage."""


settings_class = StorageSettings


def storage(
    store: Store, now: Now, on_stored: OnStored = lambda _: None, probe: Probe | None = None
) -> Stage:
    """The stage over any store and clock; ``on_stored`` is called with each stored article."""
    policy = InsertFirstPolicy()

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        decoded = [decode(EnrichedArticle, message.value) for message in batch]
        articles = [one for one in decoded if not isinstance(one, Rejected)]
        errors = await upsert_articles(store, articles, now(), policy)
        for article, error in zip(articles, errors, strict=True):
            if error is None:
                on_stored(article)
        outcomes: list[Outcome] = [
            Stored() if error is None else Rejected(Reason.STORE_REFUSED, error) for error in errors
        ]
        return merge(decoded, outcomes)

    return SERVICE.stage(handle, probe=probe)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_stages(settings: StorageSettings) -> AsyncIterator[list[Stage]]:
    """The stage on MongoDB. Raises ``Outage`` if that is away."""
    async with connect(settings) as database:
        await prepare(database)

        async def probe() -> bool:
            return await can_store(database, _utc_now())

        yield [storage(MongoStore(database), _utc_now, Quality().count, probe)]


@asynccontextmanager
async def open_offline(settings: StorageSettings) -> AsyncIterator[list[Stage]]:
    """The stage without a store: each outcome is the document that would be kept, as JSON."""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [_shown(decode(EnrichedArticle, message.value)) for message in batch]

    yield [SERVICE.stage(handle)]


def _shown(article: EnrichedArticle | Rejected) -> Outcome:
    if isinstance(article, Rejected):
        return article
    return Published(article.article_id.encode(), to_json(document(article)))
