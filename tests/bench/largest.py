"""What the services hold in memory when articles as large as intake lets in come through."""

import asyncio
import time

from schemas.articles import RawArticle
from services.intake.logic import MAX_ARTICLE_BYTES
from tests.bench import load
from tests.bench.figures import Figure
from tests.bench.machine import memory_mib
from tests.bench.parts import READERS, Pipeline

SEED = 30_000
SECONDS = 300.0
SAMPLE_SECONDS = 0.1
ROOM = 100_000
"""Bytes left for what JSON adds to a text."""


async def measure(running: Pipeline, count: int) -> list[Figure]:
    """Texts and pages in turn, of 4 MiB each; however each of them ends."""
    articles = [_large(number) for number in range(count)]
    before = _ended(running)
    peaks = dict.fromkeys(READERS, 0.0)
    await running.parts.publish([one.model_dump_json().encode() for one in articles])
    deadline = time.monotonic() + SECONDS
    while await asyncio.to_thread(_ended, running) < before + count:
        assert time.monotonic() < deadline, "the largest articles did not come to an end"
        for name in READERS:
            peaks[name] = max(peaks[name], memory_mib(running.pid(name)))
        await asyncio.sleep(SAMPLE_SECONDS)
    return [
        Figure(f"memory at the size limit, {name}", "MiB", (held,), more_is_better=False)
        for name, held in peaks.items()
    ]


def _ended(running: Pipeline) -> int:
    """Articles that have come to an end, in whichever service."""
    counted = {name: running.services[name].outcomes() for name in READERS}
    return sum(
        number
        for outcomes in counted.values()
        for outcome, number in outcomes.items()
        if outcome != "published"
    )


def _large(number: int) -> RawArticle:
    size = MAX_ARTICLE_BYTES - ROOM
    if number % 2:
        [page] = load.pages(1, SEED + number)
        assert page.html is not None
        filling = '<div class="teaser"><a href="/a">Ten bridges</a></div>' * (size // 60 - 1000)
        return RawArticle(html=page.html.replace("</body>", f"{filling}</body>"), url=page.url)
    text = "\n\n".join(one.text or "" for one in load.texts(100, SEED + number))
    return RawArticle(
        text=(text * (1 + size // len(text)))[:size], url=f"https://large.example.com/{number}"
    )
