"""What the services add to the work itself, and what is left of two cores for it."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schemas.articles import AcceptedArticle, RawArticle
from tests.bench import load
from tests.bench.figures import Figure, Target, beside
from tests.bench.machine import cpu_seconds, memory_mib
from tests.bench.parts import READERS, Pipeline, Program

PROCESSES = 2
"""Bare processes that the four services are measured against, on as many cores."""
SAMPLE_SECONDS = 5.0
"""To look at the memory of so many processes takes 50 ms."""
SOON, PATIENCE = 0.1, 600.0
DONE = "wireroom_last_progress_timestamp_seconds"
FIRST_SEED = 1000
LOADS: dict[str, tuple[Callable[[int, int], Iterator[RawArticle]], float]] = {
    "HTML": (load.pages, 1.20),
    "text": (load.texts, 1.25),
}
"""Each kind of article, and how much CPU per article may at most be used, as a share of bare."""


@dataclass
class Seen:
    """What one kind of article took, repeat by repeat."""

    cpu: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    """What broker, store and we took meanwhile, who share the cores with the services."""
    bare_cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    bare_rate: list[float] = field(default_factory=list)
    by_service: dict[str, list[float]] = field(
        default_factory=lambda: {name: [] for name in (*READERS, "bare cleaning")}
    )


async def measure(running: Pipeline, repeats: int, count: int) -> tuple[list[Figure], float]:
    """Articles through all four services beside the bare functions; and texts per second."""
    rest = {name: memory_mib(running.pid(name)) for name in READERS}
    peaks = dict(rest)
    warm_up = [*load.texts(10, 1), *load.pages(10, 2)]
    bare = Bare(running.parts.folder)
    try:
        bare.ready(list(load.accepted(iter(warm_up))))
        await through(running, warm_up, peaks)
        seen = {kind: Seen() for kind in LOADS}
        for repeat in range(repeats):
            for kind, (make, _) in LOADS.items():
                seed = FIRST_SEED + repeat + (repeats if kind == "HTML" else 0)
                articles = list(make(count, seed))
                bare.measure(seen[kind], list(load.accepted(iter(articles))))
                await _measure_services(running, seen[kind], articles, peaks)
    finally:
        bare.end()
    figures = [figure for kind, found in seen.items() for figure in _figures(kind, found)]
    for when, held in (("at rest", rest), ("under load", peaks)):
        figures += [
            Figure(f"memory {when}, {name}", "MiB", (held[name],), more_is_better=False)
            for name in READERS
        ]
    return figures, sorted(seen["text"].rate)[repeats // 2]


async def _measure_services(
    running: Pipeline, seen: Seen, articles: list[RawArticle], peaks: dict[str, float]
) -> None:
    before, all_before = running.cpu(), cpu_seconds(os.getpid())
    seconds = await through(running, articles, peaks)
    all_took = cpu_seconds(os.getpid()) - all_before
    took = {name: cpu - before[name] for name, cpu in running.cpu().items()}
    seen.cpu.append(sum(took.values()) / len(articles))
    seen.beside.append((all_took - sum(took.values())) / len(articles))
    seen.rate.append(len(articles) / seconds)
    for name, cpu in took.items():
        seen.by_service[name].append(cpu / len(articles) * 1000)


def _figures(kind: str, seen: Seen) -> Iterator[Figure]:
    yield beside(
        f"pipeline, CPU for {kind}", "CPU s/article", seen.cpu, "bare functions", seen.bare_cpu,
        more_is_better=False, targets=[Target("ratio", "at most", LOADS[kind][1])],
    )  # fmt: skip
    yield beside(
        f"pipeline, rate for {kind}", "articles/s", seen.rate, f"{PROCESSES} bare processes",
        seen.bare_rate, targets=[Target("ratio", "at least", 0.85)],
    )  # fmt: skip
    # The rate can be no more than the inverse of this ratio, for all of it shares the cores.
    everything = [cpu + more for cpu, more in zip(seen.cpu, seen.beside, strict=True)]
    yield beside(
        f"pipeline, CPU for {kind} with broker and store", "CPU s/article", everything,
        "bare functions", seen.bare_cpu, more_is_better=False,
    )  # fmt: skip
    beside_it = tuple(1000 * cpu for cpu in seen.beside)
    yield Figure(f"CPU for {kind}, broker, store and load", "ms/article", beside_it, False)
    for name, values in seen.by_service.items():
        yield Figure(f"CPU for {kind}, {name}", "ms/article", tuple(values), more_is_better=False)


class Bare:
    """Processes that run the bare functions, ready to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = [
            Program("tests.bench.programs.bare", folder / f"bare-{number}.log")
            for number in range(PROCESSES)
        ]

    def ready(self, warm_up: list[AcceptedArticle]) -> None:
        for program in self._programs:
            assert program.hear() == b"ready\n"
        self._run([warm_up] * PROCESSES)

    def measure(self, seen: Seen, articles: list[AcceptedArticle]) -> None:
        """One process on all articles, then each with a share of them."""
        [alone] = self._run([articles])
        seen.bare_cpu.append(alone["cpu"] / len(articles))
        seen.by_service["bare cleaning"].append(alone["cleaning_cpu"] / len(articles) * 1000)
        together = self._run([articles[number::PROCESSES] for number in range(PROCESSES)])
        seen.bare_rate.append(len(articles) / max(one["seconds"] for one in together))

    def _run(self, shares: list[list[AcceptedArticle]]) -> list[dict[str, float]]:
        begun = []
        for number, (program, share) in enumerate(zip(self._programs, shares, strict=False)):
            path = self._folder / f"bare-{number}.jsonl"
            path.write_text("\n".join(one.model_dump_json() for one in share))
            program.say(f"{path}\n".encode())
            begun.append(program)
        return [json.loads(program.hear()) for program in begun]

    def end(self) -> None:
        for program in self._programs:
            program.end()


async def through(
    running: Pipeline, articles: list[RawArticle], peaks: dict[str, float] | None = None
) -> float:
    """Seconds from the first article's publication until the last one is stored.

    Storage is asked how many it has stored, seldom while many are left, and when it was done: to
    answer costs it some milliseconds, to count them in the store as long as storing some.
    """
    before = await asyncio.to_thread(_stored, running)
    begun = time.time()
    watching = asyncio.ensure_future(_watch(running, {} if peaks is None else peaks))
    await running.parts.publish([one.model_dump_json().encode() for one in articles])
    while (done := await asyncio.to_thread(_stored, running) - before) < len(articles):
        passed = time.time() - begun
        assert passed < PATIENCE, f"{done} of {len(articles)} articles were stored"
        left = passed * (len(articles) - done) / max(done, 1)
        await asyncio.sleep(min(max(left / 2, SOON), SAMPLE_SECONDS))
    watching.cancel()
    return await asyncio.to_thread(running.services["storage"].measured, DONE) - begun


def _stored(running: Pipeline) -> int:
    for service in running.services.values():
        assert service.running(), service.words()
    return running.services["storage"].outcomes().get("stored", 0)


async def _watch(running: Pipeline, peaks: dict[str, float]) -> None:
    while True:
        for name in READERS:
            held = await asyncio.to_thread(memory_mib, running.pid(name))
            peaks[name] = max(peaks.get(name, 0), held)
        await asyncio.sleep(SAMPLE_SECONDS)


async def syndicated(running: Pipeline, repeats: int, count: int) -> list[Figure]:
    """A load of which half are copies under another header and footer, beside distinct articles."""
    copies, distinct = [], []
    for repeat in range(repeats):
        for costs, make in ((distinct, load.texts), (copies, load.half_copies)):
            articles = list(make(count, 5000 + 2 * repeat + (make is load.texts)))
            before = sum(running.cpu().values())
            await through(running, articles)
            costs.append((sum(running.cpu().values()) - before) / len(articles))
    return [
        beside(
            "syndication, CPU where half are copies", "CPU s/article", copies,
            "distinct articles", distinct, more_is_better=False,
            targets=[Target("ratio", "at most", 0.6)],
        )
    ]  # fmt: skip
