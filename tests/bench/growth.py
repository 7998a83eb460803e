"""Whether storage and ledger stay as quick when much is stored. Takes long: an option.

Beside each batch of theirs a bare write of as many like it goes into the same collections, so that
one sees which of the two slows down: ours or the store.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count, islice
from statistics import median

from pymongo import InsertOne

from schemas.articles import EnrichedArticle, Origin
from schemas.topics import ENRICHED
from services.intake.history import LedgerEntry
from services.intake.ledger import MongoLedger
from services.runtime.mongo.client import Collection, Database, Document, Operation, write
from services.runtime.pool.gc_tuning import freeze_gc
from services.runtime.retry import Outage
from services.runtime.stage import Message
from services.storage.app import storage
from services.storage.logic import document
from services.storage.mongo import MongoStore
from tests.bench.figures import Figure, Target
from tests.bench.parts import Parts
from tests.bench.storing import BATCH, NOW, bare_entry, bare_writes, fresh
from tests.integration.reading import read

FILL_AT_ONCE = 200
"""SecantusDB commits after 4 MiB, which are as many of these; more at once is no quicker."""
BATCHES = 20
"""At each size; the first is left out, for it finds cold what the filling has pushed aside."""

KINDS = ("storage", "ledger")
Seconds = dict[tuple[str, int], list[float]]
"""What each batch took, by what did it and the number of stored articles."""


async def measure(parts: Parts, sizes: Sequence[int]) -> list[Figure]:
    """Articles per second, ours and bare, and our slowest batch, at each number of articles."""
    some = [one for one in await read(parts.kafka.address, ENRICHED.name) if one.value][:BATCH]
    models = [EnrichedArticle.model_validate_json(one.value or b"") for one in some]
    freeze_gc()
    numbers = count()
    seconds: Seconds = defaultdict(list)
    async with fresh(parts) as database:
        measured = _Measured(database, models, numbers)
        for size in sizes:
            await _fill(database["articles"], [document(one) for one in models], size, numbers)
            await _fill_ledger(database["ledger"], size, numbers)
            for _ in range(BATCHES):
                for name, batch in measured.batches():
                    begun = time.perf_counter()
                    await _outlast(batch)
                    seconds[name, size].append(time.perf_counter() - begun)
    return [figure for kind in KINDS for figure in _figures(kind, seconds, sizes, len(some))]


class _Measured:
    """Makes batches that are ready to be timed, each of articles that nobody has seen."""

    def __init__(
        self, database: Database, models: Sequence[EnrichedArticle], numbers: "count[int]"
    ) -> None:
        self._database = database
        self._models = models
        self._numbers = numbers
        self._stage = storage(MongoStore(database), self._now)
        self._ledger = MongoLedger(database, self._now)

    def _now(self) -> datetime:
        return _moment(next(self._numbers))

    def batches(self) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
        ours, others = self._articles(), self._articles()
        messages = [Message(one.model_dump_json().encode()) for one in ours]
        entries = [self._entry(one) for one in ours]
        bare = [bare_entry(self._entry(one), self._now()) for one in others]
        inserts = [InsertOne(one) for one in bare]
        return [
            ("storage", partial(self._stage.handle, messages)),
            ("bare storage", partial(self._write_bare, *bare_writes(others))),
            ("ledger", partial(self._ledger.admit, entries)),
            ("bare ledger", partial(write, self._database["ledger"], inserts)),
        ]

    async def _write_bare(self, inserts: Sequence[Operation], upserts: Sequence[Operation]) -> None:
        await write(self._database["entities"], upserts)
        await write(self._database["articles"], inserts)

    def _articles(self) -> list[EnrichedArticle]:
        return [_another(one, next(self._numbers)) for one in self._models]

    def _entry(self, article: EnrichedArticle) -> LedgerEntry:
        origin = Origin(topic="t", partition=0, offset=next(self._numbers), timestamp=0)
        return LedgerEntry(article.article_id, article.revision or "", origin)


def _figures(kind: str, seconds: Seconds, sizes: Sequence[int], batch: int) -> list[Figure]:
    """Ours and bare relative to themselves at the smallest size, and ours relative to bare."""
    found = {key: some[1:] for key, some in seconds.items()}
    rates = {key: batch / median(some) for key, some in found.items()}
    figures = []
    for size in sizes:
        for name, targets in ((kind, (Target("ratio", "at least", 0.85),)), (f"bare {kind}", ())):
            rate = rates[name, size]
            figures.append(
                Figure(f"growth, {name} at {size:,}", "articles/s", (rate,), True,
                       "at the smallest size", (rate / rates[name, sizes[0]],), targets)
            )  # fmt: skip
        pairs = zip(found[kind, size], found[f"bare {kind}", size], strict=True)
        share = median(bare / ours for ours, bare in pairs)
        figures += [
            Figure(f"growth, {kind} beside bare at {size:,}", "articles/s", (rates[kind, size],),
                   True, "bare writes of as many", (share,)),
            Figure(f"growth, slowest batch of {kind} at {size:,}", "ms",
                   (max(found[kind, size]) * 1000,), more_is_better=False),
        ]  # fmt: skip
    return figures


def _another(article: EnrichedArticle, number: int) -> EnrichedArticle:
    new = {"article_id": f"{number:032x}", "url": f"https://growth.example.com/{number}"}
    return article.model_copy(update={**new, "event_id": f"{number:032x}"})


async def _fill(
    articles: Collection,
    documents: Sequence[Document],
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
    origin = Origin(topic="t", partition=0, offset=0, timestamp=0)
    for at in range(0, missing, FILL_AT_ONCE):
        many = min(FILL_AT_ONCE, missing - at)
        new = [
            InsertOne(bare_entry(LedgerEntry(f"{number:032x}", "0" * 64, origin), _moment(number)))
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
