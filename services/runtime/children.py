"""Work that can hang, swell or crash runs in child processes that are watched and replaced.

A message that takes longer than its limit, or takes its child with it, costs only itself: it is
tried again alone, for others may have taken the time, and the child may have died of something
else; then it has failed. In all it holds the others up for no longer than its limit.
"""

import asyncio
import logging
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from schemas.topics import MIB
from services.runtime import metrics
from services.runtime.child import READY, Work, decode_outcome, encode_value
from services.runtime.retry import Outage
from services.runtime.rounds import Round
from services.runtime.settings import ChildSettings
from services.runtime.stage import Message, Outcome, Reason

__all__ = ["ChildCannotStart", "Children", "Work"]

log = logging.getLogger(__name__)

T = TypeVar("T")

START_SECONDS = 120.0
IN_COMPANY = 0.25
"""The share of its limit that a message has among others; alone it has the rest."""
PATIENCE = 3
"""So many times its limit a child may be silent by the clock, if it got no processor meanwhile."""


class ChildCannotStart(Exception):
    """A child process ended before it was ready; its own words are on standard error."""


class _Child:
    """One child process. Its calls block; one thread at a time may make them."""

    def __init__(self, factory: str, memory_bytes: int) -> None:
        self.factory = factory
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-P",  # A folder `services` where we are run must not stand in for ours.
                    "-m",
                    "services.runtime.child",
                    factory,
                    str(theirs.fileno()),
                    str(memory_bytes),
                    str(os.getpid()),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # One thread each: the children are the parallelism.
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ},
            )
        self.connection = Connection(ours.detach())
        self._closing = threading.Lock()

    def wait_until_ready(self) -> None:
        """Raises ChildCannotStart if it ends before, or takes too long, or is ended."""
        try:
            ready = self.connection.poll(START_SECONDS) and self.connection.recv_bytes() == READY
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.end()
            code = self.process.returncode
            raise ChildCannotStart(
                f"a child process for {self.factory} ended with {code} at its start"
            )

    def ask(
        self, values: Sequence[bytes | None], computing: float, patience: float
    ) -> tuple[list[Outcome], Reason | None]:
        """The outcomes that came, and, if not all did, why; the child is then of no more use.

        It may be silent for ``computing`` seconds of processor, and ``patience`` by the clock.
        """
        outcomes: list[Outcome] = []
        # A child that does not read would hold us in the write for ever.
        watchdog = threading.Timer(patience, self.process.kill)
        watchdog.start()
        try:
            self.connection.send_bytes(str(len(values)).encode())
            for value in values:
                self.connection.send_bytes(encode_value(value))
            watchdog.cancel()
            while len(outcomes) < len(values):
                if trouble := self._silent(computing, patience):
                    return outcomes, trouble
                outcomes.append(decode_outcome(self.connection.recv_bytes()))
        except (EOFError, OSError, ValueError):
            return outcomes, Reason.CHILD_DIED
        finally:
            watchdog.cancel()
        return outcomes, None

    def _silent(self, computing: float, patience: float) -> Reason | None:
        """None once it says something; else what is wrong with it. On a busy machine, or while
        it or we were stopped, the clock runs on and the message is not to blame."""
        deadline = time.monotonic() + patience
        before = _computed(self.process.pid)
        while not self.connection.poll(computing / 10):
            if _computed(self.process.pid) - before > computing:
                return Reason.TIMED_OUT
            if time.monotonic() > deadline:
                return Reason.CHILD_DIED
        return None

    def end(self) -> None:
        """End the process, whatever it is doing; a thread that waits for it then goes on."""
        self.process.kill()
        self.process.wait()
        # Its own thread and the one that stops the service may both come here, and a file
        # descriptor that is closed twice may by then be another's.
        with self._closing:
            self.connection.close()


def _computed(pid: int) -> float:
    """Seconds of processor that a process has used; where that can't be told, of the clock."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Children:
    """A fixed number of child processes that do the work of one stage.

    ``seconds`` is how long a message may compute and so hold up others; ``memory_bytes`` a child's
    address space, 0 for no limit; ``chunk`` the number of messages that a child gets at once.
    """

    def __init__(
        self,
        service: str,
        factory: str,
        *,
        count: int,
        seconds: float,
        memory_bytes: int,
        chunk: int,
    ) -> None:
        self.service = service
        self.factory = factory
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.chunk = chunk
        # The kernel ends a child with the thread that began it, so the threads must stay.
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="child")
        self._seats: list[_Child | None] = [None] * count
        self._closed = False

    async def __aenter__(self) -> "Children":
        for cause in (Reason.TIMED_OUT, Reason.CHILD_DIED):
            metrics.CHILDREN_RESTARTED.labels(self.service, cause)
        metrics.CHILDREN.labels(self.service).set_function(lambda: len(self._pids()))
        metrics.CHILDREN_MEMORY.labels(self.service).set_function(
            lambda: sum(_resident_bytes(pid) for pid in self._pids())
        )
        try:
            await asyncio.gather(
                *(self._in_thread(self._child, seat) for seat in range(len(self._seats)))
            )
        except BaseException:
            # Told to stop while a model loads: its thread would keep us from ending until it has.
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closed = True
        for seat in range(len(self._seats)):
            self._end(seat)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def handle(self, messages: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order. Raises Outage if a child can't be started anew."""
        batch = Round([message.value for message in messages], self.chunk)
        await asyncio.gather(
            *(self._in_thread(self._work_off, seat, batch) for seat in range(len(self._seats)))
        )
        return [batch.outcomes[index] for index in range(len(messages))]

    def _pids(self) -> list[int]:
        children = [child for child in self._seats if child is not None]
        return [child.process.pid for child in children if child.process.returncode is None]

    def _in_thread(self, function: Callable[..., T], *args: object) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _child(self, seat: int) -> _Child:
        child = self._seats[seat]
        if child is None or child.process.poll() is not None:
            if child is not None:
                self._replaced(Reason.CHILD_DIED)
            self._end(seat)
            child = self._seats[seat] = _Child(self.factory, self.memory_bytes)
            if self._closed:
                self._end(seat)
            child.wait_until_ready()
        return child

    def _end(self, seat: int) -> None:
        child, self._seats[seat] = self._seats[seat], None
        if child is not None:
            child.end()

    def _replaced(self, cause: Reason) -> None:
        log.warning("a child process was replaced: %s", cause, extra={"reason": str(cause)})
        metrics.CHILDREN_RESTARTED.labels(self.service, cause).inc()

    def _work_off(self, seat: int, batch: Round) -> None:
        while chunk := batch.take():
            try:
                child = self._child(seat)
            except ChildCannotStart as error:
                raise Outage("children", error) from error
            share = IN_COMPANY if len(chunk) > 1 else 1 - IN_COMPANY
            values = [batch.values[index] for index in chunk]
            outcomes, trouble = child.ask(values, share * self.seconds, PATIENCE * self.seconds)
            batch.settle(chunk, outcomes, trouble)
            if trouble is not None:
                self._replaced(trouble)
                self._end(seat)


def _resident_bytes(pid: int) -> int:
    """Resident memory of a process; 0 if it is gone, or where there is no /proc."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as pages:
            return int(pages.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def children_of(service: str, factory: str, settings: ChildSettings) -> Children:
    """The children that a service's settings ask for."""
    return Children(
        service,
        factory,
        count=settings.child_count,
        seconds=settings.child_seconds,
        memory_bytes=settings.child_memory_mb * MIB,
        chunk=settings.child_chunk,
    )
