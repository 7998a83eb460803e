"""``python -m tests.chaos``: breaks Wireroom in every way we know, and prints how it ended."""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.invariants import Reference, Verdict
from tests.chaos.rig import log, name_of_scenario
from tests.chaos.run import run
from tests.chaos.sabotage import TRICKS
from tests.chaos.scenarios import SCENARIOS, SHORT, Scenario, counts
from tests.integration.kafka import kafka_or_skip

NO_FAULT = "no fault"
COLUMNS = (
    "scenario", "published", "stored", "duplicates", "dead letters",
    "lost", "stored twice", "redelivered", "recovered in s", "",
)  # fmt: skip


def row(name: str, verdict: Verdict, recovered: float) -> tuple[str, ...]:
    numbers = (
        verdict.published,
        verdict.stored,
        verdict.duplicates,
        verdict.dead_letters,
        verdict.lost,
        verdict.stored_twice,
        verdict.redelivered,
    )
    good = "ok" if not verdict.faults else f"{len(verdict.faults)} FAULTS"
    return (name, *(f"{one:,}" for one in numbers), f"{recovered:.1f}", good)


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in Markdown, aligned."""
    lines = [COLUMNS, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
    told = [
        "| "
        + " | ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    rule = "|" + "|".join(("-" * (width + 2)) for width in widths) + "|"
    return "\n".join([told[0], rule, *told[1:]])


def chosen(only: str | None, short: bool) -> list[Scenario]:
    wanted = SHORT if short else SCENARIOS
    words = only.split(",") if only else [""]
    return [one for one in wanted if any(word in one.name for word in words)]


@dataclass
class Chaos:
    """Scenarios that are run, some at the same time: most of a scenario is waiting."""

    scenarios: Sequence[Scenario]
    articles: int
    seed: int
    folder: Path
    sabotage: str | None = None
    reference: Reference | None = None
    """What was stored where nothing broke; that scenario is run first, alone."""
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    good: bool = True

    async def run(self, jobs: int) -> None:
        """Run all; at most ``jobs`` at the same time."""
        turn = asyncio.Semaphore(jobs)

        async def in_turn(one: Scenario) -> None:
            async with turn:
                name_of_scenario.set(f"{one.name}: ")
                await self._run(one)

        for first in (one for one in self.scenarios if one.name == NO_FAULT):
            await in_turn(first)
        async with asyncio.TaskGroup() as group:
            for one in self.scenarios:
                if one.name != NO_FAULT:
                    group.create_task(in_turn(one))

    async def _run(self, one: Scenario) -> None:
        count = counts(self.scenarios, self.articles)[one.name]
        log(f"{count:,} articles")
        try:
            verdict, recovered = await run(
                one, count, self.seed, self.folder, self.reference, self.sabotage
            )
        except PermissionError as error:
            log(f"left out: {error}")
            return
        except Exception as error:
            verdict, recovered = Verdict(faults=[f"{type(error).__name__}: {error}"]), 0.0
        if one.name == NO_FAULT:
            self.reference = verdict.documents
        for fault in verdict.faults[:12]:
            log(f"FAULT {fault}")
        self.good &= not verdict.faults
        self.rows[one.name] = row(one.name, verdict, recovered)
        log(" | ".join(self.rows[one.name][1:]))

    def table(self) -> str:
        """A row for each scenario that was run, in their order."""
        return table([self.rows[one.name] for one in self.scenarios if one.name in self.rows])


def main() -> int:
    parser = argparse.ArgumentParser(prog="poe chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--articles", type=int, default=20_000, help="in all scenarios together")
    parser.add_argument("--only", help="scenarios whose names hold one of these, comma separated")
    parser.add_argument("--short", action="store_true", help="a selection that takes 3 minutes")
    parser.add_argument("--sabotage", choices=TRICKS, help="break a rule on purpose")
    parser.add_argument("--jobs", type=int, default=2, help="scenarios at the same time")
    parser.add_argument("--folder", type=Path, help="where everything lies, kept at the end")
    options = parser.parse_args()
    scenarios = chosen(options.only, options.short)
    if not scenarios:
        parser.error("no such scenario; there are: " + ", ".join(one.name for one in SCENARIOS))
    # Ended by a supervisor, as by Ctrl-C: with everything that was begun.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kafka_or_skip()
    log(f"seed {options.seed}, {options.articles:,} articles, {len(scenarios)} scenarios")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wireroom-chaos-") as temporary:
        folder = options.folder or Path(temporary)
        chaos = Chaos(scenarios, options.articles, options.seed, folder, options.sabotage)
        asyncio.run(chaos.run(options.jobs))
    print(chaos.table())
    minutes = (time.monotonic() - begun) / 60
    ended = "all hold" if chaos.good else "NOT ALL HOLD"
    print(f"\nseed {options.seed}: {ended}, {minutes:.1f} minutes")
    return 0 if chaos.good else 1


if __name__ == "__main__":
    sys.exit(main())
