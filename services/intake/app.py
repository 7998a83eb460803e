"""Puts intake together: raw articles in, admitted articles out."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import NamedTuple

from schemas.articles import AcceptedArticle, StageRun, Standing
from schemas.dead_letter import attempts_before
from services.intake.history import LedgerEntry
from services.intake.identity import known_by
from services.intake.ledger import PROBES, Ledger, MemoryLedger, MongoLedger, prepare
from services.intake.logic import admit
from services.intake.ownership import Ownership, read_ownership
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


def intake(
    settings: IntakeSettings,
    ledger: Ledger,
    now: Now,
    ownership: Ownership | None = None,
    probe: Probe | None = None,
) -> Stage:
    """The stage over any ledger, clock and policy; that of the settings if there is none.

    Raises what ``read_ownership`` raises.
    """
    owners = ownership or read_ownership(settings.ownership)
    own_ids = settings.sources_with_own_ids

    def admit_one(message: Message, received_at: datetime) -> Claim | Rejected:
        begun = perf_counter()
        article = admit(
            message.value, message.origin, received_at, settings.max_article_bytes, own_ids
        )
        if isinstance(article, Rejected):
            return article
        by = known_by(article.raw, article.canonical_url, own_ids)
        # Nobody owns a content: from another source too the same one is a duplicate.
        writer = None if by == "content" else owners.writer(article, None)
        if isinstance(writer, Rejected):
            return writer
        run = StageRun(name=SERVICE.name, version=SERVICE.version, seconds=perf_counter() - begun)
        return Claim(article.model_copy(update={"stages": [run]}), _entry(message, article, writer))

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        received_at = now()
        admitted = [admit_one(message, received_at) for message in batch]
        claims = [one for one in admitted if not isinstance(one, Rejected)]
        standings = await ledger.admit([one.entry for one in claims])
        outcomes = map(_outcome, claims, standings)
        return merge(admitted, outcomes)

    return SERVICE.stage(handle, probe=probe)


class Claim(NamedTuple):
    """An article, and what the ledger is asked of it."""

    article: AcceptedArticle
    entry: LedgerEntry


def _entry(message: Message, article: AcceptedArticle, writer: str | None) -> LedgerEntry:
    entry = LedgerEntry(article.article_id, article.revision, message.origin, writer=writer)
    if message.origin == message.position:
        return entry
    return replace(entry, replay=message.position, attempts=attempts_before(message.headers))


def _outcome(claim: Claim, standing: Standing | None) -> Outcome:
    if standing is None:
        return Dropped(Reason.DUPLICATE)
    article = claim.article
    if standing != "current":
        article = article.model_copy(update={"standing": standing})
    return publish(article.message_key, article)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_stages(settings: IntakeSettings) -> AsyncIterator[list[Stage]]:
    """The stage on MongoDB. Raises ``Outage`` if that is away."""
    async with connect(settings) as database:
        await prepare(database, settings.ledger_days)
        probe = partial(_probe, settings, database)
        yield [intake(settings, MongoLedger(database, _utc_now), _utc_now, probe=probe)]


async def _probe(settings: IntakeSettings, database: Database) -> bool:
    """A ``Probe``: articles of our own through the same stage on a ledger of their own."""
    await prepare(database, settings.ledger_days, PROBES)
    stage = intake(settings, MongoLedger(database, _utc_now, PROBES), _utc_now)
    return await all_come_out(stage.handle, "services.intake")


@asynccontextmanager
async def open_offline(settings: IntakeSettings) -> AsyncIterator[list[Stage]]:
    """The stage with a ledger that lasts as long as the process."""
    yield [intake(settings, MemoryLedger(), _utc_now)]
