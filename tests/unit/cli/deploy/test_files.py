"""The deploy files follow from the registrations, whichever services there are."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.cli.deploy.__main__ import main
from services.cli.deploy.blocks import NoBlock, filled, with_block
from services.cli.deploy.files import stale, write
from services.cli.deploy.plan import CannotPlan, installed_packages, plan
from services.runtime.registration import Topology, topology
from services.runtime.version import VERSION
from tests.conditions import HANG_SECONDS
from tests.unit.cli.deploy.six import SIX, checkout, planned


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = checkout(tmp_path_factory.mktemp("six"))
    write(stale(made, planned()))
    return made


def compose(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))
    return found["services"]


def manifests(root: Path, name: str) -> dict[str, Any]:
    text = (root / "deploy" / "k8s" / "base" / f"{name}.yaml").read_text("utf-8")
    return {one["kind"]: one for one in yaml.safe_load_all(text)}


def listed(root: Path, folder: str) -> dict[str, Any]:
    path = root / "deploy" / "k8s" / folder / "kustomization.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def test_written_once_they_are_not_stale(root: Path) -> None:
    assert stale(root, planned()) == {}


def test_the_way_back_restores_every_byte(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    ours = plan(topology(), {})
    write(stale(made, ours))
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    write(stale(made, planned()))
    assert not (made / "deploy/k8s/base/tagging.yaml").exists()
    assert (made / "deploy/k8s/base/scoring.yaml").exists()
    write(stale(made, ours))
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_each_service_has_its_port_in_order_and_lag_the_last(root: Path) -> None:
    services = compose(root)
    ports = {name: one["ports"] for name, one in services.items() if name in SIX}
    assert ports == {name: [f"127.0.0.1:{9101 + place}:9100"] for place, name in enumerate(SIX)}
    assert services["lag"]["ports"] == ["127.0.0.1:9107:9100"]


def test_a_pool_has_its_processes_limits_and_replicas(root: Path) -> None:
    services = compose(root)
    scoring = services["scoring"]
    assert scoring["environment"]["WIREROOM_CHILDREN"] == 3
    assert scoring["deploy"]["resources"]["limits"] == {"cpus": "3", "memory": "4608m"}
    assert services["scoring-2"]["profiles"] == ["scale"]
    assert services["scoring-2"]["environment"]["WIREROOM_INSTANCE"] == "scoring-2"
    assert [name for name, one in services.items() if "profiles" in one] == ["scoring-2"]
    assert "WIREROOM_CHILDREN" not in services["server"]["environment"]
    assert services["server"]["deploy"]["resources"]["limits"] == {"cpus": "1", "memory": "512m"}


def test_a_package_is_in_the_image_of_its_service_and_in_that_of_the_tools(root: Path) -> None:
    services = compose(root)
    args = {name: one["build"]["args"] for name, one in services.items() if "build" in one}
    packages = {name: one["PACKAGES"] for name, one in args.items() if "PACKAGES" in one}
    ours = "newsroom-scoring==1.4"
    tools = ("storage", "topics", "lag")
    assert packages == dict.fromkeys(("scoring", "scoring-2", *tools), ours)
    assert all(services[name]["image"] == services["storage"]["image"] for name in tools)


def told_to_uv(root: Path, folder: Path, **build_args: str) -> list[str]:
    """What the Dockerfile's own commands ask of uv to install, with these build arguments."""
    text = (root / "deploy" / "Dockerfile").read_text("utf-8")
    uv = folder / "uv"
    uv.write_text('#!/bin/sh\necho "$@"\n')
    uv.chmod(0o755)
    said: list[str] = []
    for command in re.findall(r"^RUN ((?:.*\\\n)*.*)\n", text, re.M):
        if "uv pip install" in command:
            made = subprocess.run(
                ["sh", "-c", command],
                env={"PATH": f"{folder}:/usr/bin:/bin", "PACKAGES": "", **build_args},
                capture_output=True,
                text=True,
                timeout=HANG_SECONDS,
            )
            assert made.returncode == 0, made.stderr
            said += made.stdout.splitlines()
    return [one.removeprefix("pip install --python /opt/wireroom ") for one in said]


@pytest.mark.parametrize(
    ("name", "extras"),
    [("feed-poller", ""), ("stories", " --extra stories"), ("scoring", " --extra tagging")],
)
def test_the_dockerfile_installs_what_a_service_needs(
    root: Path, tmp_path: Path, name: str, extras: str
) -> None:
    asked = told_to_uv(root, tmp_path, SERVICE=name)
    assert asked == [f"-r pyproject.toml --extra tracing{extras}", "--no-deps ."]


def test_the_dockerfile_installs_other_packages_last(root: Path, tmp_path: Path) -> None:
    asked = told_to_uv(root, tmp_path, SERVICE="scoring", PACKAGES="newsroom-scoring==1.4 b==2")
    assert asked[1:] == ["--no-deps .", "newsroom-scoring==1.4 b==2"]


def test_the_dockerfile_refuses_a_service_that_is_not_there(root: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"one of feed-poller, intake, .* not 'cleaning'"):
        told_to_uv(root, tmp_path, SERVICE="cleaning")


def test_the_dockerfile_runs_each_service(root: Path) -> None:
    text = (root / "deploy" / "Dockerfile").read_text("utf-8")
    for name in SIX:
        assert f'FROM runtime AS {name}\nCMD ["run", "{name}"]\n' in text


def test_prometheus_scrapes_each_service_and_replica(root: Path) -> None:
    config = yaml.safe_load((root / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    [targets] = jobs["wireroom"]["static_configs"]
    assert targets["targets"] == [f"{name}:9100" for name in SIX]
    assert jobs["wireroom-replicas"]["dns_sd_configs"][0]["names"] == ["scoring-2"]


def test_without_replicas_there_is_no_job_for_them(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    write(stale(made, [one for one in planned() if not one.replicas]))
    config = yaml.safe_load((made / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    assert "wireroom-replicas" not in {job["job_name"] for job in config["scrape_configs"]}


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


def test_a_file_without_its_block_is_named(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    (made / "deploy" / "Dockerfile").write_text("FROM scratch\n")
    with pytest.raises(NoBlock, match="deploy/Dockerfile: 0 blocks"):
        stale(made, planned())


def test_the_package_of_a_service_is_that_of_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "newsroom_scoring-1.4.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: newsroom-scoring\nVersion: 1.4\n"
    )
    (installed / "entry_points.txt").write_text("[wireroom.services]\nscoring = scoring:SERVICE\n")
    before = installed_packages()
    assert not set(before) & {"intake", "cleaning", "tagging", "storage"}
    monkeypatch.syspath_prepend(tmp_path)
    assert installed_packages() == before | {"scoring": "newsroom-scoring==1.4"}


def test_without_the_service_of_the_tools_there_is_no_plan() -> None:
    with pytest.raises(CannotPlan, match="storage"):
        plan(Topology([SIX["intake"]]), {})


def test_a_block_is_replaced_and_the_rest_stays() -> None:
    text = "a\n  # >>> uv run poe deploy: x\n  old\n  # <<< x\nb\n"
    once = with_block(text, "x", ["", "  new", ""])
    assert once == "a\n  # >>> uv run poe deploy: x\n  new\n  # <<< x\nb\n"
    assert with_block(once, "x", []) == "a\n  # >>> uv run poe deploy: x\n  # <<< x\nb\n"
    with pytest.raises(NoBlock):
        with_block(text + text, "x", [])


def test_a_line_of_nothing_but_a_placeholder_without_value_falls_away() -> None:
    assert filled("a: $a\n  $b\nc\n", {"a": "1", "b": None}) == "a: 1\nc\n"
    assert filled("a: $a\n  $b\nc\n", {"a": "1", "b": "b: 2"}) == "a: 1\n  b: 2\nc\n"


def test_the_check_names_stale_files_and_how_to_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(checkout(tmp_path))
    assert main([folder]) == 0
    prometheus = tmp_path / "deploy/prometheus/prometheus.yml"
    prometheus.write_text(prometheus.read_text("utf-8").replace("- intake:9100", "- old:9100"))
    capsys.readouterr()
    assert main([folder, "--check"]) == 1
    said = capsys.readouterr()
    assert said.out == f"{prometheus}: stale\n"
    assert "uv run poe deploy" in said.err
    assert main([folder]) == 0
    assert capsys.readouterr().out == f"{prometheus}: written\n"
    assert main([folder, "--check"]) == 0


def test_a_folder_that_is_no_checkout_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "docker-compose.yml: not there" in capsys.readouterr().err
