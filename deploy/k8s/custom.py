# /// script
# requires-python = ">=3.11,<3.13"
# dependencies = [
#   "cloudcoil==0.6.0",
#   "cloudcoil-models-keda==2.16.1.0",
#   "cloudcoil-models-prometheus-operator==0.80.1.0",
#   "httpx==0.28.1",
#   "pydantic==2.14.3",
#   "pyyaml==6.0.3",
# ]
# ///
"""Checks KEDA's and the Prometheus operator's manifests against their own models.

``kustomize build deploy/k8s/base | uv run --script deploy/k8s/custom.py``. A script with packages
of its own, for cloudcoil brings a plugin that stops every pytest of the environment it is in.
"""

import sys
from typing import Any

import yaml
from cloudcoil.models.keda.v1alpha1 import ScaledObject, TriggerAuthentication
from cloudcoil.models.prometheus_operator.v1 import PodMonitor, PrometheusRule

MODELS = {
    one.__name__: one for one in (ScaledObject, TriggerAuthentication, PodMonitor, PrometheusRule)
}


def unknown(given: Any, read: Any, path: str = "") -> list[str]:
    """Fields that a model did not read: it knows no such name."""
    if isinstance(given, dict) and isinstance(read, dict):
        missing = [f"{path}.{key}" for key in given if key not in read]
        pairs = [(f"{path}.{key}", given[key], read[key]) for key in given if key in read]
    elif isinstance(given, list) and isinstance(read, list):
        missing = []
        pairs = [(f"{path}[{n}]", one, read[n]) for n, one in enumerate(given)]
    else:
        return []
    return missing + [one for where, mine, theirs in pairs for one in unknown(mine, theirs, where)]


def main() -> int:
    """Say of each manifest what is wrong; 1 if anything is, or there was none to check."""
    checked, wrong = 0, []
    for manifest in yaml.safe_load_all(sys.stdin):
        model = MODELS.get(manifest["kind"])
        if model is None:
            continue
        checked += 1
        name = f"{manifest['kind']} {manifest['metadata']['name']}"
        try:
            read = model.model_validate(manifest)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
            continue
        told = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
        wrong += [f"{name}: no such field: {one}" for one in unknown(manifest, told)]
    print(*wrong, f"{checked} checked", sep="\n")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
