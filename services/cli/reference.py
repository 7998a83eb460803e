"""Writes the tables of settings and metrics into the README: they can't differ from the code.

``python -m services.cli.reference README.md`` (the task ``tables``)
"""

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.cli.registry import find
from services.runtime.pool.settings import PoolSettings
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics

Metric = Counter | Gauge | Histogram


def settings_table() -> str:
    """The table in Markdown: what all services share first, then what one adds."""
    rows = ["| variable | default | service | meaning |", "|---|---|---|---|"]
    rows += _rows("all", Settings.model_fields.items())
    rows += _rows("cleaning, tagging", _added(PoolSettings, Settings))
    for service in topology():
        own = find(service)[1].settings_class
        base = PoolSettings if issubclass(own, PoolSettings) else Settings
        rows += _rows(service, _added(own, base))
    return "\n".join(rows)


def _added(own: type[Settings], base: type[Settings]) -> list[tuple[str, FieldInfo]]:
    """The fields that the class adds, or gives another default."""
    before = base.model_fields
    return [
        (name, one)
        for name, one in own.model_fields.items()
        if name not in before or one.default != before[name].default
    ]


def _rows(service: str, fields: Iterable[tuple[str, FieldInfo]]) -> list[str]:
    return [
        f"| `WIREROOM_{name.upper()}` | {_shown(field.default)} | {service} | {field.description} |"
        for name, field in fields
    ]


def _shown(default: Any) -> str:
    match default:
        case None:
            return ""
        case SecretStr():
            return f"`{default.get_secret_value()}`"
        case bool():
            return f"`{str(default).lower()}`"
        case dict():
            return f"`{default}`".replace("'", '"')
        case _:
            return f"`{default}`"


def _metrics_modules() -> list[str]:
    return [one.metrics for one in topology().values() if one.metrics]


def declared() -> list[Metric]:
    """All metrics, in the order of their declaration."""
    return [
        one
        for module in (metrics, *map(import_module, _metrics_modules()))
        for one in vars(module).values()
        if isinstance(one, Counter | Gauge | Histogram)
    ]


def name_of(metric: MetricWrapperBase) -> str:
    """The name as it stands in queries; a histogram's goes on with _bucket, _sum and _count."""
    family = next(iter(metric.describe()))
    return f"{family.name}_total" if family.type == "counter" else family.name


def labels_of(metric: MetricWrapperBase) -> tuple[str, ...]:
    """The names of its labels."""
    return tuple(metric._labelnames)


def metrics_table() -> str:
    """The table of metrics in Markdown."""
    rows = ["| metric | type | labels | meaning |", "|---|---|---|---|"]
    for metric in declared():
        family = next(iter(metric.describe()))
        labels = " ".join(f"`{label}`" for label in labels_of(metric))
        rows.append(f"| `{name_of(metric)}` | {family.type} | {labels} | {family.documentation} |")
    return "\n".join(rows)


def with_tables(text: str) -> str:
    """The text with both tables between their markers. Raises ValueError if one has none."""
    for name, table in (("settings", settings_table()), ("metrics", metrics_table())):
        text = _with_block(text, name, table)
    return text


def _with_block(text: str, name: str, table: str) -> str:
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no {begin} … {end} there")
    return f"{before}{begin}\n{table}\n{end}{after}"


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
