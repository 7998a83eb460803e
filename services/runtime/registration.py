"""What a service tells of itself, and how services are found.

A service is known by its registration alone: a ``ServiceSpec`` that an installed package names in
the entry-point group ``wireroom.services``. Commands, lag, dead letters, audit, deploy files and
tests follow from it, so nothing outside the service's own package lists services.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint
from typing import Literal

from schemas.topics import DEAD_SUFFIX, TOPICS, Topic, dead_topic
from services.runtime.discovery import registered
from services.runtime.stage import LIMIT_BYTES, Handle, Probe, Stage


class BadRegistration(Exception):
    """Two services, or a service and its topics, contradict each other; one line says how."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A MongoDB collection that a service writes. ``id`` and ``holds`` are for people."""

    name: str
    id: str
    holds: str


@dataclass(frozen=True, slots=True)
class Resources:
    """What one replica takes, for the deploy files. ``cpu`` in cores, memory in MiB.

    The defaults fit a service without a pool: under load, intake was measured at 79 MiB and
    storage at 97.
    """

    cpu: float = 0.1
    memory_mb: int = 128
    memory_limit_mb: int = 512
    pool_processes: int = 0
    """Processes of its pool on one machine; 0 for a service without a pool. On Kubernetes a pod
    has one, and memory is that of a replica with one."""
    scale_replicas: int = 1
    """Replicas on one machine with docker-compose's profile ``scale``."""
    min_replicas: int = 2
    max_replicas: int = 4
    """Never more than a topic has partitions: the rest would have nothing to do."""
    lag_threshold: int = 2000
    """Waiting messages for each replica; with more, Kubernetes adds a replica."""


@dataclass(frozen=True, slots=True)
class Door:
    """An HTTP address that a service serves people and programs on, beside that of its metrics."""

    port_setting: str
    """The field of its settings that has the port: `wireroom up` picks a free one."""
    host_setting: str
    """The field that has the address to bind to."""
    port: int
    """In the deploy files."""


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service, as every part of Wireroom knows it.

    ``app`` names the module that puts the service together; it is imported only when the service
    runs. It offers ``settings_class``, ``open_stages``, perhaps ``open_offline`` and ``serve``:
    see ``services.runtime.service.App``.
    """

    name: str
    """Lower case letters, digits and hyphens: also its consumer group and its metrics' label."""
    title: str
    """What it does, as the end of a sentence that begins with its name."""
    app: str
    version: str = "1"
    """Of its stages. Raise it when the same article may come out otherwise."""
    inputs: tuple[Topic, ...] = ()
    """The topics that its stages read, one stage each; none for a server or a poller."""
    outputs: tuple[Topic, ...] = ()
    """The topics that it writes; a stage publishes to the first unless it says otherwise."""
    outcome_word: str = "handled"
    """What it has done with an article that it let through: ``cleaned``."""
    in_audit: bool = False
    """Whether an article must pass it to be accounted for; else it is a side branch."""
    extra: str | None = None
    """The optional dependencies of Wireroom that it needs: ``wireroom[extra]``."""
    needs: frozenset[Literal["mongo", "internet"]] = frozenset()
    collections: tuple[Collection, ...] = ()
    metrics: str | None = None
    """The module that declares metrics of its own."""
    resources: Resources = Resources()
    offline: bool = True
    """Whether ``wireroom stage`` can carry JSON lines through its stage."""
    door: Door | None = None
    """The HTTP address that it serves, if it has one."""

    def stage(
        self,
        handle: Handle,
        *,
        input: Topic | None = None,
        limit_bytes: int | None = LIMIT_BYTES,
        probe: Probe | None = None,
    ) -> Stage:
        """A stage of this service; ``input`` is needed where there are several."""
        source = input or self.inputs[0]
        return Stage(self.name, self.version, source, self.outputs, handle, limit_bytes, probe)


class Topology(Mapping[str, ServiceSpec]):
    """All services by name, in the order in which an article meets them, and their topics."""

    def __init__(self, services: Iterable[ServiceSpec]) -> None:
        """Raises BadRegistration if two services or topics share a name."""
        found: dict[str, ServiceSpec] = {}
        for one in services:
            if found.setdefault(one.name, one) is not one:
                raise BadRegistration(f"two services are called {one.name}")
        self._services = {one.name: one for one in _in_order(found.values())}
        self.topics: dict[str, Topic] = {}
        """The topics that services write or read, without their dead-letter topics."""
        contract = [one for one in TOPICS.values() if not one.is_dead]
        ours = [one for spec in self.values() for one in (*spec.inputs, *spec.outputs)]
        for topic in (*contract, *ours):
            if self.topics.setdefault(topic.name, topic) != topic:
                raise BadRegistration(f"two topics are called {topic.name}")
        self.dead_topics: dict[str, Topic] = {
            (dead := dead_topic(topic)).name: dead
            for topic in self.topics.values()
            if self.readers(topic)
        }
        """The dead-letter topics: of each topic that a service reads."""
        self.all_topics: dict[str, Topic] = self.topics | self.dead_topics
        """Every topic by name, dead-letter topics last."""

    def __getitem__(self, name: str) -> ServiceSpec:
        return self._services[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._services)

    def __len__(self) -> int:
        return len(self._services)

    @property
    def audited(self) -> list[ServiceSpec]:
        """The services that an article must pass, in its order."""
        return [one for one in self.values() if one.in_audit]

    def readers(self, topic: Topic) -> list[ServiceSpec]:
        """The services that read a topic; of a dead-letter topic none."""
        return [one for one in self.values() if topic in one.inputs]

    def writers(self, topic: Topic) -> list[ServiceSpec]:
        """The services that write a topic."""
        return [one for one in self.values() if topic in one.outputs]

    def readings(self) -> list[tuple[Topic, ServiceSpec]]:
        """Each topic with each of its readers, in the order of the services."""
        return [(topic, one) for one in self.values() for topic in one.inputs]

    def source_of(self, dead: str) -> Topic:
        """The topic whose dead letters lie on ``dead``. Raises KeyError if it is no such topic."""
        if dead not in self.dead_topics:
            raise KeyError(dead)
        return self.topics[dead.removesuffix(DEAD_SUFFIX)]


def _in_order(services: Iterable[ServiceSpec]) -> list[ServiceSpec]:
    """Writers before readers; where that leaves a choice, audited services first, then by name."""
    waiting = sorted(services, key=lambda one: (not one.in_audit, one.name))
    ordered: list[ServiceSpec] = []
    while waiting:
        # What only serves or polls stands on no road: articles also come without it.
        unwritten = {topic.name for one in waiting if one.inputs for topic in one.outputs}
        ready = [
            one
            for one in waiting
            if not any(t.name in unwritten and t not in one.outputs for t in one.inputs)
        ]
        chosen = (ready or waiting)[0]  # A circle of topics begins anywhere.
        waiting.remove(chosen)
        ordered.append(chosen)
    return ordered


@cache
def topology() -> Topology:
    """The installed services.

    Raises BadRegistration where they contradict each other, or one can't be imported.
    """
    return Topology(map(_load, registered()))


def _load(found: EntryPoint) -> ServiceSpec:
    try:
        spec = found.load()
    except Exception as error:
        package = f" of {found.dist.name}" if found.dist else ""
        raise BadRegistration(
            f"{found.value}{package} can't be imported: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(spec, ServiceSpec) or spec.name != found.name:
        raise BadRegistration(f"{found.value} is no ServiceSpec of the name {found.name}")
    return spec
