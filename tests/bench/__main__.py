"""``python -m tests.bench``, which is what ``wireroom bench`` runs: measures, shows, compares."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench import (
    carrying,
    growth,
    largest,
    latency,
    peers,
    report,
    starting,
    storing,
    sweep,
    working,
)
from tests.bench.figures import Figure
from tests.bench.figures import compare as differences
from tests.bench.machine import describe
from tests.bench.parts import Parts, parts, pipeline
from tests.bench.sizes import FULL, TINY, Sizes

GROUPS = ("carrying", "pipeline", "latency", "syndication", "storage", "intake", "start", "largest")
WIDTH = 150
"""Columns where there is no terminal: enough for every heading on one line."""
IN_PIPELINE = set(GROUPS) - {"carrying"}

# They tell of every try in words meant for their authors; what matters is raised.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured beyond the groups. ``gold`` holds pages for the peers."""

    growth: bool
    sweep: bool
    peers: bool
    gold: Path | None


Add = Callable[[list[Figure]], None]


async def _measure(
    chosen: set[str], sizes: Sizes, options: Options, console: Console
) -> list[Figure]:
    figures: list[Figure] = []

    def add(found: list[Figure]) -> None:
        figures.extend(found)
        for figure in found:
            console.print(
                f"  {figure.name}: {figure.values} {figure.ratios or ''}", highlight=False
            )

    with parts() as real:
        if "carrying" in chosen:
            add(await carrying.measure(real, sizes.repeats, sizes.carried))
        if chosen & IN_PIPELINE or options.growth:
            await _measure_pipeline(real, chosen, sizes, add)
        if options.growth:
            add(await growth.measure(real, sizes.stored))
        if options.sweep:
            add(await sweep.measure(real, sizes.repeats, sizes.swept))
        if options.peers:
            some = peers.pages(sizes.compared, options.gold)
            add(peers.cleaning(real.folder, sizes.repeats, some))
            add(peers.tagging(real.folder, sizes.repeats, sizes.compared))
            async with pipeline(real) as running:
                add(await peers.whole(running, sizes.repeats, sizes.compared))
    assert len({one.name for one in figures}) == len(figures), "two figures of one name"
    return figures


async def _measure_pipeline(real: Parts, chosen: set[str], sizes: Sizes, add: Add) -> None:
    async with pipeline(real) as running:
        if "pipeline" in chosen:
            found, rate = await working.measure(running, sizes.repeats, sizes.worked)
            add(found)
        else:
            # The others need its rate, or the articles that it leaves behind.
            _, rate = await working.measure(running, 1, sizes.timed)
        if "latency" in chosen:
            add(await latency.measure(running, sizes.repeats, sizes.timed, rate))
        if "syndication" in chosen:
            add(await working.syndicated(running, sizes.repeats, sizes.copied))
        if "storage" in chosen:
            add(await storing.measure(real, sizes.repeats, sizes.kept))
        if "start" in chosen:
            add(await starting.measure(running, sizes.repeats))
        if "largest" in chosen:
            add(await largest.measure(running, sizes.largest))
        if "intake" in chosen:
            add(await storing.admitting(running, sizes.repeats, sizes.admitted))


def _earlier(path: Path) -> list[Figure]:
    """Read before anything is measured: minutes later would be late to say so."""
    try:
        return report.earlier(path)
    except (OSError, ValueError, KeyError) as error:
        raise typer.BadParameter(f"{path} holds no figures: {error}") from error


def main(
    only: Annotated[
        list[str] | None, typer.Option(help=f"Measure only this; of {', '.join(GROUPS)}.")
    ] = None,
    tiny: Annotated[bool, typer.Option(help="A load that only shows that all of it runs.")] = False,
    repeats: Annotated[int | None, typer.Option(min=1, help="How often each is measured.")] = None,
    grow: Annotated[
        bool,
        typer.Option(
            "--growth", help="Also storage with up to a million articles: one to two hours."
        ),
    ] = False,
    stored: Annotated[
        list[int] | None,
        typer.Option(min=1, help="For --growth: numbers of stored articles, the smallest first."),
    ] = None,
    settings: Annotated[
        bool, typer.Option("--sweep", help="Also the settings that matter, each with other values.")
    ] = False,
    beside_peers: Annotated[
        bool, typer.Option("--peers", help="Also beside what people would use instead; fetches it.")
    ] = False,
    gold: Annotated[
        Path | None, typer.Option(help="For --peers: pages with what is expected of each.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the table to this file.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Compare with this file; 1 if something got worse.")
    ] = None,
) -> None:
    """Measure Wireroom on Apache Kafka and the embedded store, beside references run in turn."""
    chosen = set(only or ([] if grow or beside_peers or settings else GROUPS))
    if unknown := chosen - set(GROUPS):
        raise typer.BadParameter(f"not measured here: {', '.join(sorted(unknown))}")
    sizes = TINY if tiny else FULL
    sizes = sizes.repeated(repeats) if repeats else sizes
    sizes = replace(sizes, stored=tuple(sorted(stored))) if stored else sizes
    before = _earlier(compare) if compare else []
    machine, progress = describe(), Console(stderr=True)
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    options = Options(grow, settings, beside_peers, gold)
    figures = asyncio.run(_measure(chosen, sizes, options, progress))
    machine["load_at_end"] = round(os.getloadavg()[0], 2)
    report.show(figures, machine, console, tiny)
    if json:
        report.write(json, figures, machine)
    if markdown:
        report.write_markdown(markdown, report.markdown(figures, machine))
    if compare:
        found = differences(before, figures)
        report.show_differences(found, console)
        sys.exit(any(one.is_worse for one in found))


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False, rich_markup_mode=None)
    app.command()(main)
    app(prog_name="wireroom bench")
