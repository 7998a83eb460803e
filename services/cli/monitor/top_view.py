"""How ``wireroom top`` looks: a table that fits into 80 columns, and a sentence above it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from services.cli.console import GuardedConsole
from services.cli.invocation import command
from services.cli.monitor.scrape import scrape_all
from services.cli.monitor.service_state import Row, Watch, summary
from services.cli.progress_display import ProgressDisplay
from services.cli.tables import print_json

MIB = 1024 * 1024
BAR = " ▁▂▃▄▅▆▇█"
COLOURS = {"well": "green", "warn": "yellow", "ill": "red"}


LEGEND = """\
done: messages finished since the start: passed on, stored, dropped or dead
≤ 95 %: 95 of 100 articles took at most so long from articles.raw to here
dropped: the same article again; dead: did not get through (a dead letter)"""


async def show_once(urls: Sequence[str], names: Mapping[str, str], every: float) -> bool:
    """Print the services once, after one interval; whether any of them answers."""
    seen, rows = await _look(urls, names, every)
    if not any(row.answers for row in rows):
        return False
    console = GuardedConsole(highlight=False)
    console.print(picture(rows, seen.dead_letters, {}))
    return True


async def show_json(urls: Sequence[str], names: Mapping[str, str], every: float) -> bool:
    """Print a JSON object a line for each service, after one interval; whether any answers."""
    _, rows = await _look(urls, names, every)
    for row in rows:
        print_json(asdict(row))
    return any(row.answers for row in rows)


async def _look(
    urls: Sequence[str], names: Mapping[str, str], every: float
) -> tuple[Watch, list[Row]]:
    seen = Watch(names=names)
    with ProgressDisplay() as display:
        display.waiting_for("asking the services")
        seen.see(await scrape_all(urls))
        await asyncio.sleep(every)
        return seen, seen.see(await scrape_all(urls))


async def watch(urls: Sequence[str], names: Mapping[str, str], every: float) -> None:
    """Show the services until cancelled."""
    seen = Watch(names=names)
    rates: dict[str, list[float]] = {}
    console = GuardedConsole(highlight=False)
    with Live(Text("asking the services"), console=console, auto_refresh=False) as live:
        while True:
            rows = seen.see(await scrape_all(urls))
            for row in rows:
                rates[row.service] = [*rates.get(row.service, []), row.rate or 0][-10:]
            live.update(picture(rows, seen.dead_letters, rates), refresh=True)
            await asyncio.sleep(every)


def picture(
    rows: Sequence[Row], dead_letters: int | None, rates: Mapping[str, list[float]]
) -> Group:
    """All there is to see. ``dead_letters`` lie on their topics, None if nobody knows; ``rates``
    holds the last rates of each service, oldest first."""
    dead = sum(row.dead for row in rows) if dead_letters is None else dead_letters
    level, words = summary(rows, dead)
    if dead:
        words += f" `{command('dead list')}` shows why."
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=False)
    table.add_column("service", no_wrap=True)
    for name in ("/s", "waiting", "oldest", "≤ 95 %", "done", "dropped", "dead", "MiB"):
        table.add_column(name, justify="right", no_wrap=True)
    if rates:
        table.add_column("last", no_wrap=True)
    for row in rows:
        table.add_row(
            Text(("● " if row.is_well else "○ ") + row.service, "green" if row.is_well else "red"),
            "–" if row.rate is None else f"{row.rate:.1f}" if row.rate < 1000 else count(row.rate),
            "–" if row.lag is None else count(row.lag),
            seconds(row.oldest),
            seconds(row.age),
            count(row.ended),
            count(row.dropped),
            Text(count(row.dead), "yellow" if row.dead else ""),
            count(row.memory / MIB),
            *([bars(rates.get(row.service, []))] if rates else []),
        )
    return Group(Text(words, f"bold {COLOURS[level]}"), "", table, "", Text(LEGEND, "dim"))


def count(value: float) -> str:
    """A number in at most six characters."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e5, "k")):
        if value >= size:
            return f"{value / (1000 if unit == 'k' else size):.4g}{unit}"
    return f"{value:,.0f}"


def seconds(value: float | None) -> str:
    """A time in the unit that reads best; a dash where it is unknown."""
    if value is None:
        return "–"
    if value < 1:
        return f"{value * 1000:.0f} ms"
    for size, unit in ((86400, "d"), (3600, "h"), (120, "min")):
        if value >= size:
            return f"{value / (60 if unit == 'min' else size):.0f} {unit}"
    return f"{value:.0f} s"


def bars(values: Sequence[float]) -> str:
    """The values as a line of bars, the largest full."""
    top = max(values, default=0)
    return "".join(BAR[round(value / top * 8)] if top else BAR[0] for value in values)
