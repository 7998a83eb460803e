"""How ``wireroom top`` looks: a table that fits into 80 columns, and a sentence above it."""

import asyncio
from collections.abc import Sequence

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from services.cli.monitor.scrape import scrape_all
from services.cli.monitor.service_state import Row, Watch, sentence

MIB = 1024 * 1024
BAR = " ▁▂▃▄▅▆▇█"


async def watch(urls: Sequence[str], every: float, once: bool) -> None:
    """Show the services until cancelled, or once, after one interval."""
    seen = Watch()
    rates: dict[str, list[float]] = {}
    seen.see(await scrape_all(urls))
    if once:
        await asyncio.sleep(every)
        Console(highlight=False).print(picture(seen.see(await scrape_all(urls)), rates))
        return
    with Live(auto_refresh=False, screen=False) as live:
        while True:
            rows = seen.see(await scrape_all(urls))
            for row in rows:
                rates[row.service] = [*rates.get(row.service, []), row.rate or 0][-10:]
            live.update(picture(rows, rates), refresh=True)
            await asyncio.sleep(every)


def picture(rows: Sequence[Row], rates: dict[str, list[float]]) -> Group:
    """All there is to see. ``rates`` holds the last rates of each service, oldest first."""
    well, said = sentence(rows)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=False)
    table.add_column("service", no_wrap=True)
    for name in ("/s", "waiting", "oldest", "age p95", "ended", "dropped", "dead", "MiB"):
        table.add_column(name, justify="right", no_wrap=True)
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
            bars(rates.get(row.service, [])),
        )
    return Group(Text(said, "bold green" if well else "bold red"), "", table)


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
