"""Writes the table of all metrics into the README, so that it can't differ from the code.

``python -m services.runtime.metrics_table README.md``
"""

import sys
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from services.runtime.telemetry import metrics

BEGIN, END = "<!-- metrics:begin -->", "<!-- metrics:end -->"
Metric = Counter | Gauge | Histogram


def declared() -> list[Metric]:
    """All metrics, in the order of their declaration."""
    return [one for one in vars(metrics).values() if isinstance(one, Counter | Gauge | Histogram)]


def name_of(metric: MetricWrapperBase) -> str:
    """The name as it stands in queries; a histogram's goes on with _bucket, _sum and _count."""
    family = next(iter(metric.describe()))
    return f"{family.name}_total" if family.type == "counter" else family.name


def labels_of(metric: MetricWrapperBase) -> tuple[str, ...]:
    """The names of its labels."""
    return tuple(metric._labelnames)


def table() -> str:
    """The table in Markdown."""
    rows = ["| metric | type | labels | meaning |", "|---|---|---|---|"]
    for metric in declared():
        family = next(iter(metric.describe()))
        labels = " ".join(f"`{label}`" for label in labels_of(metric))
        rows.append(f"| `{name_of(metric)}` | {family.type} | {labels} | {family.documentation} |")
    return "\n".join(rows)


def with_table(text: str) -> str:
    """The text with the table between its markers. Raises ValueError if they are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END} there")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main(path: Path) -> None:
    """Bring the file's table up to date."""
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
