"""Debian's Prometheus on our configuration: targets rewritten, and its minutes made short."""

import json
import re
import shutil
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.kafka import ROOT, free_port

DEPLOYED = ROOT / "deploy" / "prometheus"
MINUTE_SECONDS = 2
MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
NAMED = ("service", "source", "field", "instance")


def shortened(text: str, minute: float = MINUTE_SECONDS) -> str:
    """The same text, its minutes of ``minute`` seconds, and its hours and days of such minutes."""
    text = re.sub(
        r"\b(\d+)([mhd])\b",
        lambda m: f"{round(int(m[1]) * MINUTES[m[2]] * minute * 1000)}ms",
        text,
    )
    return re.sub(r"\b(\d+) \* 60\b", lambda m: f"{int(m[1]) * minute:g}", text)


def panels() -> Iterator[tuple[str, str]]:
    """Every query of the dashboards, and where it stands."""
    for path in sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", ()):
                yield f"{path.stem}: {panel['title']}", target["expr"]


def expression(alert: str) -> str:
    """An alert's expression, its minutes as long as they are."""
    groups = yaml.safe_load((DEPLOYED / "rules.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    return next(str(rule["expr"]) for rule in rules if rule.get("alert") == alert)


def configuration(targets: Mapping[str, list[str]], minute: float) -> dict[str, Any]:
    """The deployed configuration with the targets of each job; a job without is left out.

    Looks every half a minute of ``minute`` seconds, but never so often that an answer is late.
    """
    config: dict[str, Any] = yaml.safe_load((DEPLOYED / "prometheus.yml").read_text())
    every = f"{round(max(minute / 2, 0.5) * 1000)}ms"
    config["global"] = {"scrape_interval": every, "evaluation_interval": every}
    config["scrape_configs"] = [
        {"job_name": job["job_name"], "static_configs": [{"targets": targets[job["job_name"]]}]}
        for job in config["scrape_configs"]
        if job["job_name"] in targets
    ]
    return config


class Prometheus:
    """A running Prometheus, that answers once it is made."""

    def __init__(
        self, folder: Path, targets: Mapping[str, list[str]], minute: float = MINUTE_SECONDS
    ) -> None:
        program = shutil.which("prometheus")
        if program is None:
            pytest.fail("prometheus is not installed (.ci/run installs Debian's)")
        folder.mkdir()
        self.minute = minute
        rules = shortened((DEPLOYED / "rules.yml").read_text(), minute)
        (folder / "rules.yml").write_text(rules)
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration(targets, minute)))
        self.url = f"http://127.0.0.1:{free_port()}"
        with (folder / "prometheus.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program,
                    f"--config.file={folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={folder / 'data'}",
                    f"--web.listen-address={self.url.removeprefix('http://')}",
                ],
                stdout=log,
                stderr=log,
            )
        self.wait(self._answers, 30)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "Prometheus ended while starting"
        try:
            self.get("alerts")
        except OSError:  # Nothing listens yet, or it answers 503 while it loads.
            return False
        return True

    def end(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def get(self, path: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=10) as answer:
            told = json.load(answer)
        assert told["status"] == "success", told
        return told["data"]

    def query(self, expr: str) -> dict[tuple[tuple[str, str], ...], float]:
        """Values of an instant query by labels."""
        data = self.get("query", query=expr)
        if data["resultType"] == "scalar":
            return {(): float(data["result"][1])}
        return {
            tuple(sorted(one["metric"].items())): float(one["value"][1]) for one in data["result"]
        }

    def firing(self) -> set[str]:
        """Names of the alerts that fire, each with the service, source, … that it names."""
        return {
            " ".join([one["alertname"], *[one[name] for name in NAMED if name in one][:1]])
            for alert in self.get("alerts")["alerts"]
            if alert["state"] == "firing"
            for one in [alert["labels"]]
        }

    def wait(self, what: Callable[[], object], seconds: float = 60) -> float:
        """Seconds until ``what`` was true."""
        begun = time.monotonic()
        while not what():
            assert time.monotonic() - begun < seconds, (
                f"not within {seconds} s; firing: {self._answers() and self.firing()}"
            )
            time.sleep(0.3)
        return time.monotonic() - begun
