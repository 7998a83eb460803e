"""How long a service takes to be ready, and how long nothing gets through when one is killed."""

import asyncio
import signal
import time

from tests.bench import load
from tests.bench.figures import Figure, Target
from tests.bench.machine import cpu_seconds
from tests.bench.parts import READERS, Pipeline

SLOW = ("tagging",)
PAUSED = ("tagging", "storage")
SEED = 7000
ON_THEIR_WAY = 300
ASK_SECONDS = 0.1
"""To answer costs a service some milliseconds, which a starting one has no use for."""


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
    """Seconds from the kill until the service has brought the next article to its end."""
    articles = [one.model_dump_json().encode() for one in load.texts(2 * ON_THEIR_WAY, seed)]
    before = running.stored()
    await running.parts.publish(articles[:ON_THEIR_WAY])
    await running.stored_at_least(before + 5)
    service = running.services[name]
    assert service.end(signal.SIGKILL) == -signal.SIGKILL
    begun = time.monotonic()
    # It may have been done with all that was on its way.
    await running.parts.publish(articles[ON_THEIR_WAY:])
    service.start()
    # The new process counts from nothing; what was beyond the old one is stored meanwhile.
    while not await asyncio.to_thread(service.outcomes):
        assert service.running(), service.words()
        await asyncio.sleep(ASK_SECONDS)
    seconds = time.monotonic() - begun
    await running.stored_at_least(before + len(articles))
    return seconds
