"""What is deployed is what this repository holds: linters pass, and the names in it exist."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import services.runtime.telemetry.metrics  # noqa: F401  (fills the registry)
from services.cli.deploy.files import stale, write
from services.cli.deploy.plan import installed_packages, plan
from services.cli.registry import find
from services.runtime.registration import topology
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS
from tests.unit.cli.deploy.six import checkout, planned

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
SERVICES = set(topology())


def service_of(name: str) -> str | None:
    """The service that an entry of docker-compose.yml runs: it is one, or a replica of one."""
    return next((one for one in SERVICES if re.fullmatch(rf"{one}(-\d+)?", name)), None)


@pytest.fixture(scope="module", params=["ours", "six others"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose deploy files are for our services, and one for others."""
    if request.param == "ours":
        return ROOT
    made = checkout(tmp_path_factory.mktemp("six"))
    write(stale(made, planned()))
    return made


def run(
    *command: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
    )


def compose_command() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker") and run("docker", "compose", "version").returncode == 0:
        return ["docker", "compose"]
    pytest.skip("neither docker-compose nor docker compose is installed (.ci/run installs one)")


def promtool() -> str:
    return shutil.which("promtool") or pytest.skip(
        "promtool is not installed (.ci/run installs Debian's prometheus)"
    )


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_files_are_those_of_the_registrations() -> None:
    found = stale(ROOT, plan(topology(), installed_packages()))
    assert not found, "run: uv run poe deploy"


def test_hadolint_passes(root: Path) -> None:
    result = run(Path(sysconfig.get_path("scripts")) / "hadolint", root / "deploy" / "Dockerfile")
    assert result.returncode == 0, result.stdout + result.stderr


def test_image_runs_its_service_without_a_shell(dockerfile: str) -> None:
    entrypoint = json.loads(re.findall(r"^ENTRYPOINT (.+)$", dockerfile, re.M)[0])
    scripts = {script.name for script in entry_points(group="console_scripts")}
    assert entrypoint == ["wireroom"]
    assert set(entrypoint) <= scripts
    stages = re.findall(r"^FROM runtime AS (\S+)\nCMD (.+)$", dockerfile, re.M)
    assert {name: json.loads(command) for name, command in stages} == {
        name: ["run", name] for name in SERVICES
    }
    assert dockerfile.rstrip().endswith("FROM ${SERVICE}")


def test_image_is_pinned_and_not_root(dockerfile: str) -> None:
    assert re.findall(r"^USER (.+)$", dockerfile, re.M) == ["10001:10001"]
    bases = re.findall(r"^FROM ([^\s$]+:\S+)", dockerfile, re.M)
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+", base) for base in bases)


def test_what_the_image_copies_is_sent_to_the_builder(dockerfile: str) -> None:
    sent = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M))
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.M)
        for source in line.split()[:-1]
    }
    assert copied == sent
    assert all((ROOT / source).exists() for source in copied)


def test_compose_file_passes(root: Path) -> None:
    for profile in ([], ["--profile", "scale"]):
        command = [*compose_command(), *profile, "config", "--quiet"]
        result = run(*command, cwd=root, GRAFANA_PASSWORD="of-the-test")
        assert result.returncode == 0, result.stderr


def test_compose_file_wants_a_password() -> None:
    result = run(*compose_command(), "config", "--quiet", GRAFANA_PASSWORD="")
    assert result.returncode != 0
    assert "GRAFANA_PASSWORD" in result.stderr


def test_compose_sets_only_settings_that_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        ours = service_of(name)
        settings_class = find(ours)[1].settings_class if ours else Settings
        known = {f"WIREROOM_{field.upper()}" for field in settings_class.model_fields}
        given = {key for key in service.get("environment", {}) if key.startswith("WIREROOM_")}
        assert given <= known, name


def test_compose_settings_are_taken(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in compose["services"]["tagging"]["environment"].items():
        monkeypatch.setenv(key, str(value))
    settings = Settings()
    assert settings.kafka == "kafka:19092"
    assert settings.mongo.get_secret_value() == "mongodb://mongo:27017/?replicaSet=rs0"
    assert (settings.http_host, settings.http_port) == ("0.0.0.0", 9100)
    assert settings.instance == "tagging-1"


def test_compose_has_each_service_once_and_well_kept(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if service_of(name):
            default = f"{name}-1" if name in SERVICES else name
            assert service["environment"]["WIREROOM_INSTANCE"] == default
            assert bool(service.get("profiles")) == (name not in SERVICES)
    for name in SERVICES:
        assert compose["services"][name]["build"]["args"]["SERVICE"] == name
    for name, service in compose["services"].items():
        assert service["restart"] in ("always", "on-failure"), name
        assert "healthcheck" in service, name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        if "build" not in service:
            assert re.search(r":v?\d+\.\d+", service["image"]), f"{name}: pin the image"


def test_prometheus_scrapes_every_service(compose: dict[str, Any]) -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    port = compose["services"]["intake"]["environment"]["WIREROOM_HTTP_PORT"]
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    targets = jobs["wireroom"]["static_configs"][0]["targets"]
    assert set(targets) == {f"{name}:{port}" for name in SERVICES}
    assert jobs["wireroom-lag"]["static_configs"][0]["targets"] == [f"lag:{port}"]
    [replicas] = jobs["wireroom-replicas"]["dns_sd_configs"]
    assert replicas["port"] == port
    assert set(replicas["names"]) == {
        name for name, one in compose["services"].items() if one.get("profiles") == ["scale"]
    }


def test_prometheus_configuration_and_alerts_pass(root: Path) -> None:
    result = run(promtool(), "check", "config", root / "deploy" / "prometheus" / "prometheus.yml")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", ["rules.test.yml", "days.test.yml"])
def test_alerts_fire_when_they_should(name: str) -> None:
    result = run(promtool(), "test", "rules", DEPLOY / "prometheus" / name)
    assert result.returncode == 0, result.stdout + result.stderr


def expressions() -> list[str]:
    panels = [panel for path in DASHBOARDS for panel in json.loads(path.read_text())["panels"]]
    rules = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())
    return [target["expr"] for panel in panels for target in panel.get("targets", ())] + [
        rule["expr"] for group in rules["groups"] for rule in group["rules"]
    ]


def test_dashboards_and_alerts_ask_for_metrics_that_exist() -> None:
    exported = {
        name
        for metric in REGISTRY.collect()
        for ending in ("", "_total", "_bucket", "_sum", "_count")
        if (name := metric.name + ending).startswith("wireroom_")
    }
    asked = {name for one in expressions() for name in re.findall(r"\bwireroom_\w+", one)}
    assert asked
    assert asked <= exported


def test_alerts_and_panels_name_only_services_that_exist() -> None:
    named = {name for one in expressions() for name in re.findall(r'service=~?"([^"]+)"', one)}
    assert {name for one in named for name in one.split("|")} <= SERVICES


def test_every_query_of_a_dashboard_parses(tmp_path: Path) -> None:
    assert DASHBOARDS
    queries = [one.replace("$__rate_interval", "1m") for one in expressions()]
    rules = [{"record": f"panel:query:{n}", "expr": one} for n, one in enumerate(queries)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    result = run(promtool(), "check", "rules", file)
    assert result.returncode == 0, result.stdout + result.stderr


def test_kafka_is_the_same_in_compose_and_in_the_tests(compose: dict[str, Any]) -> None:
    pom = (DEPLOY / "kafka" / "pom.xml").read_text(encoding="utf-8")
    versions = set(re.findall(r"<artifactId>kafka\S*</artifactId>\s*<version>(.+)</version>", pom))
    assert {f"apache/kafka:{one}" for one in versions} == {compose["services"]["kafka"]["image"]}
    assert "<url>" not in pom
