"""Says on standard error how far we are: a bar on a terminal, elsewhere a line now and then."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from services.runtime.settings import Settings

FIRST_SECONDS = 2.0
"""What is over sooner needs no word."""
EVERY_SECONDS = 5.0


class ProgressBar:
    """How far one piece of work is; ``async with`` or ``with``. ``total`` None: nobody knows."""

    def __init__(
        self,
        console: Console,
        what: str,
        total: int | None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._what = what
        self._total = total
        self._clock = clock
        self._next = clock() + FIRST_SECONDS
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[words]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(what, total=total, words="")

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def update(self, done: int, words: str) -> None:
        """``done`` of the total, and what else there is to say."""
        self._bar.update(self._task, completed=done, words=words)
        if not self._console.is_terminal and self._clock() >= self._next:
            self._next = self._clock() + EVERY_SECONDS
            share = f" ({100 * done // self._total} %)" if self._total else ""
            self.say(f"{self._what}: {words}{share}")

    def say(self, line: str) -> None:
        """Print a line, above the bar."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def waiting_for_kafka(settings: "Settings") -> AbstractContextManager[None]:
    """Say where Kafka should be if it takes its time."""
    return told_if_slow(f"waiting for Kafka at {settings.kafka} (WIREROOM_KAFKA)")


@contextmanager
def told_if_slow(words: str, seconds: float = FIRST_SECONDS) -> Iterator[None]:
    """Say what we wait for if it takes longer than so many seconds. Needs a running event loop."""
    later = asyncio.get_running_loop().call_later(
        seconds, lambda: print(words, file=sys.stderr, flush=True)
    )
    try:
        yield
    finally:
        later.cancel()
