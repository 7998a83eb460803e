# /// script
# requires-python = ">=3.11,<3.13"
# dependencies = ["grafana-foundation-sdk==0.0.18"]
# ///
"""Checks the dashboards against Grafana's own models, for no Grafana runs in our checks.

``uv run --script deploy/grafana/check.py [FILE…]``, by default all of dashboards/. Grafana silently
ignores a field that it does not know and shows a panel of an unknown kind as an error. A script
with a package of its own: nothing else of ours needs it.
"""

import inspect
import json
import sys
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.cog.runtime import Runtime
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

FOLDER = Path(__file__).with_name("dashboards")


def unread(given: Any, read: Any, path: str = "") -> Iterator[str]:
    """Fields that the models did not take over: they know no such name."""
    if isinstance(given, dict) and isinstance(read, dict):
        for key, value in given.items():
            where = f"{path}.{key}"
            if key in read:
                yield from unread(value, read[key], where)
            elif value is not None:  # Null and absent are the same to them.
                yield f"no such field: {where}"
    elif isinstance(given, list) and isinstance(read, list):
        for number, (one, other) in enumerate(zip(given, read, strict=True)):
            yield from unread(one, other, f"{path}[{number}]")


def wrong(model: Any, path: str = "") -> Iterator[str]:
    """Values that are not what their field's type says: words of no list, texts for numbers."""
    if isinstance(model, dict):
        for key, value in model.items():
            yield from wrong(value, f"{path}.{key}")
    elif isinstance(model, list):
        for number, one in enumerate(model):
            yield from wrong(one, f"{path}[{number}]")
    elif not isinstance(model, Enum) and type(model).__module__.startswith("grafana_foundation"):
        hints = typing.get_type_hints(type(model), vars(inspect.getmodule(type(model))))
        for name, value in vars(model).items():
            where = f"{path}.{name}"
            if not fits(value, hints.get(name, Any)):
                yield f"not a value of {hints[name]}: {where} = {value!r}"
            yield from wrong(value, where)


def fits(value: Any, hint: Any) -> bool:
    """Whether a plain value is one that the type allows; what is no plain value always does."""
    if not isinstance(value, str | int | float):
        return True
    if choices := typing.get_args(hint):
        if typing.get_origin(hint) is typing.Literal:
            return value in choices
        return typing.get_origin(hint) is typing.Union and any(fits(value, one) for one in choices)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return value in {one.value for one in hint}
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return not isinstance(hint, type) or type(value) is hint or isinstance(value, Enum)


def faults(text: str) -> Iterator[str]:
    """What is wrong with a dashboard, given as JSON."""
    given = json.loads(text)
    read = Dashboard.from_json(given)
    for panel in read.panels or ():
        if isinstance(panel, Panel) and panel.type_val not in Runtime().panelcfg_variants:
            yield f"no such kind of panel: {panel.type_val} ({panel.title})"
    yield from wrong(read)
    yield from unread(given, json.loads(JSONEncoder().encode(read)))


def main(files: list[Path]) -> int:
    """Say of each dashboard what is wrong; 1 if anything is, or there was none to check."""
    register_default_plugins()
    found = [f"{path.name}: {one}" for path in files for one in faults(path.read_text("utf-8"))]
    print(*found, f"{len(files)} checked", sep="\n")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main([Path(one) for one in sys.argv[1:]] or sorted(FOLDER.glob("*.json"))))
