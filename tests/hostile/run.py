"""One run: hostile messages with a good article after every hundred, and what became of each."""

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pymongo import MongoClient

from schemas.topics import RAW
from services.runtime.registration import topology
from tests.chaos.hands import wireroom
from tests.chaos.rig import Rig, log, rig
from tests.chaos.watch import quiet
from tests.hostile.batches import NONE, Written, batch
from tests.hostile.kinds import batches
from tests.hostile.publishing import RawProducer, good_value, ids_of, write_half
from tests.integration.reading import read

EVERY = 100
"""Hostile messages between two good articles."""
WAITING = 1_500
"""Messages that may wait before the next are published: each good one is to be stored soon.

Before any service: what is looked for is what stops them, not how much a machine can carry."""
MOST_SECONDS = 60.0
MOST_BYTES = 2 * 1024**3


@dataclass(slots=True)
class Report:
    """What a run shows. ``faults`` are breaches, in words."""

    sent: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    published_at: dict[int, float] = field(default_factory=dict)
    stored_at: dict[int, float] = field(default_factory=dict)
    most_bytes: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """Seconds from a good article's confirmation until it was seen in the store."""
        waits = (at - self.published_at[number] for number, at in self.stored_at.items())
        return max(waits, default=0.0)


async def run(count: int, seed: int, folder: Path) -> Report:
    report = Report()
    async with rig(folder / "rig", 1, seed, folder / "store", {}) as made:
        made.cluster.launch()
        await asyncio.to_thread(made.store.start)
        await made.create_topics()
        for one in made.replicas:
            one.process._environment["WIREROOM_MAX_ARTICLE_BYTES"] = str(4 * 1024**2)
            one.start()
        await made.ready()
        watching = asyncio.create_task(_watch(made, report, seed))
        try:
            await _publish(made, report, count, seed)
            await _settle(made, report)
        finally:
            watching.cancel()
        await _judge(made, report)
    return report


async def _publish(made: Rig, report: Report, count: int, seed: int) -> None:
    rng = random.Random(seed)
    source = batches(random.Random(seed + 1), max(5, count // 140))
    good, sent = 0, 0
    async with RawProducer(made.settings, RAW.name) as producer:
        while sent < count:
            hostile = next(source)
            if rng.random() < 0.01:
                await write_half(made.cluster.address, hostile.raw, rng)
            partition = rng.choice(producer.partitions)
            refusal = await producer.write(hostile.raw, partition)
            if refusal:
                report.refused[f"{hostile.kind}: {refusal}"] += hostile.count
            else:
                report.sent[hostile.kind] += hostile.count
            sent += hostile.count
            while good < sent // EVERY:
                raw = batch([Written(good_value(good, seed))], NONE)
                assert await producer.write(raw, rng.choice(producer.partitions)) is None
                report.published_at[good] = time.monotonic()
                good += 1
            while await _waiting(made, report) > WAITING:
                await asyncio.sleep(0.2)
                _still_running(made, report)
                if report.faults:
                    return
    log(f"published {sent:,} hostile messages and {good:,} good articles")


async def _waiting(made: Rig, report: Report) -> int:
    """Messages that were written and have no end yet, by what intake counts, or by the good
    articles among them that are not stored."""
    [intake] = made.of("intake")
    ended = sum((await asyncio.to_thread(intake.process.outcomes)).values())
    not_stored = len(report.published_at) - len(report.stored_at)
    return max(report.sent.total() + len(report.published_at) - ended, not_stored * EVERY)


async def _watch(made: Rig, report: Report, seed: int) -> None:
    """Note when each good article is stored, what memory is used, and who has ended."""
    with MongoClient[dict[str, object]](made.store.address) as client:
        articles = client.wireroom["articles"]
        while True:
            open_numbers = sorted(report.published_at.keys() - report.stored_at.keys())[:200]
            ids = ids_of(open_numbers, seed)
            wanted = {"_id": {"$in": list(ids.values())}}
            found = await asyncio.to_thread(lambda: {d["_id"] for d in articles.find(wanted, {})})  # noqa: B023
            for number, article_id in ids.items():
                if article_id in found:
                    report.stored_at[number] = time.monotonic()
            pids = [one.pid for one in made.replicas if one.process.running()]
            report.most_bytes = max(report.most_bytes, sum(map(_held, _with_children(pids))))
            _still_running(made, report)
            await asyncio.sleep(0.5)


def _still_running(made: Rig, report: Report) -> None:
    for one in made.replicas:
        if one.exits and not any(one.service in fault for fault in report.faults):
            report.faults.append(
                f"{one.service} ended with {one.exits}: {one.process.words()[-1500:]}"
            )


async def _settle(made: Rig, report: Report) -> None:
    """Wait until all have committed everything, or one has ended."""
    settling = asyncio.create_task(quiet(made))
    while not settling.done() and not report.faults:
        await asyncio.wait([settling], timeout=1)
        _still_running(made, report)
    if not settling.done():
        settling.cancel()
    elif error := settling.exception():
        report.faults.append(str(error))
    await asyncio.sleep(2)  # The watch has seen what came last.


async def _judge(made: Rig, report: Report) -> None:
    missing = report.published_at.keys() - report.stored_at.keys()
    report.faults += [f"good article {number} is not stored" for number in sorted(missing)[:5]]
    await _ends_add_up(made, report)
    if code := await wireroom(made, "audit"):
        report.faults.append(f"wireroom audit ended with {code}")
    for command in (("dead", "list"), ("lag",)):
        if code := await wireroom(made, *command):
            report.faults.append(f"wireroom {' '.join(command)} ended with {code}")
    if report.most_bytes > MOST_BYTES:
        report.faults.append(f"{report.most_bytes / 1e9:.2f} GB of memory in all")


async def _ends_add_up(made: Rig, report: Report) -> None:
    """Each message of each topic has one counted end at its reader, and one dead letter if any."""
    for one in made.replicas:
        [topic] = [topic.name for topic in topology()[one.service].inputs]
        there = len(await read(made.cluster.address, topic))
        dead = len(await read(made.cluster.address, f"{topic}.dead"))
        ends = one.process.outcomes()
        if sum(ends.values()) != there:
            report.faults.append(f"{one.service}: {there} messages, ends {ends}")
        if ends.get("rejected", 0) + ends.get("failed", 0) != dead:
            report.faults.append(f"{one.service}: {dead} dead letters, ends {ends}")
        log(f"{one.service}: {there:,} messages: {ends}")


def _with_children(pids: list[int]) -> set[int]:
    """The processes and all that descend from them."""
    parents: dict[int, list[int]] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry))
    found, left = set(pids), list(pids)
    while left:
        below = [pid for pid in parents.get(left.pop(), []) if pid not in found]
        found |= set(below)
        left += below
    return found


def _held(pid: int) -> int:
    """Resident bytes, shared pages divided among their users; 0 if the process is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0
