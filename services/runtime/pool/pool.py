"""Work that can hang, swell or crash runs in child processes that are watched and replaced.

A message that takes longer than its limit, or takes its child with it, costs only itself: it is
tried again alone, for others may have taken the time, and the child may have died of something
else; then it has failed. In all it holds the others up for no longer than its limit.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from schemas.topics import MIB
from services.runtime.pool.dispatcher import BatchDispatcher
from services.runtime.pool.fork_server import ForkServer, PoolProcess, ProcessCannotStart
from services.runtime.pool.settings import PoolSettings
from services.runtime.retry import Outage
from services.runtime.stage import Message, Outcome, Reason
from services.runtime.telemetry import metrics

log = logging.getLogger(__name__)

T = TypeVar("T")

SHARED_TIME_SHARE = 0.25
"""The share of its limit that a message has among others; alone it has the rest."""
BLOCKED_FACTOR = 3
"""So many times its limit a child may wait for something else than a processor."""


class ProcessPool:
    """A fixed number of child processes that do the work of one stage.

    ``seconds`` is how long a message may compute and so hold up others; ``memory_bytes`` a child's
    address space, 0 for no limit; ``chunk`` the most messages that a child gets at once.
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
        self._slots: list[PoolProcess | None] = [None] * count
        self._fork_server: ForkServer | None = None
        self._starting = threading.Lock()
        self._closed = False

    async def __aenter__(self) -> "ProcessPool":
        for cause in (Reason.TIMED_OUT, Reason.CHILD_DIED):
            metrics.CHILDREN_RESTARTED.labels(self.service, cause)
        metrics.CHILDREN.labels(self.service).set_function(
            lambda: sum(child is not None for child in self._slots)
        )
        metrics.CHILDREN_MEMORY.labels(self.service).set_function(self._memory)
        try:
            await asyncio.gather(
                *(self._in_thread(self._child, seat) for seat in range(len(self._slots)))
            )
        except BaseException:
            # Told to stop while a model loads: the threads would keep us from ending until it has.
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
        for seat in range(len(self._slots)):
            self._end(seat)
        if self._fork_server is not None:
            self._fork_server.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def handle(self, messages: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order. Raises Outage if a child can't be started anew."""
        batch = BatchDispatcher(
            [message.value for message in messages], self.chunk, len(self._slots)
        )
        await asyncio.gather(
            *(self._in_thread(self._run_chunks, seat, batch) for seat in range(len(self._slots)))
        )
        return [batch.outcomes[index] for index in range(len(messages))]

    def _memory(self) -> int:
        pids = [child.pid for child in self._slots if child is not None]
        if self._fork_server is not None:
            pids.append(self._fork_server.process.pid)
        return sum(_held_bytes(pid) for pid in pids)

    def _in_thread(self, function: Callable[..., T], *args: object) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _child(self, seat: int) -> PoolProcess:
        child = self._slots[seat]
        if child is not None and child.is_gone():
            self._replaced(Reason.CHILD_DIED)
            self._end(seat)
            child = None
        if child is None:
            child = self._slots[seat] = self._fork()
            if self._closed:
                self._end(seat)
        return child

    def _fork(self) -> PoolProcess:
        with self._starting:
            nursery = self._fork_server
            if nursery is None or nursery.is_gone():
                if nursery is not None:
                    nursery.end()
                nursery = self._fork_server = ForkServer(self.factory, self.memory_bytes)
                if self._closed:
                    nursery.end()
                nursery.wait_until_ready()
            return nursery.fork()

    def _end(self, seat: int) -> None:
        child, self._slots[seat] = self._slots[seat], None
        if child is not None:
            child.end()

    def _replaced(self, cause: Reason) -> None:
        log.warning("a child process was replaced: %s", cause, extra={"reason": str(cause)})
        metrics.CHILDREN_RESTARTED.labels(self.service, cause).inc()

    def _run_chunks(self, seat: int, batch: BatchDispatcher) -> None:
        while chunk := batch.take():
            try:
                child = self._child(seat)
            except ProcessCannotStart as error:
                raise Outage("children", error) from error
            share = SHARED_TIME_SHARE if len(chunk) > 1 else 1 - SHARED_TIME_SHARE
            values = [batch.values[index] for index in chunk]
            outcomes, trouble = child.run_chunk(
                values, share * self.seconds, BLOCKED_FACTOR * self.seconds
            )
            batch.record_results(chunk, outcomes, trouble)
            if trouble is not None:
                self._replaced(trouble)
                self._end(seat)


def _held_bytes(pid: int) -> int:
    """Resident memory of a process, its share of what it shares; 0 if it is gone, or where there
    is no /proc."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0


def pool_of(service: str, factory: str, settings: PoolSettings) -> ProcessPool:
    """The children that a service's settings ask for."""
    return ProcessPool(
        service,
        factory,
        count=settings.child_count,
        seconds=settings.child_seconds,
        memory_bytes=settings.child_memory_mb * MIB,
        chunk=settings.child_chunk,
    )
