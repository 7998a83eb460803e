"""Two sources that publish all the while, and a pipeline that one page can hold up.

Cleaning has two replicas, so that one may stand still while the other goes on, and the trapdoors
of the chaos runs: pages that hang a parser are mended when they are found.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path

from schemas.articles import RawArticle
from tests.chaos import traps
from tests.generator import raw_articles
from tests.integration.services import Service
from tests.ops.conftest import Watched
from tests.ops.prometheus import Prometheus

FICKLE = "fickle.example"
STEADY = "steady.example"
EVERY_SECONDS = 0.5
AT_ONCE = 6
"""Twelve a second, so that a busy machine keeps up, and a hundred in an hour all the same."""
FLOOD = 30
"""Sixty a second: more than a stage that is held back gets through."""
HANGS_SECONDS = 12
"""Of computing, until a page that hangs is given up."""
COUNT = 20_000


def whole(source: str, seed: int) -> Iterator[RawArticle]:
    """Articles of a source that lack nothing."""
    for number, one in enumerate(raw_articles(COUNT, seed, paragraphs=1)):
        yield one.model_copy(update={"url": f"https://{source}/{seed}/{number}", "source": source})


def bare() -> Iterator[RawArticle]:
    """Articles of the steady source without title, author and date."""
    for one in raw_articles(COUNT, seed=33, paragraphs=4):
        if one.text:
            text = "\n\n".join(one.text.split("\n\n")[3:-1])
            yield RawArticle(text=text, source=STEADY)


class Newsroom:
    """What runs. ``flood``: both sources bring much more. ``trouble``: one is silent, and the
    other has lost its fields."""

    def __init__(self, watched: Watched, cleaning: list[Service], prometheus: Prometheus) -> None:
        self.pipeline = watched.pipeline
        self.cleaning = cleaning
        self.prometheus = prometheus
        self.begun = time.monotonic()
        self.trouble = False
        self.flood = False
        self.closed = False
        self._fickle = whole(FICKLE, 31)
        self._steady = whole(STEADY, 32)
        self._bare = bare()

    async def publish_on(self) -> None:
        while not self.closed:
            sources = [self._bare] if self.trouble else [self._fickle, self._steady]
            count = FLOOD if self.flood else AT_ONCE
            await self._publish([next(one) for one in islice(cycle(sources), count)])
            await asyncio.sleep(EVERY_SECONDS)

    async def publish_a_page_that_hangs(self) -> None:
        page = next(self._steady)
        await self._publish([page.model_copy(update={"text": traps.HANG})])

    async def _publish(self, articles: list[RawArticle]) -> None:
        await self.pipeline.publish([one.model_dump_json().encode() for one in articles])

    async def until(self, alert: str, *, fires: bool = True, seconds: float = 240) -> None:
        """Return once the alert fires, or is silent; named as ``Prometheus.firing`` names it."""

        def is_so() -> bool:
            return (alert in self.prometheus.firing()) == fires

        took = await asyncio.to_thread(self.prometheus.wait, is_so, seconds)
        minute = self.prometheus.minute
        print(
            f"{alert}: {'fired' if fires else 'silent'} after {took:.0f} s, "
            f"where a minute is {minute:g} s"
        )


@asynccontextmanager
async def newsroom(watched: Watched, folder: Path, minute: float) -> AsyncIterator[Newsroom]:
    """Puts cleaning with trapdoors in the place of the pipeline's, and at the end back."""
    services = watched.pipeline.services
    services["cleaning"].end()
    settings = {
        "kafka": watched.pipeline.broker.address,
        "kafka_session_timeout": 6,
        "children": 1,
        "child_seconds": HANGS_SECONDS,
        "failure_limit": 1,  # So that one page that hangs is a run of failures.
        "batch_size": 20,
    }
    command = ["-m", "tests.chaos.service", "cleaning"]
    cleaning = [Service(f"trapped-{n}", command, settings, folder) for n in (1, 2)]
    running = [one for name, one in services.items() if name != "cleaning"]
    targets = {
        "wireroom": [f"127.0.0.1:{one.port}" for one in [*cleaning, *running]],
        "wireroom-lag": [f"127.0.0.1:{watched.lag.port}"],
    }
    for one in cleaning:
        one.start()
    for one in cleaning:
        await asyncio.to_thread(one.wait_until_ready, 120)
    prometheus = Prometheus(folder / "prometheus", targets, minute)
    made = Newsroom(watched, cleaning, prometheus)
    publishing = asyncio.create_task(made.publish_on())
    try:
        yield made
    finally:
        made.closed = True
        await publishing
        prometheus.end()
        for one in cleaning:
            one.end()
        services["cleaning"].start()
        await watched.pipeline.quiet(180)
