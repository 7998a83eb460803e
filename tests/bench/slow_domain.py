"""``python -m tests.bench.slow_domain``: what slow pages of one domain cost the pages of others.

Pages go in batches through cleaning's pool as in the service, a tenth of them from a domain whose
pages never end. Seconds of processor are counted, which the machine's load does not change.
``--unlimited`` shows what it costs without a budget for each domain.
"""

import argparse
import asyncio
import itertools
import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from schemas.articles import RawArticle
from schemas.owner import owner_of_accepted
from services.cleaning.app import LEAST_SECONDS, CleaningSettings
from services.runtime.pool.fork_server import PoolProcess
from services.runtime.pool.pool import ProcessPool, pool_of
from services.runtime.pool.silence_limits import usage_of
from services.runtime.stage import Message
from tests.bench import load
from tests.chaos.traps import HANG

SLOW_DOMAIN = "slow.example.org"

logging.getLogger("services").setLevel(logging.ERROR)  # It warns of every process lost.


class Meter:
    """Seconds of processor that a pool has used: its processes, also those lost, and the rest."""

    def __init__(self) -> None:
        self._in_chunks = 0.0
        self._pool: ProcessPool | None = None
        honest = PoolProcess.run_chunk

        def run_chunk(process: PoolProcess, *arguments: Any) -> Any:
            before = usage_of(process.pid).cpu_seconds
            answer = honest(process, *arguments)
            self._in_chunks += usage_of(process.pid).cpu_seconds - before
            return answer

        PoolProcess.run_chunk = run_chunk  # type: ignore[method-assign]

    def watch(self, pool: ProcessPool) -> None:
        self._pool = pool

    def seconds(self) -> float:
        assert self._pool is not None
        assert self._pool._fork_server is not None
        forking = usage_of(self._pool._fork_server.process.pid).cpu_seconds
        return self._in_chunks + forking + time.process_time()


def slow_pages(count: int) -> list[bytes]:
    """Accepted pages of one domain that never end in ``tests.chaos.traps``."""
    return values(
        page.model_copy(
            update={
                "html": (page.html or "").replace("</p>", f" {HANG}</p>", 1),
                "url": f"https://{SLOW_DOMAIN}/{number}",
            }
        )
        for number, page in enumerate(load.pages(count, 2))
    )


def values(pages: Iterator[RawArticle]) -> list[bytes]:
    """The messages of pages as intake admits them."""
    return [page.model_dump_json().encode() for page in load.accepted(pages)]


async def cpu_of(pool: ProcessPool, meter: Meter, sent: Sequence[bytes], together: int) -> float:
    """Seconds of processor for all these pages."""
    begun, clock, ends = meter.seconds(), time.perf_counter(), Counter[str]()
    waiting = iter(sent)
    while batch := list(itertools.islice(waiting, together)):
        outcomes = await pool.handle([Message(value) for value in batch])
        ends.update(str(getattr(one, "reason", one.name)) for one in outcomes)
    cpu = meter.seconds() - begun
    print(f"{cpu:.1f} s of CPU, {time.perf_counter() - clock:.0f} s: {dict(ends)}", flush=True)
    return cpu


async def main(ordinary: int, slow: int, seconds: float, unlimited: bool) -> None:
    settings = CleaningSettings(children=2, child_seconds=seconds)
    pages = values(load.pages(ordinary, 1))
    mixed = pages + slow_pages(slow)
    random.Random(3).shuffle(mixed)
    meter = Meter()
    owner_of = None if unlimited else owner_of_accepted
    async with pool_of(
        "cleaning",
        "tests.chaos.traps:work",
        settings,
        owner_of=owner_of,
        least_seconds=LEAST_SECONDS,
    ) as pool:
        meter.watch(pool)
        await pool.handle([Message(value) for value in pages[:100]])  # Warm.
        alone = await cpu_of(pool, meter, pages, settings.most_together)
        beside = await cpu_of(pool, meter, mixed, settings.most_together)
    print(f"beside the slow pages, others get {alone / beside:.0%} of their rate")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=int, default=3000)
    parser.add_argument("--slow", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=1.0, help="a page's time limit")
    parser.add_argument("--unlimited", action="store_true", help="without the budget")
    told = parser.parse_args()
    asyncio.run(main(told.ordinary, told.slow, told.seconds, told.unlimited))
