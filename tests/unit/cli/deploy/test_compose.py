"""docker-compose.yml and Prometheus have each service, its port, limits and replicas."""

from pathlib import Path
from typing import Any

import yaml

from services.cli.deploy.files import stale, write
from tests.unit.cli.deploy.six import SIX, checkout, planned


def compose(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))
    return found["services"]


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
