"""Says on standard error what a command waits for: one moving line, or plain lines in a pipe."""

import sys
import threading
import time
from types import TracebackType
from typing import IO, Self

from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Column

from services.cli.console import GuardedConsole
from services.cli.terminal import guard_streams

HEARTBEAT_SECONDS = 3.0


class Progress:
    """Hears what a command waits for; this one tells nobody."""

    def say(self, words: str) -> None:
        """One line that stays."""

    def waiting_for(
        self, words: str, done: float | None = None, total: float | None = None
    ) -> None:
        """What the command waits for just now, and how much of it is done where that is known."""


SILENT = Progress()


class ProgressDisplay(Progress):
    """Shows what a command waits for; a context manager.

    On a terminal the last line moves. Elsewhere, a plain line tells of the wait at least every
    ``heartbeat`` seconds. Lines that stay begin with the seconds since the beginning.
    """

    def __init__(self, stream: IO[str] | None = None, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._console = GuardedConsole(file=stream or sys.stderr, highlight=False)
        self._moves = self._console.is_terminal and not self._console.is_dumb_terminal
        self._heartbeat = heartbeat
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._waiting = ""
        self._told = self._began
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="progress", daemon=True)
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
            ),
            BarColumn(bar_width=16, table_column=Column(width=16)),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            expand=True,
        )
        self._task = self._bar.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        if self._moves:
            self._bar.start()
            # Rich has put its own streams before ours: they take colours from what they are given.
            guard_streams()
        else:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Show nothing more that moves, and tell of no more waiting."""
        if self._moves:
            self._bar.stop()
        else:
            self._over.set()
            self._thread.join()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    def say(self, words: str) -> None:
        with self._lock:
            self._print(words)

    def waiting_for(
        self, words: str, done: float | None = None, total: float | None = None
    ) -> None:
        with self._lock:
            self._waiting = words
        if self._moves:
            self._bar.update(
                self._task, description=words, completed=done or 0, total=total, visible=bool(words)
            )

    def _print(self, words: str) -> None:
        self._told = time.monotonic()
        self._console.print(
            f"{self.seconds:5.1f} s  {words}", markup=False, soft_wrap=True, highlight=False
        )

    def _beat(self) -> None:
        while not self._over.wait(self._heartbeat / 10):
            with self._lock:
                if self._waiting and time.monotonic() - self._told >= self._heartbeat:
                    self._print(f"… {self._waiting}")
