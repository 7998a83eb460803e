"""Reads the rules of addresses: data, one a line, each with its source."""

import re
from collections.abc import Iterator
from importlib.resources import files

SHAPE = re.compile(r"\{[a-z]+\}")


def lines(name: str, columns: int) -> Iterator[list[str]]:
    """The first columns of each line of ``data/<name>.txt``. What follows them is the source."""
    text = (files("services.intake") / "data" / f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split(None, columns)[:columns]


def with_shapes(rules: Iterator[list[str]]) -> Iterator[str]:
    """Rules of one column with each ``{shape}`` written out; lines of shapes define them."""
    shapes: dict[str, str] = {}

    def written_out(rule: str) -> str:
        return SHAPE.sub(lambda found: shapes[found[0]], rule)

    for rule, value in rules:
        if SHAPE.fullmatch(rule):
            shapes[rule] = written_out(value)
        else:
            yield written_out(rule)
