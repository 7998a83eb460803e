"""All deploy files that follow from registrations: what they should hold, and which are stale."""

from collections.abc import Sequence
from pathlib import Path

from services.cli.deploy.blocks import NoBlock
from services.cli.deploy.compose import compose_file, prometheus_file
from services.cli.deploy.dockerfile import dockerfile
from services.cli.deploy.kubernetes import (
    HEADER,
    SCALED_TEMPLATE,
    SERVICE_TEMPLATE,
    base_file,
    manifests,
    production_file,
)
from services.cli.deploy.plan import Deployed

_WITH_BLOCKS = {
    "docker-compose.yml": compose_file,
    "deploy/Dockerfile": dockerfile,
    "deploy/prometheus/prometheus.yml": prometheus_file,
    "deploy/k8s/base/kustomization.yaml": base_file,
    "deploy/k8s/overlays/production/kustomization.yaml": production_file,
}
_K8S = "deploy/k8s"


def stale(root: Path, services: Sequence[Deployed]) -> dict[Path, str | None]:
    """The files below ``root`` that should hold another text; None for one that should go.

    Raises NoBlock if a file lacks a block, and FileNotFoundError if ``root`` is no checkout.
    """
    texts = {root / name: _with_blocks(root, name, services) for name in _WITH_BLOCKS}
    k8s = root / _K8S
    templates = {
        name: (k8s / name).read_text(encoding="utf-8")
        for name in (SERVICE_TEMPLATE, SCALED_TEMPLATE)
    }
    texts |= {k8s / "base" / f"{one.name}.yaml": manifests(one, templates) for one in services}
    there = {
        path: path.read_text("utf-8")
        for path in (*texts, *k8s.glob("base/*.yaml"))
        if path.exists()
    }
    wanted: dict[Path, str | None] = dict(texts)
    wanted |= {
        path: None for path, text in there.items() if path not in texts and text.startswith(HEADER)
    }
    return {path: text for path, text in wanted.items() if there.get(path) != text}


def _with_blocks(root: Path, name: str, services: Sequence[Deployed]) -> str:
    try:
        return _WITH_BLOCKS[name]((root / name).read_text(encoding="utf-8"), services)
    except NoBlock as missing:
        raise NoBlock(f"{name}: {missing}") from missing


def write(texts: dict[Path, str | None]) -> None:
    """Write each text to its file; remove a file whose text is None."""
    for path, text in texts.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
