"""The alerts have their runbook, and the dashboards are those of the code."""

import importlib.util
import sys

import yaml

from tests.integration.kafka import ROOT

GRAFANA = ROOT / "deploy" / "grafana"
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"


def test_every_alert_has_its_section_in_the_runbook() -> None:
    runbook = (ROOT / "deploy" / "RUNBOOK.md").read_text(encoding="utf-8")
    groups = yaml.safe_load(RULES.read_text())["groups"]
    for rule in (rule for group in groups for rule in group["rules"] if "alert" in rule):
        name = rule["alert"]
        assert rule["annotations"]["runbook_url"] == f"RUNBOOK.md#{name.lower()}"
        section = runbook.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        for part in ("**Means**", "**Look**", "**Do**"):
            assert part in section, f"{name}: {part}"


def test_the_dashboards_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("dashboards", GRAFANA / "dashboards.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    paths = list((GRAFANA / "dashboards").glob("*.json"))
    assert {path.stem for path in paths} == set(module.DASHBOARDS)
    for path in paths:
        assert path.read_text() == module.as_text(path.stem), "run: uv run poe dashboards"
