"""Whether storage and ledger stay as quick when much is stored. Takes long: an option."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from statistics import median

from pymongo import InsertOne

from schemas.articles import EnrichedArticle, Origin
from schemas.topics import ENRICHED
from services.intake.ledger import Entry, MongoLedger
from services.runtime.heap import settle
from services.runtime.mongo import Collection, write
from services.runtime.retry import Outage
from services.runtime.stage import Message
from services.storage.app import storage
from services.storage.logic import document
from services.storage.mongo import MongoStore
from tests.bench.figures import Figure, Target
from tests.bench.parts import Parts
from tests.bench.storing import BATCH, NOW, fresh
from tests.integration.reading import read

FILL_AT_ONCE = 200
BATCHES = 15
"""At each size; the first is left out, for it finds cold what the filling has pushed aside."""


async def measure(parts: Parts, sizes: Sequence[int]) -> list[Figure]:
    """Articles per second, and the slowest batch, at each number of stored articles."""
    some = [one for one in await read(parts.kafka.address, ENRICHED.name) if one.value][:BATCH]
    models = [EnrichedArticle.model_validate_json(one.value or b"") for one in some]
    settle()
    numbers = count()
    storing: dict[int, list[float]] = {}
    admitting: dict[int, list[float]] = {}
    async with fresh(parts) as database:
        stage = storage(MongoStore(database), lambda: _moment(next(numbers)))
        ledger = MongoLedger(database, lambda: _moment(next(numbers)))
        for size in sizes:
            await _fill(database["articles"], [document(one) for one in models], size, numbers)
            await _fill_ledger(database["ledger"], size, numbers)
            storing[size], admitting[size] = [], []
            for _ in range(BATCHES):
                articles = [_another(one, next(numbers)) for one in models]
                batch = [Message(one.model_dump_json().encode()) for one in articles]
                begun = time.perf_counter()
                await _outlast(partial(stage.handle, batch))
                storing[size].append(time.perf_counter() - begun)
                origins = [
                    Origin(topic="t", partition=0, offset=next(numbers), timestamp=0)
                    for _ in models
                ]
                entries = [Entry(f"{one.article_id}:{one.revision}", origin)
                           for one, origin in zip(articles, origins, strict=True)]  # fmt: skip
                begun = time.perf_counter()
                await _outlast(partial(ledger.admit, entries))
                admitting[size].append(time.perf_counter() - begun)
    return [*_figures("storage", storing, len(some)), *_figures("ledger", admitting, len(some))]


def _figures(name: str, seconds: dict[int, list[float]], batch: int) -> list[Figure]:
    first = batch / median(next(iter(seconds.values()))[1:])
    return [
        Figure(
            f"growth, {name} at {size:,}", "articles/s",
            (batch / median(found[1:]),), True, "at the smallest size",
            (batch / median(found[1:]) / first,), (Target("ratio", "at least", 0.85),),
        )
        for size, found in seconds.items()
    ] + [
        Figure(f"growth, slowest batch of {name} at {size:,}", "ms",
               (max(found[1:]) * 1000,), more_is_better=False)
        for size, found in seconds.items()
    ]  # fmt: skip


def _another(article: EnrichedArticle, number: int) -> EnrichedArticle:
    new = {"article_id": f"{number:032x}", "url": f"https://growth.example.com/{number}"}
    return article.model_copy(update={**new, "event_id": f"{number:032x}"})


async def _fill(
    articles: Collection,
    documents: Sequence[dict[str, object]],
    size: int,
    numbers: "count[int]",
) -> None:
    """Insert copies of the documents, each another article, until there are ``size``."""
    missing = size - await articles.estimated_document_count()
    for at in range(0, missing, FILL_AT_ONCE):
        new = []
        for number in range(min(FILL_AT_ONCE, missing - at)):
            key = f"{(stamp := next(numbers)):032x}"
            other = {
                "_id": key,
                "article_id": key,
                "url": f"https://growth.example.com/{key}",
                "stored_at": _moment(stamp),
            }
            new.append(InsertOne({**documents[number % len(documents)], **other}))
        await _outlast(partial(write, articles, new))


async def _fill_ledger(ledger: Collection, size: int, numbers: "count[int]") -> None:
    missing = size - await ledger.estimated_document_count()
    origin = {"topic": "t", "partition": 0, "offset": 0, "timestamp": 0}
    for at in range(0, missing, FILL_AT_ONCE):
        many = min(FILL_AT_ONCE, missing - at)
        new = [
            InsertOne(
                {
                    "_id": f"{number:032x}:{'0' * 64}",
                    "origin": origin,
                    "admitted_at": _moment(number),
                }
            )
            for number in islice(numbers, many)
        ]
        await _outlast(partial(write, ledger, new))


def _moment(number: int) -> datetime:
    """Each its own, as time goes on: an index of moments that are all one is another thing."""
    return NOW + timedelta(milliseconds=number)


async def _outlast(do: Callable[[], Awaitable[object]]) -> None:
    """Again after each outage: a store that grows may answer later than the driver waits, and
    then the driver's own second try finds all of it there."""
    while True:
        try:
            await do()
            return
        except Outage:
            await asyncio.sleep(1)
