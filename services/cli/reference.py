"""Writes the tables of settings and metrics into the README: they can't differ from the code.

``python -m services.cli.reference README.md`` (the task ``tables``)
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.cli.registry import Service, find
from services.runtime import metrics_table
from services.runtime.pool.settings import ChildSettings
from services.runtime.settings import Settings

BEGIN, END = "<!-- settings:begin -->", "<!-- settings:end -->"


def settings_table() -> str:
    """The table in Markdown: what all services share first, then what one adds."""
    rows = ["| variable | default | service | meaning |", "|---|---|---|---|"]
    rows += _rows("all", Settings.model_fields.items())
    rows += _rows("cleaning, tagging", _added(ChildSettings, Settings))
    for service in Service:
        own = find(service).settings_class
        base = ChildSettings if issubclass(own, ChildSettings) else Settings
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


def with_tables(text: str) -> str:
    """The text with both tables between their markers. Raises ValueError if one has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END} there")
    return metrics_table.with_table(f"{before}{BEGIN}\n{settings_table()}\n{END}{after}")


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
