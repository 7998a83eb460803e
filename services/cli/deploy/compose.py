"""The services of docker-compose.yml and the targets of its Prometheus."""

import json
import math
from collections.abc import Iterator, Sequence

from services.cli.deploy.blocks import filled, with_block
from services.cli.deploy.plan import TOOLS, Deployed, lag_port

PORT = 9100
"""Where a service serves its metrics inside its container."""

_SERVICE = """\

  $name:$anchor
    <<: *service
    image: wireroom/$name:$${TAG:-dev}
    build:$build_anchor {<<: *build, args: $args}
    environment: $environment
    ports: [$ports]
    deploy: {resources: {limits: {cpus: "$cpus", memory: $memory}}}
"""
_REPLICA = """\

  $replica:
    <<: *$name
    profiles: [scale]
    environment: $environment
    ports: []
"""
_REPLICAS_JOB = """\

  # The replicas of the profile scale: there is no such name, and no alert, while they don't run.
  - job_name: wireroom-replicas
    dns_sd_configs:
      - names: [$names]
        type: A
        port: $port
"""


def compose_file(text: str, services: Sequence[Deployed]) -> str:
    """docker-compose.yml with these services. Raises NoBlock."""
    entries = [line for one in services for line in _entries(one)]
    text = with_block(text, "services", entries)
    return with_block(text, "lag's port", [f'    ports: ["127.0.0.1:{lag_port(services)}:{PORT}"]'])


def _entries(one: Deployed) -> Iterator[str]:
    resources = one.spec.resources
    service = filled(
        _SERVICE,
        {
            "name": one.name,
            "anchor": f" &{one.name}" if one.replicas else "",
            "build_anchor": f" &build-{one.name}" if one.name == TOOLS else "",
            "args": _build_args(one),
            "environment": _environment(one, f"{one.name}-1"),
            "ports": _ports(one),
            "cpus": str(math.ceil(max(resources.cpu, one.processes))),
            "memory": _memory(resources.memory_limit_mb * one.processes),
        },
    )
    yield from service.splitlines()
    for replica in one.replicas:
        environment = _environment(one, replica)
        values = {"name": one.name, "replica": replica, "environment": environment}
        yield from filled(_REPLICA, values).splitlines()


def _ports(one: Deployed) -> str:
    """On this machine alone: of its metrics, and of its door."""
    door = one.spec.door
    ports = [f'"127.0.0.1:{one.port}:{PORT}"']
    return ", ".join(ports + ([f'"127.0.0.1:{door.port}:{door.port}"'] if door else []))


def _build_args(one: Deployed) -> str:
    packages = json.dumps(" ".join(one.requirements))
    return f"{{SERVICE: {one.name}{f', PACKAGES: {packages}' if one.requirements else ''}}}"


def _environment(one: Deployed, instance: str) -> str:
    pool = one.spec.resources.pool_processes
    children = f", WIREROOM_CHILDREN: {pool}" if pool else ""
    door = one.spec.door
    host = f", WIREROOM_{door.host_setting.upper()}: 0.0.0.0" if door else ""
    return f"{{<<: *environment, WIREROOM_INSTANCE: {instance}{children}{host}}}"


def _memory(mebibytes: int) -> str:
    return f"{mebibytes // 1024}g" if mebibytes % 1024 == 0 else f"{mebibytes}m"


def prometheus_file(text: str, services: Sequence[Deployed]) -> str:
    """prometheus.yml with these services and their replicas as targets. Raises NoBlock."""
    text = with_block(text, "targets", [f"          - {one.name}:{PORT}" for one in services])
    names = [name for one in services for name in one.replicas]
    job = filled(_REPLICAS_JOB, {"names": ", ".join(names), "port": str(PORT)}) if names else ""
    return with_block(text, "replicas", job.splitlines())
