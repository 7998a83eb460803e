"""Ends work on the first Ctrl-C and in order: what was done can still be told."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """We are to stop: by Ctrl-C or a signal."""


class Stop:
    """Whether we are to stop; SIGINT and SIGTERM say so while ``listening``."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.signal: signal.Signals | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the first signal; a second one ends us as it always would."""
        loop = asyncio.get_running_loop()

        def stop(number: signal.Signals) -> None:
            self.signal = number
            self._event.set()
            loop.remove_signal_handler(number)

        for number in SIGNALS:
            loop.add_signal_handler(number, stop, number)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    async def before(self, work: Coroutine[Any, Any, T], grace: float = 0.0) -> T:
        """The work's result. Raises Stopped once we are to stop, and cancels the work.

        With ``grace`` the work has so many seconds more to come to its result.
        """
        task = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(self._event.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if grace and not task.done():
                await asyncio.wait({task}, timeout=grace)
            # Work that is always done at once must not outrun the signal.
            if not task.done() or (self._event.is_set() and not grace):
                raise Stopped
            return task.result()
        finally:
            for one in (task, stopping):
                one.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)
