"""Writes what training learned as a file of the package's data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_model(parts: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Write the parts of a model as JSON, with one line for each of their entries."""
    lines = []
    for name, part in parts.items():
        entries = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()]
        lines.append(f' "{name}": {{\n' + ",\n".join(entries) + "\n }")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
