"""All of Wireroom as processes that can be broken, and something that starts what has died."""

import asyncio
import contextlib
import os
import random
import re
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from services.cli.errors import CommandError
from services.cli.messages import topics_command
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.stage import Message
from tests.chaos.brokers import Cluster
from tests.chaos.mix import MAX_ARTICLE_BYTES, Entry
from tests.chaos.publishing import Publisher, by_producer
from tests.chaos.traps import BROKEN_FILE
from tests.integration.proxy import Proxy, proxied
from tests.integration.services import Service
from tests.integration.store import SecantusDB

PARTITIONS = 6
SESSION_SECONDS = 6
STOP_SECONDS = 8
RESTART_SECONDS = 0.5
STEPS = 40
SERVICES = tuple(name for name, one in topology().items() if one.inputs)
MODULE = ["-m", "tests.chaos.service"]


@dataclass
class Replica:
    """One process of a service; ``wanted`` says whether it should be running."""

    service: str
    process: Service
    wanted: bool = False
    exits: list[int] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.process.process is not None
        return self.process.process.pid

    def start(self) -> None:
        self.wanted = True
        if not self.process.running():
            self.process.start()

    def send(self, what: signal.Signals) -> None:
        if self.process.running():
            os.kill(self.pid, what)

    async def stop(self, how: signal.Signals, seconds: float) -> int:
        """End it for good, and wait; the exit code."""
        self.wanted = False
        return await asyncio.to_thread(self.process.end, how, seconds)


@dataclass
class Rig:
    """Brokers, store and replicas. Everything is started by the scenario or by ``start``."""

    folder: Path
    cluster: Cluster
    store: SecantusDB
    rng: random.Random
    environment: dict[str, str]
    publisher: Publisher = by_producer
    broker_proxies: list[Proxy] = field(default_factory=list)
    store_proxies: list[Proxy] = field(default_factory=list)
    """Where there are some, the services reach brokers and store through them, and we do not."""
    replicas: list[Replica] = field(default_factory=list)
    published: int = 0
    gone: list[Message] = field(default_factory=list)
    """What lay on ``articles.raw`` and was deleted."""
    deleted_unread: set[tuple[int, int]] = field(default_factory=set)
    """Partitions and offsets of those among them that intake had not read."""
    fault_over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> Settings:
        return Settings(
            kafka=self.cluster.address,
            mongo=SecretStr(self.store.address),
            mongo_database="wireroom",
            kafka_session_timeout=SESSION_SECONDS,
        )

    def add(self, service: str, *, static: bool = True, **more: str) -> Replica:
        """One more replica, not yet started. ``more`` are variables of its environment."""
        number = sum(one.service == service for one in self.replicas)
        settings: dict[str, object] = {
            "kafka": _address(self.broker_proxies) or self.cluster.address,
            "kafka_session_timeout": SESSION_SECONDS,
            "mongo": self._store_address(),
            "children": 1,
            "child_seconds": 3 if service == "cleaning" else 30,
            "child_memory_mb": 2048,
            "max_article_bytes": MAX_ARTICLE_BYTES,
            "stop_seconds": STOP_SECONDS,
            "batch_size": 50,
            "buffer_size": 200,
        }
        if static:
            settings["instance"] = f"{service}-{number}"
        process = Service(f"{service}-{number}", [*MODULE, service], settings, self.folder)
        process._environment |= self.environment | more
        replica = Replica(service, process)
        self.replicas.append(replica)
        return replica

    def _store_address(self) -> str:
        options = "serverSelectionTimeoutMS=2000&socketTimeoutMS=5000"
        if not self.store_proxies:
            return f"{self.store.address}/?{options}"
        # Else the driver would go where the store says that it is.
        return f"mongodb://{_address(self.store_proxies)}/?directConnection=true&{options}"

    def of(self, service: str) -> list[Replica]:
        return [one for one in self.replicas if one.service == service]

    async def create_topics(self, seconds: float = 150) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                await topics_command.create(self.settings, PARTITIONS, len(self.cluster.nodes))
            except (CommandError, Exception) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"no topics: {error}") from error
                await asyncio.sleep(0.5)
            else:
                return

    async def ready(self, *replicas: Replica, seconds: float = 180) -> None:
        """Return once these replicas, or all, say that they are ready: a fault must find them at
        work."""
        deadline = time.monotonic() + seconds
        for one in replicas or self.replicas:
            while (await asyncio.to_thread(one.process.get, "/readyz"))[0] != 200:
                assert time.monotonic() < deadline, f"{one.process.name} does not get ready"
                await asyncio.sleep(0.2)

    async def begun(self, one: Replica, seconds: float = 60) -> None:
        """Return once this replica serves its health: until then it is Python that starts, which
        a signal simply ends."""
        deadline = time.monotonic() + seconds
        while not (await asyncio.to_thread(one.process.get, "/healthz"))[0]:
            assert time.monotonic() < deadline, f"{one.process.name} does not begin"
            await asyncio.sleep(0.05)

    async def at_work(self, one: Replica, seconds: float = 6) -> None:
        """Return once this replica has messages in hand, or none came for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            _, page = await asyncio.to_thread(one.process.get, "/metrics")
            if re.search(r"^wireroom_in_flight_messages\{.*\} [1-9]", page, re.MULTILINE):
                return
            await asyncio.sleep(0.02)

    async def reached(self, proxy: Proxy, services: Sequence[str], seconds: float = 120) -> None:
        """Return once each of these services has a connection that goes through the proxy."""
        deadline = time.monotonic() + seconds
        for one in (one for name in services for one in self.of(name)):
            while not (one.process.running() and _ports(one.pid) & proxy.clients()):
                assert time.monotonic() < deadline, f"{one.process.name} does not connect again"
                await asyncio.sleep(0.2)

    async def publish(self, entries: Sequence[Entry], seconds: float) -> None:
        """Publish, spread over so many seconds or the whole fault, whichever is longer, and again
        what the broker did not confirm."""
        size = max(1, -(-len(entries) // STEPS))
        async with self.publisher(self.settings) as send:
            for step, at in enumerate(range(0, len(entries), size)):
                await send(entries[at : at + size], self.published + at)
                # Some are kept back, so that the last of the fault still finds work going on.
                pause = seconds / STEPS * (1 if step < STEPS * 2 / 3 else 4)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.fault_over.wait(), pause)
        self.published += len(entries)

    async def keep_alive(self) -> None:
        """Start again whatever died and should run, as a supervisor would; until cancelled."""
        while True:
            for one in self.replicas:
                if one.wanted and not one.process.running():
                    if one.process.process is not None:
                        one.exits.append(one.process.process.returncode)
                    await asyncio.sleep(RESTART_SECONDS)
                    if one.wanted:
                        one.start()
            await asyncio.sleep(0.2)

    def fail_point(self, mode: Any, **data: Any) -> None:
        """Make the store's commands fail or dawdle; mode ``off`` ends it."""
        with contextlib.suppress(PyMongoError), MongoClient[Any](self.store.address) as client:
            point = {"configureFailPoint": "failCommand", "mode": mode, "data": data}
            client.admin.command(point)

    def break_cleaning(self) -> None:
        """From now on every article fails there."""
        Path(self.environment[BROKEN_FILE]).touch()

    def mend_cleaning(self) -> None:
        """From now on none does."""
        Path(self.environment[BROKEN_FILE]).unlink(missing_ok=True)

    def words(self) -> str:
        """The last lines of every log."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}"
            for log in sorted(self.folder.glob("*.log"))
        )


def _address(proxies: Sequence[Proxy]) -> str:
    return ",".join(f"127.0.0.1:{one.port}" for one in proxies)


def _ports(pid: int) -> set[int]:
    """The ports that a process connects from."""
    held = set()
    with contextlib.suppress(OSError):  # It ends, or closes one meanwhile.
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                held.add(str(one.readlink()))
        lines = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
        sockets = [line.split() for line in lines]
        return {int(one[1][-4:], 16) for one in sockets if f"socket:[{one[9]}]" in held}
    return set()


@asynccontextmanager
async def rig(
    folder: Path,
    brokers: int,
    seed: int,
    store: Path,
    environment: dict[str, str],
    *,
    with_proxies: bool = False,
) -> AsyncIterator[Rig]:
    """Brokers, store and one replica of each service, none of them started; all ended at last."""
    _empty(folder)
    templates = folder.parent.with_name("templates")
    cluster = await asyncio.to_thread(Cluster, folder, brokers, templates)
    made = Rig(folder, cluster, SecantusDB(store), random.Random(seed), environment)
    stack = ExitStack()
    if with_proxies:
        made.broker_proxies = [
            stack.enter_context(proxied(one.behind_port, one.proxy_port)) for one in cluster.nodes
        ]
        made.store_proxies = [stack.enter_context(proxied(made.store.port))]
    for service in SERVICES:
        made.add(service)
    supervisor = asyncio.create_task(made.keep_alive())
    try:
        yield made
    finally:
        supervisor.cancel()
        for one in made.replicas:
            one.wanted = False
            if one.process.running():
                one.process.end(signal.SIGKILL)
        made.store.kill()
        cluster.end()
        stack.close()


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


name_of_scenario = ContextVar("name_of_scenario", default="")
"""Begins what a scenario logs, as far as several are run at the same time."""


def log(words: str) -> None:
    """Say something on standard error, with the time and the scenario."""
    told = f"{time.strftime('%H:%M:%S')}  {name_of_scenario.get()}{words}"
    print(told, file=sys.stderr, flush=True)
