"""What measuring costs, as a share of the CPU time that an article costs the process in question.

``python -m tests.ops.overhead``; 1 if it is more than 3 % anywhere. A service with metrics and one
without differ by more than that from one time to the next, so the two parts of the ratio are
measured apart, each at its least: measuring alone, in a loop, and the whole of a real process on
Kafka or the store. A stage that only copies stands for intake, cleaning and tagging, which do more
with each article; storage also counts what each article is like. The store's commands are a few a
batch, and left out.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice

from prometheus_client import generate_latest

from schemas.articles import EnrichedArticle
from schemas.topics import ACCEPTED, ENRICHED
from services.cleaning import pool_work as cleaning
from services.cli.reference import declared
from services.runtime.records import Record
from services.runtime.runner import StageRunner
from services.runtime.stage import Message, Outcome, Published, Stage, Stored
from services.runtime.telemetry import metrics
from services.storage.app import storage
from services.storage.metrics import Quality
from services.storage.mongo import MongoStore
from services.tagging import tagger as tagging
from tests.bench import carrying, load
from tests.bench.parts import Parts, Program, parts
from tests.bench.storing import fresh

CARRIED = 20_000
STORED = 600
BATCH = 200
LOOPS = 50
REPEATS = 3
MOST = 0.03
SCRAPE_SECONDS = 15
"""As in deploy/prometheus/prometheus.yml."""


class Nothing:
    """A metric that does nothing."""

    def labels(self, *_: object) -> "Nothing":
        return self

    def tell(self, *_: object) -> None:
        return

    inc = set = observe = tell

    def time(self) -> nullcontext[None]:
        return nullcontext()


@contextmanager
def unmeasured() -> Iterator[None]:
    """The runner without any measuring."""
    names = [name for name, one in vars(metrics).items() if one in declared()]
    places = [(metrics, name, Nothing()) for name in names]
    places += [(StageRunner, "_count", lambda *_: None)]
    before = [(where, name, getattr(where, name)) for where, name, _ in places]
    try:
        for where, name, instead in places:
            setattr(where, name, instead)
        yield
    finally:
        for where, name, was in before:
            setattr(where, name, was)


def tagged() -> list[Message]:
    """Articles of 4 KB as tagging publishes them."""
    values: list[bytes | None] = [
        one.model_dump_json().encode() for one in load.accepted(load.texts(STORED, 1))
    ]
    for work in (cleaning.work(), tagging.work()):
        values = [one.value for one in work(values) if isinstance(one, Published)]
    assert len(values) == STORED
    now = round(time.time() * 1000)
    return [Message(value, b"k", timestamp=now, offset=n) for n, value in enumerate(values)]


def least(once: Callable[[], None], articles: int) -> float:
    """CPU seconds an article, of the loop that nothing disturbed."""
    found = []
    for _ in range(LOOPS):
        begun = time.process_time()
        once()
        found.append((time.process_time() - begun) / articles)
    return min(found)


def counting(messages: Sequence[Message]) -> float:
    """CPU seconds an article of what the runner counts: with it, less without."""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [Stored()] * len(batch)

    async def deliver(records: Sequence[Record]) -> list[Exception | None]:
        return [None for _ in records]

    stage = StageRunner(Stage("storage", "1", ENRICHED, (), handle), deliver)
    batches = [messages[at : at + BATCH] for at in range(0, len(messages), BATCH)]

    async def all_batches() -> None:
        for batch in batches:
            await stage.run(batch)

    with asyncio.Runner() as runner:
        whole = least(lambda: runner.run(all_batches()), len(messages))
        with unmeasured():
            return whole - least(lambda: runner.run(all_batches()), len(messages))


def describing(messages: Sequence[Message]) -> float:
    """CPU seconds an article of counting its fields, entities, languages and warnings."""
    quality = Quality()
    articles = [EnrichedArticle.model_validate_json(one.value or b"") for one in messages]
    return least(lambda: [quality.count(one) for one in articles] and None, len(articles))


async def copying(real: Parts) -> float:
    """CPU seconds an article of a service that copies from topic to topic."""
    source = replace(ACCEPTED, name="bench.in", partitions=carrying.PARTITIONS)
    await real.kafka.create([source])
    some = [one.model_dump_json().encode() for one in load.accepted(load.texts(200, 1))]
    await real.publish(list(islice(cycle(some), CARRIED)), source.name)
    settings = {"WIREROOM_KAFKA": real.kafka.address, "WIREROOM_LOG_LEVEL": "WARNING"}

    def start(out: str, group: str) -> Program:
        log = real.folder / f"{group}.log"
        return Program("tests.bench.programs.copying", log, source.name, out, group, **settings)

    names = [f"copy-{number}" for number in range(REPEATS)]
    return min([1 / (await carrying.race(real, name, start, CARRIED))[1] for name in names])


async def storing(real: Parts, messages: Sequence[Message]) -> float:
    """CPU seconds an article of storage, with the store's driver."""
    found = []
    for _ in range(REPEATS):
        async with fresh(real) as database:
            stage = storage(MongoStore(database), lambda: datetime.now(UTC), Quality().count)
            begun = time.process_time()
            for at in range(0, len(messages), BATCH):
                assert {*await stage.handle(messages[at : at + BATCH])} == {Stored()}
            found.append((time.process_time() - begun) / len(messages))
    return min(found)


def main() -> int:
    """Print the shares; 1 if one is too much."""
    messages = tagged()
    carried, described = counting(messages), describing(messages)
    with parts() as real:
        copied = asyncio.run(copying(real))
        stored = asyncio.run(storing(real, messages))
    shares = {}
    for name, measuring, whole in (
        ("a stage that only copies", carried, copied),
        ("storage", carried + described, stored),
    ):
        shares[name] = measuring / whole
        print(f"{name}: {measuring * 1e6:.1f} of {whole * 1e6:.0f} µs, {shares[name]:.1%}")
    begun = time.process_time()
    generate_latest()
    share = (time.process_time() - begun) / SCRAPE_SECONDS
    print(f"a scrape every {SCRAPE_SECONDS} s: {share:.3%} of a processor")
    return int(max(shares.values()) > MOST)


if __name__ == "__main__":
    sys.exit(main())
