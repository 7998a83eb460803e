"""Storage and intake beside the least that a store must be asked to do for the same articles.

Storage is measured within this process, with the collector of cycles set as in a service: with
Python's defaults decoding alone takes five times as long as in production.
"""

import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pymongo import InsertOne, UpdateOne

from schemas.articles import AcceptedArticle, EnrichedArticle
from schemas.topics import ACCEPTED, ENRICHED, RAW
from services.intake import ledger
from services.intake.history import LedgerEntry
from services.runtime.mongo.client import Database, connect
from services.runtime.pool.gc_tuning import freeze_gc
from services.runtime.stage import Message, Stored
from services.storage.app import storage
from services.storage.collections import prepare
from services.storage.entity_merge import EntityObservation, observations
from services.storage.logic import document
from services.storage.mongo import MongoStore
from tests.bench import load
from tests.bench.figures import Figure, Target, beside
from tests.bench.machine import TICK_SECONDS, cpu_seconds
from tests.bench.parts import READERS, Parts, Pipeline, ends
from tests.integration.reading import read

BATCH = 200
SEED = 8000
NOW = datetime.now(UTC)
"""Not a fixed day: what is older than the ledger's days the store deletes, in the midst of it."""


async def measure(parts: Parts, repeats: int, most: int) -> list[Figure]:
    """The enriched articles that lie on their topic, stored anew each time, in batches."""
    lying = [one for one in await read(parts.kafka.address, ENRICHED.name) if one.value][:most]
    batches = [lying[at : at + BATCH] for at in range(0, len(lying), BATCH)]
    loads = {
        "articles and entities": batches,
        "articles alone": [_without_entities(batch) for batch in batches],
    }
    freeze_gc()
    target = [Target("ratio", "at least", 0.8)]
    figures = []
    for name, some in loads.items():
        ours, bare, own = [], [], []
        for _ in range(repeats):
            cpu = time.process_time()
            ours.append(len(lying) / await _ours(parts, some))
            own.append((time.process_time() - cpu) / len(lying) * 1000)
            bare.append(len(lying) / await _bare(parts, some, entities=some is batches))
        figures += [
            beside(f"storage, {name}", "articles/s", ours, "bare bulk_write", bare, targets=target),
            Figure(f"storage, CPU of its own for {name}", "ms/article", tuple(own), False),
        ]
    return figures


@asynccontextmanager
async def fresh(parts: Parts) -> AsyncIterator[Database]:
    """A database with storage's collections and intake's ledger.

    It ends with the store: to drop it takes SecantusDB longer than the driver waits.
    """
    own = parts.settings.model_copy(update={"mongo_database": f"bench_{uuid.uuid4().hex[:12]}"})
    async with connect(own) as database:
        await prepare(database)
        await ledger.prepare(database, 30)
        yield database


async def _ours(parts: Parts, batches: Sequence[Sequence[Message]]) -> float:
    async with fresh(parts) as database:
        stage = storage(MongoStore(database), lambda: NOW)
        begun = time.perf_counter()
        for batch in batches:
            outcomes = await stage.handle(batch)
            assert set(map(type, outcomes)) == {Stored}
        return time.perf_counter() - begun


async def _bare(parts: Parts, batches: Sequence[Sequence[Message]], *, entities: bool) -> float:
    async with fresh(parts) as database:
        ready = []
        for batch in batches:
            articles = [EnrichedArticle.model_validate_json(one.value or b"") for one in batch]
            inserts, upserts = bare_writes(articles)
            ready.append((inserts, upserts if entities else []))
        begun = time.perf_counter()
        for inserts, upserts in ready:
            if upserts:
                await database["entities"].bulk_write(upserts, ordered=False)
            await database["articles"].bulk_write(inserts, ordered=False)
        return time.perf_counter() - begun


def bare_writes(
    articles: Sequence[EnrichedArticle],
) -> tuple[list[InsertOne[Any]], list[UpdateOne]]:
    """What it takes without a guard: inserts, and entities as the last article has them."""
    return (
        [InsertOne({**document(one), "stored_at": NOW}) for one in articles],
        [
            UpdateOne({"_id": one.id}, {"$set": _entity(one)}, upsert=True)
            for one in observations(articles)
        ],
    )


def _entity(one: EntityObservation) -> dict[str, Any]:
    return {
        "type": one.type,
        "name": one.name,
        "aliases": sorted(one.names),
        "kb": one.kb,
        "geo": one.geo,
        "first_seen": one.seen and one.seen[0],
        "last_seen": one.seen and one.seen[1],
    }


def _without_entities(batch: Sequence[Message]) -> list[Message]:
    articles = [EnrichedArticle.model_validate_json(one.value or b"") for one in batch]
    return [
        replace(
            message, value=article.model_copy(update={"entities": []}).model_dump_json().encode()
        )
        for message, article in zip(batch, articles, strict=True)
    ]


async def admitting(running: Pipeline, repeats: int, count: int) -> list[Figure]:
    """Intake as a service on its topic, beside bare inserts into the ledger. Ends the others,
    which would take the cores for the articles that it admits."""
    parts, rates, bare, per_cpu = running.parts, [], [], []
    for name in set(READERS) - {"intake"}:
        running.services[name].end()
    for repeat in range(repeats):
        articles = list(load.texts(count, SEED + repeat))
        bare.append(count / await _bare_ledger(parts, list(load.accepted(iter(articles)))))
        running.services["intake"].end()
        await parts.publish([one.model_dump_json().encode() for one in articles], RAW.name)
        async with ends(parts.kafka.address, ACCEPTED.name, ACCEPTED.partitions) as lying:
            before = await lying.count()
            running.services["intake"].start()
            first, begun = await lying.at_least(before + 1)
            cpu = cpu_seconds(running.pid("intake"))
            last, ended = await lying.at_least(before + count)
        rates.append((last - first) / (ended - begun))
        took = max(cpu_seconds(running.pid("intake")) - cpu, TICK_SECONDS)
        per_cpu.append((last - first) / took)
    return [
        beside("intake, with its ledger", "articles/s", rates, "bare inserts of its entries", bare,
               targets=[Target("value", "at least", 2000)]),
        Figure("intake, per CPU second", "articles/CPU s", tuple(per_cpu)),
    ]  # fmt: skip


async def _bare_ledger(parts: Parts, articles: Sequence[AcceptedArticle]) -> float:
    async with fresh(parts) as database:
        ready = [
            bare_entry(LedgerEntry(one.article_id, one.revision, one.origin)) for one in articles
        ]
        begun = time.perf_counter()
        for at in range(0, len(ready), BATCH):
            await database["ledger"].insert_many(ready[at : at + BATCH], ordered=False)
        return time.perf_counter() - begun


def bare_entry(entry: LedgerEntry, seen_at: datetime = NOW) -> dict[str, Any]:
    """What the ledger keeps of an article with one revision."""
    order = list(entry.origin.order)
    revision = {
        "revision": entry.revision,
        "origin": entry.origin.model_dump(),
        "since": order,
        "until": order,
    }
    return {
        "_id": entry.article_id,
        "owner": None,
        "revisions": [revision],
        "version": 1,
        "seen_at": seen_at,
    }
