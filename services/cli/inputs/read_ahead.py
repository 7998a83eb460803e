"""Reads an iterator in a thread of its own, so that whoever waits for it can be stopped."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class ReadAhead(Generic[T]):
    """The values of an iterator, read ahead by at most ``most`` in sum of their sizes.

    The thread is a daemon: one that waits in a read that never ends keeps no process alive.
    """

    def __init__(self, values: Iterable[T], size: Callable[[T], int], most: int) -> None:
        self._values = values
        self._size = size
        self._most = most
        self._ready: deque[T] = deque()
        self._held = 0
        self._room = threading.Condition()
        self._is_done = False
        self._error: BaseException | None = None
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="reading ahead", daemon=True).start()

    async def take(self, count: int, most: int) -> list[T]:
        """What is there now, at least one and at most ``count``, of about ``most`` in sum of sizes.

        Waits for the first; an empty list is the end. Raises what the iterator raised.
        """
        while True:
            with self._room:
                if self._ready:
                    return self._pop(count, most)
                if self._is_done:
                    break
                self._news.clear()
            await self._news.wait()
        if self._error is not None:
            raise self._error
        return []

    def stop(self) -> None:
        """Read no further than the value at hand."""
        with self._room:
            self._is_done = True
            self._room.notify()

    def _pop(self, count: int, most: int) -> list[T]:
        taken: list[T] = []
        size = 0
        while self._ready and len(taken) < count and size < most:
            taken.append(self._ready.popleft())
            size += self._size(taken[-1])
        self._held -= size
        self._room.notify()
        return taken

    def _read(self) -> None:
        try:
            for value in self._values:
                with self._room:
                    self._room.wait_for(lambda: self._held < self._most or self._is_done)
                    if self._is_done:
                        return
                    self._ready.append(value)
                    self._held += self._size(value)
                    is_first = len(self._ready) == 1
                if is_first:
                    self._tell()
        except BaseException as error:
            self._error = error
        finally:
            with self._room:
                self._is_done = True
            self._tell()

    def _tell(self) -> None:
        with contextlib.suppress(RuntimeError):  # The loop has been closed.
            self._loop.call_soon_threadsafe(self._news.set)
