"""Puts intake together: raw articles in, admitted articles out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import NamedTuple

from schemas.articles import AcceptedArticle, StageRun, Standing
from schemas.dead_letter import VOUCHED_HEADER, attempts_before, header
from services.intake.history import LedgerEntry
from services.intake.identity import known_by
from services.intake.ledger import PROBES, Ledger, MemoryLedger, MongoLedger, prepare
from services.intake.logic import admit
from services.intake.ownership import Ownership, read_ownership
from services.intake.registration import SERVICE
from services.intake.settings import IntakeSettings
from services.runtime.doors.judging import Foreseen, Judgement
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
    admit_one = partial(claim, settings, ownership or read_ownership(settings.ownership))

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


def claim(
    settings: IntakeSettings, owners: Ownership, message: Message, received_at: datetime
) -> Claim | Rejected:
    """The article in a message and who writes it, or why it can't be admitted."""
    begun = perf_counter()
    own_ids = settings.sources_with_own_ids
    article = admit(message.value, message.origin, received_at, settings.max_article_bytes, own_ids)
    if isinstance(article, Rejected):
        return article
    by = known_by(article.raw, article.canonical_url, own_ids)
    # Nobody owns a content: from another source too the same one is a duplicate.
    writer = None if by == "content" else owners.writer(article, _vouched(message))
    if isinstance(writer, Rejected):
        return writer
    run = StageRun(name=SERVICE.name, version=SERVICE.version, seconds=perf_counter() - begun)
    return Claim(article.model_copy(update={"stages": [run]}), _entry(message, article, writer))


def _vouched(message: Message) -> str | None:
    """The writer that the gateway vouches for; of an unsigned header nothing is left here."""
    said = header(message.headers, VOUCHED_HEADER)
    return said.decode("utf-8", "replace") if said is not None else None


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


class IntakeJudge:
    """A ``judging.Judge``: says what the stage would say, and writes nothing."""

    def __init__(self, settings: IntakeSettings, ledger: MongoLedger, owners: Ownership) -> None:
        self._settings = settings
        self._ledger = ledger
        self._owners = owners

    async def judge(self, messages: Sequence[Message]) -> list[Judgement]:
        claims = await asyncio.to_thread(self._claims, messages)
        admitted = [one for one in claims if not isinstance(one, Rejected)]
        standings = iter(await self._ledger.foresee([one.entry for one in admitted]))
        return [
            one
            if isinstance(one, Rejected)
            else Foreseen(one.article.article_id, one.article.revision, next(standings) is None)
            for one in claims
        ]

    def _claims(self, messages: Sequence[Message]) -> list[Claim | Rejected]:
        received_at = _utc_now()
        return [self._claim(message, received_at) for message in messages]

    def _claim(self, message: Message, received_at: datetime) -> Claim | Rejected:
        try:
            return claim(self._settings, self._owners, message, received_at)
        except Exception as error:  # In the stage it is a dead letter with this reason.
            return Rejected(Reason.UNEXPECTED, repr(error))


@asynccontextmanager
async def open_judge(settings: IntakeSettings) -> AsyncIterator[IntakeJudge]:
    """What a door asks before it publishes. Raises ``Outage`` if MongoDB is away."""
    async with connect(settings) as database:
        await prepare(database, settings.ledger_days)
        ledger = MongoLedger(database, _utc_now)
        yield IntakeJudge(settings, ledger, read_ownership(settings.ownership))
