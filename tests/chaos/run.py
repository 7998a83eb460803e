"""Runs one scenario: starts everything, publishes, breaks, waits for quiet, and judges."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from schemas.topics import ENRICHED, LIVE, RAW, Topic
from services.cli.auditing import audit
from services.cli.errors import CommandError
from services.runtime.carrier import Record
from services.runtime.lag import LagReader
from services.runtime.producer import Producer
from services.runtime.retry import Outage
from tests.chaos.invariants import Reference, Verdict, judge
from tests.chaos.mix import Entry, mix
from tests.chaos.poison import poisoned
from tests.chaos.rig import Rig, log, rig
from tests.chaos.scenarios import Scenario
from tests.chaos.state import collect
from tests.chaos.traps import BROKEN_FILE
from tests.integration.reading import read

QUIET_SECONDS = 300
AUDIT_SECONDS = 6
AWAY = (CommandError, Outage, KafkaError, PyMongoError, OSError, TimeoutError)


async def run(
    scenario: Scenario,
    count: int,
    seed: int,
    folder: Path,
    reference: Reference | None,
    sabotage: str | None = None,
) -> tuple[Verdict, float]:
    """The verdict, and the seconds from the last fault and the last article to quiet."""
    shapes = {"mixed": mix, "poison": poisoned}
    entries = shapes[scenario.shaped](count, seed, scenario.traps)
    environment = {BROKEN_FILE: str(folder / "broken")}
    environment |= {"CHAOS_SABOTAGE": sabotage} if sabotage else {}
    with _disk(folder, scenario.tmpfs_mb) as disk:
        async with rig(folder / "rig", scenario.brokers, seed, disk / "store", environment) as made:
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
    async with _auditing(made) as breaches:
        await asyncio.gather(made.publish(entries, scenario.seconds), _break(scenario, made))
        begun = time.monotonic()
        await quiet(made)
        recovered = time.monotonic() - begun
        if scenario.after == "echo":
            await _echo(made)
        elif scenario.after == "replay":
            await _replay(made)
        if scenario.after != "nothing":
            await quiet(made)
    verdict = judge(await collect(made), entries, reference, replayed=scenario.after == "replay")
    verdict.faults += breaches
    if code := await wireroom(made, "audit"):
        verdict.faults.append(f"wireroom audit ended with {code}")
    if scenario.name == "no fault":
        verdict.faults += await _deletions_are_noticed(made)
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
    if scenario.after == "replay":
        made.break_cleaning()
    for one in made.replicas:
        one.start()
    await made.ready()


@contextlib.asynccontextmanager
async def _auditing(made: Rig) -> AsyncIterator[list[str]]:
    """Audit again and again while things break: nothing may be missing at any moment, or an
    offset was committed past a message that had come to no end."""
    breaches: list[str] = []
    times = 0

    async def watch() -> None:
        nonlocal times
        while True:
            await asyncio.sleep(AUDIT_SECONDS)
            with contextlib.suppress(*AWAY):
                async with asyncio.timeout(20):
                    account = await audit(made.settings)
                times += 1
                if account.missing:
                    breaches.append(f"missing while running: {account.missing[:2]}")

    task = asyncio.create_task(watch())
    try:
        yield breaches
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        log(f"  audited {times} times meanwhile")


async def quiet(made: Rig, seconds: float = QUIET_SECONDS) -> None:
    """Return once each service, in their order, has committed all there is."""
    deadline = time.monotonic() + seconds
    for topic in LIVE:
        while True:
            lag: object = "unknown"
            with contextlib.suppress(*AWAY):
                async with asyncio.timeout(20):
                    lag = await _lag(made, topic)
            if lag == 0:
                break
            if time.monotonic() > deadline:
                raise AssertionError(f"no quiet: {topic.name} has a lag of {lag}")
            await asyncio.sleep(0.3)


async def _lag(made: Rig, topic: Topic) -> int:
    async with LagReader(made.settings) as lag:
        places = await lag.measure(topic)
    assert places, topic.name
    return sum(place.lag for place in places)


async def _echo(made: Rig) -> None:
    """All events come again, the last first, as after a replay of everything."""
    events = await read(made.cluster.address, ENRICHED.name)
    async with Producer(made.settings) as producer:
        records = [Record(one.topic, one.key, one.value, one.headers) for one in events]
        assert not any(await producer.send_all(records[::-1]))


async def _replay(made: Rig) -> None:
    """Everything has failed in cleaning, which is mended now: replay its dead letters, twice."""
    made.mend_cleaning()
    those = ("--service", "cleaning", "--reason", "unexpected")
    for _ in range(2):
        assert await wireroom(made, "dead", "replay", *those) == 0
        with MongoClient[Any](made.store.address) as client:
            # The memory of what was replayed is lost, so that the second round is a real one.
            client.wireroom.dead_letters_handled.delete_many({})


async def _deletions_are_noticed(made: Rig) -> list[str]:
    """Take away one document, then one dead letter: audit must miss each."""
    faults: list[str] = []
    with MongoClient[Any](made.store.address) as client:
        victim = client.wireroom.articles.find_one_and_delete({})
        if await wireroom(made, "audit") != 1:
            faults.append("audit did not miss a deleted document")
        client.wireroom.articles.insert_one(victim)
    if await wireroom(made, "audit") != 0:
        faults.append("audit still misses a document that is back")
    admin = AIOKafkaAdminClient(bootstrap_servers=made.cluster.address)
    await admin.start()
    try:
        dead = await read(made.cluster.address, f"{RAW.name}.dead")
        first = dead[0]
        await admin.delete_records(
            {TopicPartition(first.topic, first.partition): RecordsToDelete(first.offset + 1)}
        )
    finally:
        await admin.close()
    if await wireroom(made, "audit") != 1:
        faults.append("audit did not miss a deleted dead letter")
    return faults


async def wireroom(made: Rig, *arguments: str) -> int:
    """Run the command line as its users do; the exit code."""
    environment = {
        **os.environ,
        "WIREROOM_KAFKA": made.cluster.address,
        "WIREROOM_MONGO": made.store.address,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.cli.main", *arguments,
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    words, _ = await process.communicate()
    if process.returncode:
        log(f"  wireroom {' '.join(arguments)}: {words.decode()[-600:]}")
    assert process.returncode is not None
    return process.returncode


@contextlib.contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Where the store lies: for some, a small disk of its own.

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
