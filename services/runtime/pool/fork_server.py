"""Pool processes as the service sees them, and the fork server that they come from.

The fork server loads what the work needs, once, and forks a process on request. All processes share
that memory, and a lost one is replaced in milliseconds, without loading a model again.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection

from services.runtime.pool.framing import bundle, decode_outcome, encode_value, unbundle
from services.runtime.pool.process import READY
from services.runtime.pool.silence_limits import SilenceLimits, usage_of
from services.runtime.stage import Outcome, Reason

START_SECONDS = 120.0
END_SECONDS = 2.0
"""How long a killed process, or one that closed its socket, may take to be gone."""


class ProcessCannotStart(Exception):
    """A pool process ended before it was ready; its own message is on standard error."""


class PoolProcess:
    """One pool process. Its calls block; one thread at a time may make them."""

    def __init__(self, connection: Connection) -> None:
        """Waits until the process is ready. Raises EOFError or OSError if it ends before."""
        self.connection = connection
        if not connection.poll(START_SECONDS):
            raise EOFError
        self.pid = int(connection.recv_bytes())
        self._ending = threading.Lock()
        self._ended = False

    def is_gone(self) -> bool:
        """Whether the process ended by itself: an idle process sends nothing else."""
        return self.connection.poll(0)

    def run_chunk(
        self, values: Sequence[bytes | None], cpu_seconds: float, blocked_seconds: float
    ) -> tuple[list[Outcome], Reason | None]:
        """The outcomes received. If any is missing, also the reason; the caller must then end the
        process. No outcome is taken after one that is too complex, because a recursion that broke
        off anywhere may have left something half done.

        Between two outcomes the process may compute for ``cpu_seconds`` and wait for something
        else than a processor for ``blocked_seconds``.
        """

        def limits() -> SilenceLimits:
            return SilenceLimits(cpu_seconds, blocked_seconds, partial(usage_of, self.pid))

        outcomes: list[Outcome] = []
        sent = threading.Event()
        # A process that does not read would hold us in the write for ever.
        threading.Thread(target=self._kill_unless, args=(sent, limits), daemon=True).start()
        try:
            self.connection.send_bytes(bundle(map(encode_value, values)))
            sent.set()
            while len(outcomes) < len(values):
                if not self.connection.poll(0) and (trouble := self._silent(limits())):
                    return outcomes, trouble
                for frame in unbundle(self.connection.recv_bytes()):
                    outcomes.append(decode_outcome(frame))
                    if getattr(outcomes[-1], "reason", None) is Reason.TOO_COMPLEX:
                        return outcomes, Reason.TOO_COMPLEX
        except (EOFError, OSError, ValueError):
            return outcomes, Reason.CHILD_DIED
        finally:
            sent.set()
        return outcomes, None

    def _kill_unless(self, sent: threading.Event, limits: Callable[[], SilenceLimits]) -> None:
        watched = limits()
        while not sent.wait(watched.interval):
            # The write may have ended since we looked; its silence is then not ours to judge.
            if watched.exceeded() and not sent.is_set():
                self.kill()
                return

    def _silent(self, limits: SilenceLimits) -> Reason | None:
        """None once the process says something, else the limit that it has exceeded."""
        while not self.connection.poll(limits.interval):
            trouble = limits.exceeded()
            # It may have spoken since we looked, and computed on for the next message.
            if trouble and not self.connection.poll(0):
                return trouble
        return None

    def kill(self) -> None:
        """Kill the process; a thread that waits for it then goes on.

        Does nothing once ``end`` was called: another process may have the number by then.
        """
        with self._ending:
            if not self._ended:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """End the process, whatever it is doing. Any thread may call it, any number of times."""
        self.kill()
        with self._ending:
            if self._ended:
                return
            self._ended = True
        deadline = time.monotonic() + END_SECONDS
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < deadline:
                os.kill(self.pid, 0)
                time.sleep(0.001)
        self.connection.close()  # Not earlier: a thread may wait for its answer.


class ForkServer:
    """The process that pool processes are forked from; it ends with the thread that started it."""

    def __init__(self, factory: str, memory_bytes: int) -> None:
        self.factory = factory
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-P",  # A folder `services` where we are run must not stand in for ours.
                    "-m",
                    "services.runtime.pool.process",
                    factory,
                    str(theirs.fileno()),
                    str(memory_bytes),
                    str(os.getpid()),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # One thread each: the processes are the parallelism.
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ},
            )
        self._orders = ours
        self._closing = threading.Lock()

    def wait_until_ready(self) -> None:
        """Raises ProcessCannotStart if the server ends before, takes too long, or is ended."""
        self._orders.settimeout(START_SECONDS)
        try:
            if self._orders.recv(len(READY), socket.MSG_WAITALL) == READY:
                return
        except OSError:
            pass
        raise self._failure()

    def fork(self) -> PoolProcess:
        """A new process, ready. Raises ProcessCannotStart; the caller must then end the server."""
        ours, theirs = socket.socketpair()
        connection = Connection(ours.detach())
        try:
            with theirs:
                socket.send_fds(self._orders, [b"\n"], [theirs.fileno()])
            return PoolProcess(connection)
        except (EOFError, OSError) as error:
            connection.close()
            raise self._failure() from error

    def _failure(self) -> ProcessCannotStart:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_SECONDS)  # It may still write what was wrong.
        self.end()
        code = self.process.returncode
        return ProcessCannotStart(
            f"a child process for {self.factory} ended with {code} at its start"
        )

    def is_gone(self) -> bool:
        """Whether the server has ended; its processes have then ended with it."""
        return self.process.poll() is not None

    def end(self) -> None:
        """End the server and all its processes; a thread that waits for one then goes on."""
        self.process.kill()
        self.process.wait()
        # A descriptor that is closed twice may belong to something else by then.
        with self._closing:
            self._orders.close()
