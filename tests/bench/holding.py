"""How much memory a tagging service holds with two children: ``python -m tests.bench.holding``.

Each article has words that none before it had, as names in the news are: what is remembered of
words, paragraphs and articles fills up to its bounds.
"""

import asyncio
import itertools
import random
import string
from collections.abc import Iterator
from typing import Annotated

import typer

from schemas.articles import CleanedArticle
from schemas.topics import CLEANED, ENRICHED
from services.runtime.registration import topology
from tests import generator
from tests.bench.figures import Figure, Target
from tests.bench.load import PARAGRAPHS
from tests.bench.machine import memory_mib
from tests.bench.parts import Parts, Pipeline, ends, parts

MOST_MIB = 900
NEW_WORDS = 60
"""In each article, as in the first thousands of a child's: later there are fewer."""

ARTICLES = 3000
AT_ONCE = 250


def articles(count: int, seed: int) -> Iterator[CleanedArticle]:
    """Texts of which each has names and words of its own."""
    rng = random.Random(seed)
    raw = generator.raw_articles(count * 2, seed, PARAGRAPHS)
    for number, one in enumerate(itertools.islice((one for one in raw if one.text), count)):
        said = " ".join(
            f"{_word(rng).capitalize()} {_word(rng)}{rng.choice(['.', ',', ' met Ito.'])}"
            for _ in range(NEW_WORDS // 2)
        )
        yield CleanedArticle(article_id=str(number), body=f"{one.text}\n\n{said}")


async def measure(real: Parts, count: int = ARTICLES) -> list[Figure]:
    """What the service and its children hold at most, shared pages counted once."""
    await real.kafka.create(list(topology().all_topics.values()))
    running = Pipeline(real, children=2)
    try:
        await running.start("tagging")
        pid = running.pid("tagging")
        held = [memory_mib(pid)]
        async with ends(real.kafka.address, ENRICHED.name, ENRICHED.partitions) as tagged:
            some = articles(count, seed=31)
            for done in range(AT_ONCE, count + AT_ONCE, AT_ONCE):
                batch = itertools.islice(some, AT_ONCE)
                await real.publish([one.model_dump_json().encode() for one in batch], CLEANED.name)
                waiting = asyncio.ensure_future(tagged.at_least(min(done, count)))
                while not waiting.done():
                    await asyncio.wait([waiting], timeout=0.5)
                    held.append(await asyncio.to_thread(memory_mib, pid))
                await waiting
        assert running.services["tagging"].running(), running.services["tagging"].words()
    finally:
        running.end()
    name, most = "memory, tagging with two children", (Target("value", "at most", MOST_MIB),)
    return [
        Figure(f"{name}, ready", "MiB", (held[0],), False),
        Figure(f"{name}, at most", "MiB", (max(held),), False, targets=most),
    ]


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(5, 10)))


def main(
    count: Annotated[int, typer.Option("--articles", min=1, help="So many go through.")] = ARTICLES,
) -> None:
    """Tag articles of many words, and show what is held."""
    with parts() as real:
        figures = asyncio.run(measure(real, count))
    for figure in figures:
        held = [f"{target}: {target.holds(figure)}" for target in figure.targets]
        typer.echo("\t".join([figure.name, f"{figure.values[0]:.0f} {figure.unit}", *held]))


if __name__ == "__main__":
    typer.run(main)
