"""The manifests build, fit their schemas, and say what the services and the topics say."""

import importlib.util
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from services.cli.deploy.files import stale, write
from services.cli.registry import find
from services.runtime.kafka.client import group_id
from services.runtime.registration import topology
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS
from tests.unit.cli.deploy.six import checkout, planned

ROOT = Path(__file__).parents[2]
K8S = "deploy/k8s"
OVERLAYS = ("base", "overlays/single-node", "overlays/production")
CUSTOM = {"ScaledObject", "TriggerAuthentication", "PodMonitor", "PrometheusRule"}
STAGES = list(topology())


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose manifests are for six other services."""
    made = checkout(tmp_path_factory.mktemp("six"))
    write(stale(made, planned()))
    return made


@pytest.fixture(params=["ours", "six others"])
def root(request: pytest.FixtureRequest, others: Path) -> Path:
    return ROOT if request.param == "ours" else others


@cache
def build(folder: str, root: Path = ROOT) -> list[dict[str, Any]]:
    places = [os.environ.get("PATH", ""), str(ROOT / ".cache" / "bin")]
    tool = shutil.which("kustomize", path=os.pathsep.join(places))
    if tool is None:
        pytest.skip("kustomize is not installed (.ci/run installs it)")
    made = subprocess.run(
        [tool, "build", str(root / K8S / folder)],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
    )
    assert made.returncode == 0, made.stderr
    return list(yaml.safe_load_all(made.stdout))


def kinds(folder: str, kind: str, root: Path = ROOT) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in build(folder, root) if one["kind"] == kind}


def pods(folder: str) -> dict[str, dict[str, Any]]:
    return {
        name: one["spec"]["template"]["spec"]
        for kind in ("StatefulSet", "Deployment", "Job")
        for name, one in kinds(folder, kind).items()
    }


def custom_check(manifests: str) -> subprocess.CompletedProcess[str]:
    uv = shutil.which("uv") or pytest.skip("uv is not installed")
    return subprocess.run(
        [uv, "run", "--quiet", "--script", str(ROOT / K8S / "custom.py")],
        input=manifests, capture_output=True, text=True, timeout=HANG_SECONDS,
    )  # fmt: skip


@pytest.mark.parametrize("folder", OVERLAYS)
def test_every_manifest_fits_its_schema(folder: str, root: Path) -> None:
    for manifest in build(folder, root):
        if manifest["kind"] not in CUSTOM:
            kubernetes_validate.validate(manifest, "1.31", strict=True)


def test_every_custom_manifest_fits_its_own(others: Path) -> None:
    roots = (ROOT, others)
    manifests = [one for root in roots for folder in OVERLAYS for one in build(folder, root)]
    found = custom_check(yaml.safe_dump_all(manifests))
    assert found.returncode == 0, found.stdout + found.stderr
    assert {one["kind"] for one in manifests if "k8s.io" not in one["apiVersion"]} & CUSTOM
    assert f"{sum(one['kind'] in CUSTOM for one in manifests)} checked" in found.stdout


def test_a_field_that_no_schema_knows_is_found() -> None:
    manifest = dict(kinds("base", "ScaledObject")["tagging"])
    manifest["spec"] = manifest["spec"] | {"maxReplicas": 3}
    found = custom_check(yaml.safe_dump(manifest))
    assert found.returncode == 1
    assert "ScaledObject tagging: no such field: .spec.maxReplicas" in found.stdout


@pytest.mark.parametrize("folder", OVERLAYS)
def test_no_pod_is_root_or_writes_to_its_root_or_holds_a_secret(folder: str) -> None:
    found = pods(folder)
    assert set(found) == {*STAGES, "lag", "topics"}
    for name, pod in found.items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False, name
        [container] = pod["containers"]
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True, name
        assert context["allowPrivilegeEscalation"] is False, name
        assert context["capabilities"] == {"drop": ["ALL"]}, name
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name
        assert "memory" in container["resources"]["limits"], name
        assert ":" in container["image"], name
        assert {"secretRef": {"name": "wireroom"}} in container["envFrom"], name
    assert kinds(folder, "Secret") == {}


def test_stages_have_stable_names_and_probes_on_the_real_endpoints() -> None:
    for name in STAGES:
        [container] = pods("base")[name]["containers"]
        env = {one["name"]: one for one in container["env"]}
        instance = env["WIREROOM_INSTANCE"]["valueFrom"]["fieldRef"]["fieldPath"]
        assert instance == "metadata.name"
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["startupProbe"]["httpGet"]["path"] == "/healthz"
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["image"].startswith(f"wireroom/{name}:")
        stop = pods("base")[name]["terminationGracePeriodSeconds"]
        assert stop > Settings.model_fields["stop_seconds"].default


@pytest.mark.parametrize("folder", OVERLAYS)
def test_settings_are_settings_that_exist(folder: str) -> None:
    [config] = kinds(folder, "ConfigMap").values()
    given = {name: set(config["data"]) for name in STAGES}
    for name in STAGES:
        [container] = pods(folder)[name]["containers"]
        given[name] |= {one["name"] for one in container["env"]}
        known = {f"WIREROOM_{f.upper()}" for f in find(name)[1].settings_class.model_fields}
        assert given[name] <= known, name


def test_scaling_follows_the_lag_of_the_right_group_and_topic() -> None:
    inputs = {one.name: one.inputs for one in topology().values() if one.inputs}
    found = kinds("base", "ScaledObject")
    assert set(found) == set(inputs)
    for name, scaled in found.items():
        [trigger] = scaled["spec"]["triggers"]
        assert trigger["metadata"]["consumerGroup"] == group_id(name)
        topic = inputs[name][0].name if len(inputs[name]) == 1 else None
        assert trigger["metadata"].get("topic") == topic
        assert scaled["spec"]["maxReplicaCount"] <= max(one.partitions for one in inputs[name])


def test_keda_alone_says_how_many_there_are_of_what_it_scales(root: Path) -> None:
    scaled = kinds("overlays/production", "ScaledObject", root)
    for name, one in kinds("overlays/production", "StatefulSet", root).items():
        assert ("replicas" in one["spec"]) == (name not in scaled), name


def test_each_stage_may_be_disrupted_one_pod_at_a_time() -> None:
    budgets = kinds("base", "PodDisruptionBudget")
    assert {name: one["spec"]["maxUnavailable"] for name, one in budgets.items()} == dict.fromkeys(
        STAGES, 1
    )


def test_only_who_needs_the_store_may_reach_it() -> None:
    allowed = {
        name
        for kind in ("StatefulSet", "Deployment", "Job")
        for name, one in kinds("base", kind).items()
        if one["spec"]["template"]["metadata"]["labels"]["wireroom/mongo"] == "yes"
    }
    needing = {one.name for one in topology().values() if "mongo" in one.needs}
    assert {"intake", "storage"} <= needing
    assert allowed == needing | {"lag"}


def test_the_job_of_the_monitor_is_the_one_that_the_alerts_know() -> None:
    [monitor] = kinds("base", "PodMonitor").values()
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    jobs = [one["replacement"] for one in endpoint["relabelings"] if one["targetLabel"] == "job"]
    rules = (ROOT / "deploy" / "prometheus" / "rules.yml").read_text()
    assert jobs == ["wireroom"]
    assert all(re.fullmatch(one, "wireroom") for one in re.findall(r'job=~"([^"]+)"', rules))


def test_the_alerts_of_the_operator_are_those_of_prometheus() -> None:
    spec = importlib.util.spec_from_file_location("alerts", ROOT / K8S / "alerts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.WRAPPED.read_text() == module.wrapped(), "run: uv run poe alerts"
