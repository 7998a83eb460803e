"""How tables and JSON look on standard output: aligned on a terminal, tab-separated in a pipe.

``--json`` prints one JSON object a line where the command prints rows, and one object where it
prints a summary.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from services.runtime.escaping import HARMFUL

JsonLines = Annotated[
    bool, typer.Option("--json", help="One JSON object a line instead of a table.")
]
JsonObject = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]

GAP = 2
"""Cells between two columns."""
LEAST_WRAPPED = 24
"""Cells. A column of sentences that would get fewer goes below its row instead."""
INDENT = 4
UNPRINTABLE = re.compile(rf"[\t\n]|{HARMFUL.pattern}")


def print_json(value: Mapping[str, object]) -> None:
    """Print one object on one line. Times become ISO 8601 in UTC."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], *, as_json: bool) -> None:
    """Print rows as a table, or as JSON lines whose keys are the columns' names."""
    if not as_json:
        print_table(columns, [[_shown(cell) for cell in row] for row in rows])
        return
    names = [name.replace(" ", "_") for name in columns]
    for row in rows:
        print_json(dict(zip(names, row, strict=True)))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, wrapped: str | None = None
) -> None:
    """Print rows under their columns' names. Nothing is cut off on a terminal.

    ``wrapped`` names a column of sentences, the last one: it takes the width that the others
    leave, and stands below each row on a narrow terminal.
    """
    rows = [[printable(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            typer.echo("\t".join(row))
        return
    from services.cli.console import GuardedConsole

    console = GuardedConsole(highlight=False)
    for line in table_lines(columns, rows, console.width, wrapped):
        console.print(line)


def table_lines(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, wrapped: str | None = None
) -> list[Any]:
    """What ``print_table`` shows on a terminal of ``width`` cells: things that Rich can print."""
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    fixed = len(columns) - (wrapped is not None)
    widths = [max(cell_len(row[at]) for row in (columns, *rows)) for at in range(fixed)]
    taken = sum(widths) + GAP * len(widths)
    below = wrapped is not None and width - taken < LEAST_WRAPPED
    # Rich takes width from columns that may not wrap by cutting them.
    fits = taken - GAP <= width
    shown = columns[:fixed] if below else columns

    def table(some: Sequence[Sequence[str]], header: bool) -> Table:
        made = Table(
            box=None,
            pad_edge=False,
            padding=(0, GAP, 0, 0),
            show_header=header,
            header_style="bold",
        )
        for at, name in enumerate(shown):
            is_fixed = at < fixed
            made.add_column(
                Text(name),
                overflow="fold",
                no_wrap=is_fixed and fits,
                min_width=widths[at] if is_fixed and fits else None,
            )
        for row in some:
            made.add_row(*(Text(cell) for cell in row[: len(shown)]))
        return made

    if not below:
        return [table(rows, header=True)]
    lines: list[Any] = [table([], header=True)]
    for row in rows:
        lines.append(table([row], header=False))
        if row[-1]:
            lines.append(Padding(Text(row[-1]), (0, 0, 0, INDENT)))
    return lines


def printable(text: str) -> str:
    """The text as it can stand on a terminal or between tabs, as long as before.

    White space becomes a blank. Control characters, marks that turn the direction of writing and
    halves of characters become U+FFFD: strangers' words may hold commands for the terminal.
    """
    return UNPRINTABLE.sub(
        lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}", text
    )


def _shown(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return f"{cell:,}"
        case float():
            return f"{cell:.2f}"
        case _:
            return str(cell)


def _plain(value: object) -> str:
    """Values that JSON has no type for, as strings."""
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
