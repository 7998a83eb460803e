"""How long a service takes to be ready, and how long nothing gets through when one is killed."""

import asyncio
import signal
import time

from tests.bench import load
from tests.bench.figures import Figure, Target
from tests.bench.machine import cpu_seconds
from tests.bench.parts import READERS, Pipeline
from tests.bench.working import through

SLOW = ("tagging",)
PAUSED = ("tagging", "storage")
SEED = 7000


async def measure(running: Pipeline, repeats: int) -> list[Figure]:
    """Each service started anew; then killed with articles on their way and started at once."""
    ready: dict[str, list[float]] = {name: [] for name in READERS}
    cpu: dict[str, list[float]] = {name: [] for name in READERS}
    paused: dict[str, list[float]] = {name: [] for name in PAUSED}
    for repeat in range(repeats):
        for name in READERS:
            service = running.services[name]
            service.end()
            begun = time.monotonic()
            await running.start(name)
            ready[name].append(time.monotonic() - begun)
            cpu[name].append(cpu_seconds(running.pid(name)))
        for number, name in enumerate(PAUSED):
            paused[name].append(await _pause(running, name, SEED + 10 * repeat + number))
    return [
        Figure(
            f"start, {name} ready", "s", tuple(values), False,
            targets=(Target("value", "at most", 8 if name in SLOW else 4),),
        )
        for name, values in ready.items()
    ] + [
        Figure(f"start, CPU of {name} until it was ready", "CPU s", tuple(values), False)
        for name, values in cpu.items()
    ] + [
        Figure(
            f"pause, {name} killed and started again", "s", tuple(values), False,
            targets=(Target("value", "at most", 5),),
        )
        for name, values in paused.items()
    ]  # fmt: skip


async def _pause(running: Pipeline, name: str, seed: int) -> float:
    """Seconds from the kill until the next article is stored."""
    articles = list(load.texts(60, seed))
    before = running.stored()
    flow = asyncio.ensure_future(through(running, articles))
    await running.stored_at_least(before + 5)
    assert running.services[name].end(signal.SIGKILL) == -signal.SIGKILL
    begun = time.monotonic()
    running.services[name].start()
    # What was beyond the killed service already still gets through.
    await asyncio.sleep(0.5)
    await running.stored_at_least(min(running.stored() + 1, before + len(articles)))
    seconds = time.monotonic() - begun
    await flow
    return seconds
