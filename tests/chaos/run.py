"""Runs one scenario: starts everything, publishes, breaks, waits for quiet, and judges."""

import asyncio
import contextlib
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos import faults
from tests.chaos.hands import deletions_are_noticed, echo, make_anew, replay, wireroom
from tests.chaos.invariants import Reference, Verdict, judge
from tests.chaos.mix import Entry
from tests.chaos.rig import Rig, log, rig
from tests.chaos.scenarios import Scenario
from tests.chaos.state import collect
from tests.chaos.traps import BROKEN_FILE
from tests.chaos.watch import auditing, quiet


async def run(
    scenario: Scenario,
    count: int,
    seed: int,
    folder: Path,
    reference: Reference | None,
    sabotage: str | None = None,
) -> tuple[Verdict, float]:
    """The verdict, and the seconds from the last fault and the last article to quiet."""
    entries = scenario.shaped(count, seed, scenario.traps)
    folder = folder / re.sub(r"\W+", "-", scenario.name)
    environment = {BROKEN_FILE: str(folder / "broken")}
    environment |= {"CHAOS_SABOTAGE": sabotage} if sabotage else {}
    with _disk(folder, scenario.tmpfs_mb) as disk:
        of_broker = scenario.tmpfs_of == "broker"
        store = (folder / "rig" if of_broker else disk) / "store"
        async with rig(
            folder / "rig", scenario.brokers, seed, store, environment,
            with_proxies=scenario.with_proxies,
        ) as made:  # fmt: skip
            if of_broker:
                made.cluster.nodes[0].move_to(disk)
            made.publisher = scenario.publisher
            for service, more in scenario.environment.items():
                for one in made.of(service):
                    one.process._environment |= more
            try:
                return await _run(scenario, made, entries, reference)
            except Exception:
                log(made.words())
                raise


async def _run(
    scenario: Scenario, made: Rig, entries: Sequence[Entry], reference: Reference | None
) -> tuple[Verdict, float]:
    await _start(scenario, made)
    # Of a topic that is made anew the second half comes after that.
    half = len(entries) // 2 if scenario.after == "made anew" else len(entries)
    async with auditing(made) as breaches:
        await asyncio.gather(made.publish(entries[:half], scenario.seconds), _break(scenario, made))
        begun = time.monotonic()
        await quiet(made)
        recovered = time.monotonic() - begun
        if scenario.after == "echo":
            await echo(made)
        elif scenario.after == "replay":
            await replay(made)
        elif scenario.after == "made anew":
            await make_anew(made)
            await made.publish(entries[half:], scenario.seconds)
        if scenario.after != "nothing":
            await quiet(made)
    verdict = judge(
        await collect(made),
        entries,
        reference,
        replayed=scenario.after == "replay",
        children_killed=scenario.kills_children,
    )
    verdict.faults += breaches
    if not scenario.may_exit:
        verdict.faults += [
            f"{one.process.name} ended: {one.exits}" for one in made.replicas if one.exits
        ]
    code = await wireroom(made, "audit")
    if code != bool(made.deleted_unread):
        verdict.faults.append(f"wireroom audit ended with {code}")
    if not made.gone:
        verdict.faults += await deletions_are_noticed(made)
    return verdict, recovered


async def _break(scenario: Scenario, made: Rig) -> None:
    try:
        await scenario.fault(made)
    finally:
        made.fault_over.set()


async def _start(scenario: Scenario, made: Rig) -> None:
    if scenario.starts == "services":
        for one in made.replicas:
            one.start()
        await asyncio.sleep(5)
    made.cluster.launch()
    await asyncio.to_thread(made.store.start)
    if scenario.starts == "services":
        await asyncio.sleep(5)
    await made.create_topics()
    if scenario.after == "replay" and scenario.fault is faults.nothing:
        made.break_cleaning()
    for one in made.replicas:
        one.start()
    await made.ready()


@contextlib.contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Where the store lies, or a broker: for some, a small disk of its own.

    Raises PermissionError where we may not mount one.
    """
    disk = folder / "disk"
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir(parents=True)
    if not megabytes:
        yield disk
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        raise PermissionError("no right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
