"""Wraps the alert rules for the Prometheus operator: ``python deploy/k8s/alerts.py``."""

from pathlib import Path

HERE = Path(__file__).parent
RULES = HERE.parent / "prometheus" / "rules.yml"
WRAPPED = HERE / "base" / "alerts.yaml"
HEAD = """\
# Made from deploy/prometheus/rules.yml by deploy/k8s/alerts.py; a test fails when it is stale.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: wireroom
spec:
"""


def wrapped() -> str:
    """The text of base/alerts.yaml."""
    lines = RULES.read_text(encoding="utf-8").splitlines(keepends=True)
    body = lines[next(n for n, line in enumerate(lines) if line.startswith("groups:")) :]
    return HEAD + "".join(f"  {line}" if line.strip() else line for line in body)


if __name__ == "__main__":
    WRAPPED.write_text(wrapped(), encoding="utf-8")
