"""Shows figures as one table, keeps them as JSON, and tells what got worse."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from services.cli.reference import with_tables
from tests.bench.figures import Difference, Figure

HEADINGS = ("figure", "median", "unit", "beside", "ratio", "spread", "target")


def show(
    figures: Iterable[Figure], machine: dict[str, Any], console: Console, is_tiny: bool = False
) -> None:
    """One table. After a tiny load it judges nothing: such figures say only that all of it runs."""
    title = (
        "wireroom bench --tiny: it runs; its figures say nothing" if is_tiny else "wireroom bench"
    )
    table = Table(title=title, caption=_caption(machine), caption_justify="left")
    for heading in (*HEADINGS, ""):
        right = heading in ("median", "ratio", "spread")
        table.add_column(heading, justify="right" if right else "left")
    shown = list(figures)
    for figure in shown:
        table.add_row(*_row(figure, is_judged=not is_tiny))
    console.print(table)
    console.print(verdict(() if is_tiny else shown), soft_wrap=True)


def verdict(figures: Iterable[Figure]) -> str:
    """One line: how many targets were missed, and of which figures."""
    judged = [(one.name, target.holds(one)) for one in figures for target in one.targets]
    missed = [name for name, holds in judged if holds is False]
    if not judged:
        return "it ran"
    if not missed:
        return f"all {len(judged)} targets met"
    return f"{len(missed)} of {len(judged)} targets missed: {', '.join(dict.fromkeys(missed))}"


def markdown(figures: Iterable[Figure], machine: dict[str, Any]) -> str:
    """The same table for a page in Markdown, targets and verdicts in one column."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|---|---:|---|---|---:|---:|---|"]
    for figure in figures:
        *cells, targets, verdicts = _row(figure, is_judged=True)
        judged = zip(targets.splitlines(), verdicts.splitlines(), strict=True)
        cells.append("; ".join(f"{target}: {word}" for target, word in judged))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", _caption(machine), ""])


def write_markdown(path: Path, table: str) -> None:
    """Write the table between the markers ``bench`` of a page, or as a file of its own where there
    is no page."""
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        text = with_tables(page, {"bench": table.rstrip("\n")})
    except ValueError:
        text = table
    path.write_text(text, encoding="utf-8")


def _row(figure: Figure, *, is_judged: bool) -> Sequence[str]:
    verdicts = {True: "met", False: "missed", None: ""}
    return (
        figure.name,
        _number(median(figure.values)),
        figure.unit,
        figure.reference,
        f"{median(figure.ratios):.2f}" if figure.ratios else "",
        f"{figure.spread:.0%}" if len(figure.judged) > 1 else "",
        "\n".join(str(target) for target in figure.targets),
        "\n".join(verdicts[target.holds(figure)] for target in figure.targets if is_judged),
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _caption(machine: dict[str, Any]) -> str:
    return (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"Python {machine['python']}; load average {machine['load_at_start']} before, "
        f"{machine['load_at_end']} after"
    )


def write(path: Path, figures: Iterable[Figure], machine: dict[str, Any]) -> None:
    held = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(held, indent=1) + "\n")


def earlier(path: Path) -> list[Figure]:
    """The figures in a file of an earlier run. Raises OSError, ValueError or KeyError."""
    return [Figure.from_json(one) for one in json.loads(path.read_text())["figures"]]


def show_differences(found: Iterable[Difference], console: Console) -> None:
    table = Table(title="since the earlier run")
    for heading in ("figure", "before", "after", "change", "noise", ""):
        table.add_column(heading, justify="left" if heading in ("figure", "") else "right")
    for one in found:
        table.add_row(
            one.name,
            _number(one.before),
            _number(one.after),
            f"{-one.change:+.0%}",
            f"±{one.noise:.0%}",
            "worse" if one.is_worse else "better" if -one.change > one.noise else "",
        )
    console.print(table)
