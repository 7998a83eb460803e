"""Puts intake together: raw articles in, admitted articles out."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from schemas.articles import AcceptedArticle, StageRun
from schemas.dead_letter import attempts_before
from services.intake.ledger import (
    PROBES,
    Ledger,
    LedgerEntry,
    MemoryLedger,
    MongoLedger,
    prepare,
)
from services.intake.logic import admit
from services.intake.registration import SERVICE
from services.intake.settings import IntakeSettings
from services.runtime.mongo.client import Database, connect
from services.runtime.probe import all_come_out
from services.runtime.stage import (
    Dropped,
    Message,
    Outcome,
    Probe,
    Reason,
    Rejected,
    Stage,
    merge,
    publish,
)

Now = Callable[[], datetime]


settings_class = IntakeSettings


def intake(settings: IntakeSettings, ledger: Ledger, now: Now, probe: Probe | None = None) -> Stage:
    """The stage over any ledger and clock."""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        received_at = now()
        admitted = [_admit(message, received_at, settings.max_article_bytes) for message in batch]
        articles = [one for one in admitted if not isinstance(one, Rejected)]
        fresh = await ledger.admit(
            [
                _entry(message, article)
                for message, article in zip(batch, admitted, strict=True)
                if not isinstance(article, Rejected)
            ]
        )
        outcomes: list[Outcome] = [
            publish(one.article_id, one) if is_fresh else Dropped(Reason.DUPLICATE)
            for one, is_fresh in zip(articles, fresh, strict=True)
        ]
        return merge(admitted, outcomes)

    return SERVICE.stage(handle, probe=probe)


def _admit(message: Message, received_at: datetime, max_bytes: int) -> AcceptedArticle | Rejected:
    begun = perf_counter()
    article = admit(message.value, message.origin, received_at, max_bytes)
    if isinstance(article, Rejected):
        return article
    run = StageRun(name=SERVICE.name, version=SERVICE.version, seconds=perf_counter() - begun)
    return article.model_copy(update={"stages": [run]})


def _entry(message: Message, article: AcceptedArticle) -> LedgerEntry:
    key, origin = f"{article.article_id}:{article.revision}", message.origin
    if origin == message.position:
        return LedgerEntry(key, origin)
    return LedgerEntry(key, origin, message.position, attempts_before(message.headers))


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_stages(settings: IntakeSettings) -> AsyncIterator[list[Stage]]:
    """The stage on MongoDB. Raises ``Outage`` if that is away."""
    async with connect(settings) as database:
        await prepare(database, settings.ledger_days)
        probe = partial(_probe, settings, database)
        yield [intake(settings, MongoLedger(database, _utc_now), _utc_now, probe)]


async def _probe(settings: IntakeSettings, database: Database) -> bool:
    """A ``Probe``: articles of our own through the same stage on a ledger of their own."""
    await prepare(database, settings.ledger_days, PROBES)
    stage = intake(settings, MongoLedger(database, _utc_now, PROBES), _utc_now)
    return await all_come_out(stage.handle, "services.intake")


@asynccontextmanager
async def open_offline(settings: IntakeSettings) -> AsyncIterator[list[Stage]]:
    """The stage with a ledger that lasts as long as the process."""
    yield [intake(settings, MemoryLedger(), _utc_now)]
