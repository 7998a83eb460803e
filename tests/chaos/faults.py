"""The faults: each breaks something at moments that its seed chooses, and leaves it mended.

A fault runs beside the publishing of the articles. What it stops for good it leaves stopped.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from aiokafka.admin import NewPartitions

from schemas.dead_letter import ORIGIN_HEADER
from schemas.topics import ENRICHED, RAW, TOPICS
from services.runtime.kafka.client import METADATA_SECONDS
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.registration import topology
from tests.chaos.hands import administration, delete_unread
from tests.chaos.rig import PARTITIONS, SERVICES, SESSION_SECONDS, STOP_SECONDS, Replica, Rig, log
from tests.conditions import until
from tests.integration.proxy import Fault as NetworkFault
from tests.integration.reading import read

Fault = Callable[[Rig], Awaitable[None]]


async def nothing(rig: Rig) -> None:
    """No fault, for as long as it takes to publish everything at leisure."""
    await asyncio.sleep(12)


async def _between(rig: Rig, least: float, most: float) -> None:
    await asyncio.sleep(rig.rng.uniform(least, most))


def kill(service: str, times: int = 4) -> Fault:
    """kill -9 in the midst of its work, every other time again while it starts."""

    async def fault(rig: Rig) -> None:
        [one, *_] = rig.of(service)
        for turn in range(times):
            await rig.ready(one)
            await _between(rig, 0, 3)
            await rig.at_work(one)
            await _between(rig, 0, 0.3)
            one.send(signal.SIGKILL)
            if turn % 2:
                # It is started anew after half a second, and takes about three to be ready.
                await _between(rig, 1, 4)
                one.send(signal.SIGKILL)
            await asyncio.sleep(1)

    return fault


async def terminate(rig: Rig) -> None:
    """SIGTERM to every service in turn: it must end by itself, with 0, within its time."""
    await _between(rig, 3, 6)
    for one in rig.replicas * 2:
        await rig.begun(one)
        begun = time.monotonic()
        code = await one.stop(signal.SIGTERM, STOP_SECONDS + 10)
        took = time.monotonic() - begun
        assert code == 0, f"{one.process.name} ended with {code} on SIGTERM"
        assert took < STOP_SECONDS + 2, f"{one.process.name} took {took:.0f} s to stop"
        one.start()
        await _between(rig, 0, 4)


async def zombie(rig: Rig) -> None:
    """SIGSTOP for longer than the session lasts, while another replica takes over; SIGCONT."""
    others = [rig.add(service) for service in SERVICES]
    await _between(rig, 4, 6)
    for other in others:
        other.start()
    await _between(rig, 3, 6)
    for one in rig.replicas[: len(SERVICES)]:
        one.send(signal.SIGSTOP)
        await asyncio.sleep(0.2)
    await asyncio.sleep(SESSION_SECONDS * 2.5)
    for one in rig.replicas[: len(SERVICES)]:
        one.send(signal.SIGCONT)
    await _between(rig, 1, 2)


async def come_and_go(rig: Rig) -> None:
    """Second and third replicas join and leave, some by kill -9 while others join."""
    for _ in range(2):
        guests = [rig.add(rig.rng.choice(SERVICES), static=False) for _ in range(2)]
        for guest in guests:
            guest.start()
        await _between(rig, 4, 7)
        rig.rng.choice(rig.replicas[: len(SERVICES)]).send(signal.SIGKILL)
        for guest in guests:
            await guest.stop(rig.rng.choice([signal.SIGKILL, signal.SIGTERM]), STOP_SECONDS + 10)
            await _between(rig, 0, 2)


async def broker_killed(rig: Rig) -> None:
    """kill -9 of a broker, twice, away for some seconds; of three, two different ones."""
    await _between(rig, 4, 7)
    for node in rig.rng.sample(rig.cluster.nodes * 2, 2):
        await asyncio.to_thread(node.end, signal.SIGKILL)
        await _between(rig, 2, 8)
        node.launch()
        await _between(rig, 6, 9)


async def killed_undelivered(rig: Rig) -> None:
    """All services are killed while the broker is away: what they have done waits for delivery."""
    for _ in range(2):
        block = {"blockConnection": True, "blockTimeMS": 400}
        # A slow store makes a backlog, so that there is work in hand when the broker goes.
        rig.fail_point("alwaysOn", failCommands=["insert"], **block)
        await asyncio.sleep(3)
        for node in rig.cluster.nodes:
            await asyncio.to_thread(node.end, signal.SIGKILL)
        rig.fail_point("off")
        await asyncio.sleep(3)
        for one in rig.replicas:
            one.send(signal.SIGKILL)
        rig.cluster.launch()
        await rig.ready()


async def controller_changed(rig: Rig) -> None:
    """Each of three brokers in turn is stopped, so that the controller must change."""
    await _between(rig, 4, 6)
    for node in rig.cluster.nodes:
        await asyncio.to_thread(node.end, signal.SIGTERM)
        await _between(rig, 5, 7)
        node.launch()
        await _between(rig, 7, 9)


async def broker_lost(rig: Rig) -> None:
    """One of three brokers goes, with its disk, and does not come back."""
    await _between(rig, 4, 7)
    node = rig.rng.choice(rig.cluster.nodes)
    node.gone = True
    await asyncio.to_thread(node.end, signal.SIGKILL)
    await _between(rig, 4, 7)


async def store_away(rig: Rig) -> None:
    """The store is killed and away for longer than buffers and sessions last."""
    await _between(rig, 3, 5)
    await asyncio.to_thread(rig.store.kill)
    await asyncio.sleep(20)
    await asyncio.to_thread(rig.store.start)
    await _between(rig, 2, 4)
    await asyncio.to_thread(rig.store.kill)
    await asyncio.to_thread(rig.store.start)


async def store_slow(rig: Rig) -> None:
    """Every command of the store takes half a second, then longer than our timeout."""
    commands = ["insert", "update", "find", "delete"]
    await _between(rig, 2, 4)
    for milliseconds, seconds in ((500, 8), (7000, 10)):
        block = {"blockConnection": True, "blockTimeMS": milliseconds}
        rig.fail_point("alwaysOn", failCommands=commands, **block)
        await asyncio.sleep(seconds)
    rig.fail_point("off")


async def store_refuses(rig: Rig) -> None:
    """The store answers writes with errors: not primary, no right, no space, closed connections."""
    await _between(rig, 2, 4)
    troubles: list[dict[str, Any]] = [{"errorCode": code} for code in (10107, 13, 14031, 91, 50)]
    for trouble in [*troubles, {"closeConnection": True}]:
        rig.fail_point("alwaysOn", failCommands=["insert", "update", "delete"], **trouble)
        await _between(rig, 2, 3)
        rig.fail_point("off")
        await _between(rig, 0.5, 1)


async def disk_full(rig: Rig) -> None:
    """The store's disk fills up; later it has room again, and the store is started anew."""
    ballast = rig.store._folder.with_name("ballast")
    await _between(rig, 3, 5)
    await asyncio.to_thread(_fill, ballast)
    await asyncio.sleep(12)
    ballast.unlink()
    await asyncio.to_thread(rig.store.kill)
    await asyncio.to_thread(rig.store.start)


async def broker_disk_full(rig: Rig) -> None:
    """The small disk of one broker fills up; later it has room again, and the broker is started
    anew."""
    [node, *_] = rig.cluster.nodes
    ballast = node.data.resolve().with_name("ballast")
    await _between(rig, 4, 7)
    await asyncio.to_thread(_fill, ballast)
    # It ends by itself, once it has failed to write.
    await until(lambda: not node.running())
    await _between(rig, 2, 8)
    ballast.unlink()
    node.launch()
    await _between(rig, 6, 9)


def _fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(64 * 1024))


async def children_killed(rig: Rig) -> None:
    """The child processes of cleaning and tagging are killed at random, in turn one of a service
    and what all of its children are forked from."""
    await _between(rig, 5, 7)
    for turn in range(6):
        one = rig.rng.choice([*rig.of("cleaning"), *rig.of("tagging")])
        _kill(_forked(one)[:1] if turn % 2 == 0 else _below(one.pid))
        await _between(rig, 3, 5)


def _forked(one: Replica) -> list[int]:
    return [pid for nursery in _below(one.pid) for pid in _below(nursery)]


def _below(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def _kill(pids: Sequence[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def failing_run(rig: Rig) -> None:
    """Every article fails in cleaning: the service must stop itself, not drain the topic."""
    await _between(rig, 3, 5)
    rig.break_cleaning()
    await asyncio.sleep(12)
    [cleaning] = rig.of("cleaning")
    rig.mend_cleaning()
    log(f"cleaning stopped itself {cleaning.exits.count(70)} times")
    assert 70 in cleaning.exits, "a run of failures did not stop the service"


async def never_stops(rig: Rig) -> None:
    """More pages fail in a row than the limit, by their own fault: the service must go on."""
    [cleaning] = rig.of("cleaning")
    await asyncio.sleep(30)
    assert cleaning.exits == [], "bad pages stopped the service"


def connections_broken(*, to_brokers: bool) -> Fault:
    """Every kind of network fault on the connections of each service to each broker, or the store.

    Each is broken once all services have connected again, the brokers in turn, by the seed."""

    async def fault(rig: Rig) -> None:
        proxies = rig.broker_proxies if to_brokers else rig.store_proxies
        services = [one for one in SERVICES if to_brokers or "mongo" in topology()[one].needs]
        kinds = get_args(NetworkFault)
        await _between(rig, 3, 5)
        for round_ in zip(*(rig.rng.sample(kinds, len(kinds)) for _ in proxies), strict=True):
            for proxy, kind in zip(proxies, round_, strict=True):
                await rig.reached(proxy, services)
                count = proxy.break_connections(kind)
                log(f"  {kind}: {count} connections")
            await _between(rig, 1, 3)
        await _between(rig, 3, 6)
        for proxy in proxies:
            proxy.thaw()

    return fault


async def new_partitions(rig: Rig) -> None:
    """Every topic gets more partitions while it is read and written."""
    await _between(rig, 3, 5)
    every = NewPartitions(total_count=PARTITIONS + 2)
    async with administration(rig) as admin:
        await admin.create_partitions(dict.fromkeys(TOPICS, every))
    # A publisher and each service ask within half a minute which partitions there are.
    for topic in (RAW.name, ENRICHED.name):
        async with asyncio.timeout(4 * METADATA_SECONDS):
            while all(  # noqa: ASYNC110
                one.partition < PARTITIONS for one in await read(rig.cluster.address, topic)
            ):
                await asyncio.sleep(2)


async def deleted_unread(rig: Rig) -> None:
    """Intake is away for longer than its topic keeps messages."""
    await _between(rig, 4, 6)
    [intake] = rig.of("intake")
    await intake.stop(signal.SIGTERM, STOP_SECONDS + 10)
    await _between(rig, 6, 8)
    await delete_unread(rig)
    intake.start()
    await rig.ready(intake)


async def own_origins(rig: Rig) -> None:
    """A publisher sends an article again and again, each time with the origin that it has."""
    await _between(rig, 4, 6)
    for one in (await read(rig.cluster.address, RAW.name))[:3]:
        origin = (ORIGIN_HEADER, one.position.model_dump_json().encode())
        again = Record(RAW.name, one.key, one.value, (*one.headers, origin))
        async with Producer(rig.settings) as producer:
            assert not any(await producer.send_all([again] * 50))


async def everything(rig: Rig) -> None:
    """All of it, in random order, several at a time."""
    await _several(rig, len(_kinds()))


async def some(rig: Rig) -> None:
    """A few of them, chosen by the seed, several at a time."""
    await _several(rig, 5)


def _kinds() -> list[Fault]:
    return [
        *(kill(service, times=2) for service in SERVICES),
        terminate_some,
        stopped_some,
        come_and_go,
        broker_killed,
        store_away,
        store_slow,
        store_refuses,
        children_killed_of_all,
    ]


async def _several(rig: Rig, count: int) -> None:
    kinds = _kinds()
    rig.rng.shuffle(kinds)
    lanes = [kinds[:count][at::3] for at in range(3)]

    async def one_after_the_other(lane: list[Fault]) -> None:
        for fault in lane:
            log(f"  {(fault.__doc__ or fault.__qualname__).split('.')[0]}")
            await fault(rig)

    await asyncio.gather(*(one_after_the_other(lane) for lane in lanes))
    rig.fail_point("off")


async def terminate_some(rig: Rig) -> None:
    """SIGTERM to services while other things break."""
    for _ in range(3):
        rig.rng.choice(rig.replicas[: len(SERVICES)]).send(signal.SIGTERM)
        await _between(rig, 3, 6)


async def stopped_some(rig: Rig) -> None:
    """SIGSTOP and SIGCONT while other things break."""
    for _ in range(2):
        one = rig.rng.choice(rig.replicas[: len(SERVICES)])
        one.send(signal.SIGSTOP)
        await asyncio.sleep(SESSION_SECONDS * 1.5)
        one.send(signal.SIGCONT)


async def children_killed_of_all(rig: Rig) -> None:
    """Children are killed while other things break."""
    for _ in range(3):
        for one in (*rig.of("cleaning"), *rig.of("tagging")):
            if one.process.running():
                _kill(_forked(one)[:1])
        await _between(rig, 6, 9)
