"""The alerts have their runbook, and the dashboards are those of the code."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from services.cli.reference import declared, name_of
from tests.conditions import HANG_SECONDS
from tests.integration.kafka import ROOT

GRAFANA = ROOT / "deploy" / "grafana"
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"


def test_every_alert_has_its_section_in_the_runbook() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    groups = yaml.safe_load(RULES.read_text())["groups"]
    for rule in (rule for group in groups for rule in group["rules"] if "alert" in rule):
        name = rule["alert"]
        assert rule["annotations"]["runbook_url"] == f"docs/runbook.md#{name.lower()}"
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


def test_every_metric_is_shown_or_alerted_on() -> None:
    asked = RULES.read_text() + "".join(path.read_text() for path in DASHBOARDS)
    words = {re.sub("_(bucket|sum|count)$", "", one) for one in re.findall(r"wireroom_\w+", asked)}
    assert {name_of(metric) for metric in declared()} <= words


def grafana_check(*files: Path) -> subprocess.CompletedProcess[str]:
    uv = shutil.which("uv") or pytest.skip("uv is not installed")
    return subprocess.run(
        [uv, "run", "--quiet", "--script", str(GRAFANA / "check.py"), *map(str, files)],
        capture_output=True, text=True, timeout=HANG_SECONDS,
    )  # fmt: skip


def test_the_dashboards_fit_the_models_of_grafana() -> None:
    found = grafana_check()
    assert found.returncode == 0, found.stdout + found.stderr
    assert f"{len(DASHBOARDS)} checked" in found.stdout


def test_what_grafana_would_not_understand_is_found(tmp_path: Path) -> None:
    dashboard = json.loads((GRAFANA / "dashboards" / "flow.json").read_text())
    chart = next(one for one in dashboard["panels"] if one["type"] == "timeseries")
    chart["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"] = "stacked"
    chart["options"]["legend"]["place"] = "bottom"
    chart["gridPos"]["h"] = "8"
    dashboard["panels"].append({"type": "sankey", "title": "flow"})
    file = tmp_path / "flow.json"
    file.write_text(json.dumps(dashboard))
    found = grafana_check(file)
    assert found.returncode == 1
    for fault in ("stacking.mode", "no such field", "grid_pos.h", "no such kind of panel: sankey"):
        assert fault in found.stdout
