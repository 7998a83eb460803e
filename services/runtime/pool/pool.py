"""A pool of processes for work that can hang, grow or crash: watched, and replaced when lost.

A message that exceeds its time limit, or kills its process, costs only itself. It is tried again
alone, because others of its chunk may be to blame; then it is rejected. It delays the others by no
more than its limit, and many of one owner get less and less (``time_budget.py``).
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
from services.runtime.pool.time_budget import OwnerOf, TimeBudget
from services.runtime.retry import Outage
from services.runtime.stage import Message, Outcome, Reason
from services.runtime.telemetry import metrics

log = logging.getLogger(__name__)

T = TypeVar("T")

BLOCKED_FACTOR = 3
"""A process may wait for anything but a processor for this many times the time limit."""


class ProcessPool:
    """A fixed number of processes that do the work of one stage.

    ``seconds`` of processor a message may use; ``memory_bytes`` limits the address space of a
    process, 0 for no limit; ``chunk`` is the most messages that a process gets at once.
    ``owner_of`` tells whose a message is: an owner of many slow ones gets down to
    ``least_seconds`` for each.
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
        owner_of: OwnerOf | None = None,
        least_seconds: float = 0.0,
    ) -> None:
        self.service = service
        self.factory = factory
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.chunk = chunk
        self._budget = TimeBudget(seconds, least_seconds, owner_of)
        # The kernel ends a process with the thread that started it, so the threads must stay.
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="pool")
        self._slots: list[PoolProcess | None] = [None] * count
        self._fork_server: ForkServer | None = None
        self._starting = threading.Lock()
        self._closed = False

    async def __aenter__(self) -> "ProcessPool":
        for cause in (Reason.TIMED_OUT, Reason.CHILD_DIED, Reason.TOO_COMPLEX):
            metrics.CHILDREN_RESTARTED.labels(self.service, cause)
        metrics.CHILDREN.labels(self.service).set_function(
            lambda: sum(process is not None for process in self._slots)
        )
        metrics.CHILDREN_MEMORY.labels(self.service).set_function(self._memory)
        try:
            await asyncio.gather(
                *(self._in_thread(self._process, slot) for slot in range(len(self._slots)))
            )
        except BaseException:
            # Stopped while a model loads: the threads would delay our end until it is loaded.
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
        for slot in range(len(self._slots)):
            self._end(slot)
        if self._fork_server is not None:
            self._fork_server.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def handle(self, messages: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order. Raises Outage if a lost process can't be replaced."""
        return await self._handle(messages, self._budget)

    async def handle_with_full_time(self, messages: Sequence[Message]) -> list[Outcome]:
        """The same, whatever others of the messages' owners have done."""
        return await self._handle(messages, TimeBudget(self.seconds, self.seconds, None))

    async def _handle(self, messages: Sequence[Message], budget: TimeBudget) -> list[Outcome]:
        batch = BatchDispatcher(
            [message.value for message in messages], self.chunk, len(self._slots), budget
        )
        await asyncio.gather(
            *(self._in_thread(self._run_chunks, slot, batch) for slot in range(len(self._slots)))
        )
        return [batch.outcomes[index] for index in range(len(messages))]

    def _memory(self) -> int:
        pids = [process.pid for process in self._slots if process is not None]
        if self._fork_server is not None:
            pids.append(self._fork_server.process.pid)
        return sum(_held_bytes(pid) for pid in pids)

    def _in_thread(self, function: Callable[..., T], *args: object) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _process(self, slot: int) -> PoolProcess:
        process = self._slots[slot]
        if process is not None and process.is_gone():
            self._replaced(Reason.CHILD_DIED)
            self._end(slot)
            process = None
        if process is None:
            process = self._slots[slot] = self._fork()
            if self._closed:
                self._end(slot)
        return process

    def _fork(self) -> PoolProcess:
        with self._starting:
            server = self._fork_server
            if server is None or server.is_gone():
                if server is not None:
                    server.end()
                server = self._fork_server = ForkServer(self.factory, self.memory_bytes)
                if self._closed:
                    server.end()
                server.wait_until_ready()
            return server.fork()

    def _end(self, slot: int) -> None:
        process, self._slots[slot] = self._slots[slot], None
        if process is not None:
            process.end()

    def _replaced(self, cause: Reason) -> None:
        log.warning("a pool process was replaced: %s", cause, extra={"reason": str(cause)})
        metrics.CHILDREN_RESTARTED.labels(self.service, cause).inc()

    def _run_chunks(self, slot: int, batch: BatchDispatcher) -> None:
        while chunk := batch.take():
            try:
                process = self._process(slot)
            except ProcessCannotStart as error:
                raise Outage("children", error) from error
            values = [batch.values[index] for index in chunk]
            outcomes, trouble = process.run_chunk(
                values, batch.seconds_of(chunk), BLOCKED_FACTOR * self.seconds
            )
            batch.record_results(chunk, outcomes, trouble)
            if trouble is not None:
                self._replaced(trouble)
                self._end(slot)


def _held_bytes(pid: int) -> int:
    """Resident memory of a process, shared pages divided among their users (PSS), in bytes.

    0 if the process is gone, or where there is no /proc.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0


def pool_of(
    service: str,
    factory: str,
    settings: PoolSettings,
    *,
    owner_of: OwnerOf | None = None,
    least_seconds: float = 0.0,
) -> ProcessPool:
    """The pool that a service's settings ask for; ``factory`` is ``module:function``."""
    return ProcessPool(
        service,
        factory,
        count=settings.child_count,
        seconds=settings.child_seconds,
        memory_bytes=settings.child_memory_mb * MIB,
        chunk=settings.child_chunk,
        owner_of=owner_of,
        least_seconds=least_seconds,
    )
