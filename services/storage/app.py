"""Puts storage together: enriched articles in, documents kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from pydantic_core import to_json

from schemas.articles import EnrichedArticle
from schemas.topics import ENRICHED
from services.runtime.mongo import connect
from services.runtime.portions import in_portions
from services.runtime.settings import Settings
from services.runtime.stage import (
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
    Stored,
    decode,
    merge,
)
from services.storage.keep import Expectation, Store, keep
from services.storage.layout import prepare
from services.storage.logic import document
from services.storage.mongo import MongoStore
from services.storage.quality import Quality

Now = Callable[[], datetime]
Seen = Callable[[EnrichedArticle], object]
Decoded = EnrichedArticle | Rejected

FIRST = 4
"""While the store writes a fourth of a batch, we decode the rest. On two quiet cores, articles
without entities had .83 of a bare write's rate by fourths, .81 by halves and .76 whole; with
entities, of which the store is then asked twice, .90 and .94. On a busy second core it gives .01.
"""
FEW = 4
"""Messages decoded before others get their turn: a fifth of a millisecond."""


class StorageSettings(Settings):
    """What storage can be told."""


settings_class = StorageSettings


def storage(store: Store, now: Now, seen: Seen = lambda _: None) -> Stage:
    """The stage over any store and clock; ``seen`` is told of each article that was stored."""
    expectation = Expectation()

    async def put(decoded: Sequence[Decoded], at: datetime) -> list[Outcome]:
        articles = [one for one in decoded if not isinstance(one, Rejected)]
        errors = await keep(store, articles, at, expectation)
        outcomes: list[Outcome] = [
            Stored() if error is None else Rejected(Reason.STORE_REFUSED, error) for error in errors
        ]
        return merge(decoded, outcomes)

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        first, at = await _decoded(batch[: len(batch) // FIRST]), now()
        outcomes, rest = await asyncio.gather(
            put(first, at), _decoded(batch[len(batch) // FIRST :])
        )
        outcomes += await put(rest, at)
        for article, outcome in zip([*first, *rest], outcomes, strict=True):
            if not isinstance(article, Rejected) and isinstance(outcome, Stored):
                seen(article)
        return outcomes

    return Stage("storage", version("wireroom"), ENRICHED, None, in_portions(handle))


async def _decoded(batch: Sequence[Message]) -> list[Decoded]:
    """A few at a time, for what goes to the store meanwhile needs the interpreter too."""
    decoded: list[Decoded] = []
    for number, message in enumerate(batch):
        if number % FEW == 0:
            await asyncio.sleep(0)
        decoded.append(decode(EnrichedArticle, message.value))
    return decoded


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_stage(settings: StorageSettings) -> AsyncIterator[Stage]:
    """The stage on MongoDB. Raises ``Outage`` if that is away."""
    async with connect(settings) as database:
        await prepare(database)
        yield storage(MongoStore(database), _utc_now, Quality().count)


@asynccontextmanager
async def open_offline(settings: StorageSettings) -> AsyncIterator[Stage]:
    """The stage without a store: each outcome is the document that would be kept, as JSON."""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [_shown(decode(EnrichedArticle, message.value)) for message in batch]

    yield Stage("storage", version("wireroom"), ENRICHED, None, handle)


def _shown(article: EnrichedArticle | Rejected) -> Outcome:
    if isinstance(article, Rejected):
        return article
    return Published(article.article_id.encode(), to_json(document(article)))
