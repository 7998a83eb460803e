"""Where the time of each service goes: flame graphs, each service alone with more than it can do.

``python -m tests.bench.profiling FOLDER`` writes ``intake.svg`` and so on. It needs py-spy, which
is no dependency: it is fetched by ``uvx`` where it is not installed.
"""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path

from schemas.articles import EnrichedArticle
from schemas.topics import ENRICHED
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.registration import topology
from tests.bench import load
from tests.bench.parts import READERS, Parts, Pipeline, parts
from tests.integration.reading import read

SECONDS, POOL_SECONDS = 8, 20
"""How long a service is watched, and one with a pool; the load below lasts longer."""
TEXTS, PAGES = 20_000, 2_000
STORED, BATCH = 6_000, 200
SEED = 40_000


async def main(folder: Path) -> None:
    with parts() as real:
        await real.kafka.create(list(topology().all_topics.values()))
        made = Pipeline(real)
        try:
            await real.publish(list(_raw()))
            for name in READERS:
                if name == "storage":
                    await _multiply(real)
                await made.start(name)
                pool = topology()[name].resources.pool_processes
                seconds = POOL_SECONDS if pool else SECONDS
                await _record(made.pid(name), seconds, folder / f"{name}.svg")
                made.services[name].end()
        finally:
            made.end()


def _raw() -> Iterator[bytes]:
    """Texts, and every eleventh a page."""
    texts, pages = load.texts(TEXTS, SEED), cycle(list(load.pages(100, SEED)))
    for number, text in enumerate(texts):
        yield text.model_dump_json().encode()
        if number % (TEXTS // PAGES) == 0:
            page = next(pages).model_copy(update={"url": f"https://pages.example.com/{number}"})
            yield page.model_dump_json().encode()


async def _multiply(real: Parts) -> None:
    """Put copies of the enriched articles onto their topic, each another article."""
    lying = [one.value for one in await read(real.kafka.address, ENRICHED.name) if one.value]
    models = cycle([EnrichedArticle.model_validate_json(value) for value in lying])
    numbers = count()
    async with Producer(real.settings) as producer:
        for _ in range(STORED // BATCH):
            some = [_copy(one, next(numbers)) for one in islice(models, BATCH)]
            assert await producer.send_all(some) == [None] * BATCH


def _copy(article: EnrichedArticle, number: int) -> Record:
    key = f"{number:032x}"
    other = article.model_copy(update={"article_id": key})
    return Record(ENRICHED.name, key.encode(), other.model_dump_json().encode())


async def _record(pid: int, seconds: int, picture: Path) -> None:
    """Watch the process and its children. Raises RuntimeError if py-spy could not."""
    spy = [shutil.which("py-spy")] if shutil.which("py-spy") else ["uvx", "py-spy"]
    process = await asyncio.create_subprocess_exec(
        *map(str, spy), "record", "--pid", str(pid), "--subprocesses", "--duration", str(seconds),
        "--format", "flamegraph", "--function", "--output", str(picture),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait():
        raise RuntimeError(f"py-spy did not write {picture}")
    _forget_folders(picture)


def _forget_folders(picture: Path) -> None:
    """py-spy writes whence it was called: that tells of our machine and not of the service."""
    drawn = picture.read_text("utf-8").replace(str(picture), picture.name)
    picture.write_text(drawn.replace(f"{Path.cwd()}/", ""), "utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
