"""What the deploy files need to know of each service."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from typing import Any

from services.cli.monitor.top_command import COMPOSE_PORT
from services.runtime.discovery import registered
from services.runtime.registration import ServiceSpec, Topology

TOOLS = "storage"
"""The service whose image also runs ``topics create`` and ``lag``. These know all services, so
this image holds the packages of all."""

OWN_PACKAGE = "wireroom"


class CannotPlan(Exception):
    """The deploy files can't be written for these services; one line says why."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A service as the deploy files know it."""

    spec: ServiceSpec
    port: int
    """Of its metrics and health on this machine, in docker-compose.yml."""
    requirements: tuple[str, ...] = ()
    """The pip requirements that its image needs besides Wireroom."""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def processes(self) -> int:
        """Processes of one replica on one machine that work at the same time."""
        return max(1, self.spec.resources.pool_processes)

    @property
    def replicas(self) -> list[str]:
        """The names of its further replicas in docker-compose's profile ``scale``."""
        numbers = range(2, self.spec.resources.scale_replicas + 1)
        return [f"{self.name}-{number}" for number in numbers]


def plan(topology: Topology, packages: Mapping[str, str]) -> list[Deployed]:
    """The services in their order.

    ``packages`` has the pip requirement of each service that another package than Wireroom
    registers. Raises CannotPlan if there is no service ``TOOLS``.
    """
    if TOOLS not in topology:
        raise CannotPlan(f"no service {TOOLS} is installed, whose image makes the topics")
    everything = tuple(sorted(set(packages.values())))
    return [
        Deployed(spec, COMPOSE_PORT + number, everything if name == TOOLS else _own(name, packages))
        for number, (name, spec) in enumerate(topology.items())
    ]


def _own(name: str, packages: Mapping[str, str]) -> tuple[str, ...]:
    return (packages[name],) if name in packages else ()


def lag_port(services: Sequence[Deployed]) -> int:
    """The port of ``wireroom lag`` on this machine: after those of the services."""
    return COMPOSE_PORT + len(services)


def installed_packages() -> dict[str, str]:
    """The pip requirement of each installed service that another package registers."""
    return {
        found.name: _requirement(found.dist)
        for found in registered()
        if found.dist and found.dist.name != OWN_PACKAGE
    }


def _requirement(package: Distribution) -> str:
    """The pip requirement that gives the image this package.

    It names the URL or repository from which the package was installed (PEP 610), else its version
    in an index.
    """
    told = package.read_text("direct_url.json")
    origin: dict[str, Any] = json.loads(told) if told else {"url": ""}
    if repository := origin.get("vcs_info"):
        url = f"{repository['vcs']}+{origin['url']}@{repository['commit_id']}"
        return f"{package.name}@{url}"
    if origin["url"].startswith(("https://", "http://")):
        return f"{package.name}@{origin['url']}"
    return f"{package.name}=={package.version}"
