"""The manifests take from the registration what differs between services."""

import re
from pathlib import Path
from typing import Any

import yaml

from services.cli.deploy.files import stale, write
from services.runtime.version import VERSION
from tests.unit.cli.deploy.six import SIX, checkout, planned


def manifests(root: Path, name: str) -> dict[str, Any]:
    text = (root / "deploy" / "k8s" / "base" / f"{name}.yaml").read_text("utf-8")
    return {one["kind"]: one for one in yaml.safe_load_all(text)}


def listed(root: Path, folder: str) -> dict[str, Any]:
    path = root / "deploy" / "k8s" / folder / "kustomization.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def test_manifests_take_resources_and_needs_from_the_registration(root: Path) -> None:
    poller = manifests(root, "feed-poller")["StatefulSet"]["spec"]
    assert poller["replicas"] == 1
    labels = poller["template"]["metadata"]["labels"]
    assert (labels["wireroom/mongo"], labels["wireroom/internet"]) == ("yes", "yes")
    scoring = manifests(root, "scoring")["StatefulSet"]["spec"]
    labels = scoring["template"]["metadata"]["labels"]
    assert labels["wireroom/mongo"] == "no"
    assert "wireroom/internet" not in labels
    [container] = scoring["template"]["spec"]["containers"]
    assert container["env"] == [{"name": "WIREROOM_CHILDREN", "value": "1"}]
    assert container["resources"] == {
        "requests": {"cpu": "1500m", "memory": "1Gi"},
        "limits": {"memory": "1536Mi"},
    }


def test_only_a_service_with_inputs_scales_by_lag(root: Path) -> None:
    for name in ("feed-poller", "server"):
        assert set(manifests(root, name)) == {"StatefulSet", "Service", "PodDisruptionBudget"}
    for name, topic in (("scoring", "articles.enriched"), ("stories", None)):
        scaled = manifests(root, name)["ScaledObject"]["spec"]
        [trigger] = scaled["triggers"]
        assert trigger["metadata"]["consumerGroup"] == f"wireroom-{name}"
        assert trigger["metadata"].get("topic") == topic  # None: all that the group reads.
    assert (scaled["minReplicaCount"], scaled["maxReplicaCount"]) == (2, 4)


def test_production_takes_replicas_only_from_what_keda_scales(root: Path) -> None:
    targets = [one["target"] for one in listed(root, "overlays/production")["patches"]]
    [sets] = [one["name"] for one in targets if one["kind"] == "StatefulSet"]
    assert set(sets.strip("()").split("|")) == {"intake", "storage", "stories", "scoring"}


def test_kustomize_lists_each_service_and_its_image(root: Path) -> None:
    base = listed(root, "base")
    assert {f"{name}.yaml" for name in SIX} <= set(base["resources"])
    assert [one["name"] for one in base["images"]] == [f"wireroom/{name}" for name in SIX]


def test_a_tag_that_someone_set_stays(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    path = made / "deploy/k8s/overlays/production/kustomization.yaml"
    tag = "wireroom/storage, newTag: "
    path.write_text(re.sub(rf"{tag}[^}}]+", f"{tag}2026-11", path.read_text("utf-8")))
    write(stale(made, planned()))
    tags = {one["name"]: one["newTag"] for one in listed(made, "overlays/production")["images"]}
    assert tags["wireroom/storage"] == "2026-11"
    assert tags["wireroom/scoring"] == VERSION
