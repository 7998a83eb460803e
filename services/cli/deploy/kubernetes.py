"""The manifests of each service, and the lists of services in kustomize's files."""

import re
from collections.abc import Mapping, Sequence

from services.cli.deploy.blocks import MADE_BY, block_in, filled, with_block
from services.cli.deploy.plan import Deployed
from services.runtime.kafka.client import group_id
from services.runtime.version import VERSION

HEADER = f"# Made by `{MADE_BY}` from the registration of "
"""How a made file begins. One that begins so and is no longer made is removed."""
SERVICE_TEMPLATE = "templates/service.yaml"
SCALED_TEMPLATE = "templates/scaled.yaml"
_POOL = '{name: WIREROOM_CHILDREN, value: "1"}'
"""One process for each pod: more are had by more pods, which KEDA adds."""
_TAG = re.compile(r"\{name: (wireroom/\S+), newTag: (.+)\}")


def manifests(one: Deployed, templates: Mapping[str, str]) -> str:
    """The manifests of a service; ``templates`` by their names below deploy/k8s."""
    resources = one.spec.resources
    needs = one.spec.needs
    made = filled(
        templates[SERVICE_TEMPLATE],
        {
            "name": one.name,
            "mongo": "yes" if "mongo" in needs else "no",
            "internet": 'wireroom/internet: "yes"' if "internet" in needs else None,
            "replicas": str(resources.min_replicas),
            "door": 'wireroom/door: "yes"' if one.spec.door else None,
            "environment": _environment(one),
            "ports": _ports(one),
            "cpu": _cores(resources.cpu),
            "memory": _memory(resources.memory_mb),
            "memory_limit": _memory(resources.memory_limit_mb),
        },
    )
    return f"{HEADER}{one.name}.\n{made}{_scaled(one, templates) if one.spec.inputs else ''}"


def _environment(one: Deployed) -> str | None:
    door = one.spec.door
    set_here = [_POOL] if one.spec.resources.pool_processes else []
    if door:
        set_here.append(f'{{name: WIREROOM_{door.host_setting.upper()}, value: "0.0.0.0"}}')
    return f"env: [{', '.join(set_here)}]" if set_here else None


def _ports(one: Deployed) -> str:
    ports = ["{name: http, port: 9100, targetPort: http}"]
    if door := one.spec.door:
        ports.append(f"{{name: door, port: {door.port}, targetPort: {door.port}}}")
    return ", ".join(ports)


def _scaled(one: Deployed, templates: Mapping[str, str]) -> str:
    """Lets KEDA follow the lag: of the service's topic or, where it reads several, of all."""
    resources = one.spec.resources
    topic = f"topic: {one.spec.inputs[0].name}"
    if len(one.spec.inputs) > 1:
        topic = "# No topic: KEDA adds up all that the group reads."
    return filled(
        templates[SCALED_TEMPLATE],
        {
            "name": one.name,
            "least": str(resources.min_replicas),
            "most": str(resources.max_replicas),
            "group": group_id(one.name),
            "topic": topic,
            "threshold": str(resources.lag_threshold),
        },
    )


def _cores(cpu: float) -> str:
    return str(int(cpu)) if cpu == int(cpu) else f"{round(cpu * 1000)}m"


def _memory(mebibytes: int) -> str:
    return f"{mebibytes // 1024}Gi" if mebibytes % 1024 == 0 else f"{mebibytes}Mi"


def base_file(text: str, services: Sequence[Deployed]) -> str:
    """base/kustomization.yaml with these services. Raises NoBlock."""
    text = with_block(text, "services", [f"  - {one.name}.yaml" for one in services])
    return with_block(text, "images", [_image(one, "dev") for one in services])


def production_file(text: str, services: Sequence[Deployed]) -> str:
    """overlays/production/kustomization.yaml with these services. Raises NoBlock.

    Tags that stand there stay: they say what is deployed. A new image has Wireroom's version.
    """
    tags = dict(_TAG.findall(block_in(text, "images")))
    images = [_image(one, tags.get(f"wireroom/{one.name}", VERSION)) for one in services]
    scaled = "|".join(one.name for one in services if one.spec.inputs)
    target = [f"  - target: {{kind: StatefulSet, name: ({scaled})}}"]
    return with_block(with_block(text, "images", images), "scaled", target)


def _image(one: Deployed, tag: str) -> str:
    return f"  - {{name: wireroom/{one.name}, newTag: {tag}}}"
