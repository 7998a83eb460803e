"""A pool process: reads message values, runs the work on them, and writes their outcomes.

Run as ``python -m services.runtime.pool.process FACTORY FD MEMORY_BYTES PARENT`` by
``fork_server.py`` alone. It loads the work, then forks a process for each socket that is sent to
it. Only bytes pass on the sockets; nothing is pickled.
"""

import ctypes
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from time import monotonic
from typing import NoReturn, cast

from services.runtime.pool.framing import (
    bundle,
    decode_value,
    encode_outcome,
    unbundle,
)
from services.runtime.pool.gc_tuning import freeze_gc
from services.runtime.stage import Outcome

Work = Callable[[list[bytes | None]], Iterator[Outcome]]
"""What a pool process runs: from message values to outcomes, in order, one at a time."""

READY = b"ready"
PR_SET_PDEATHSIG = 1
SEND_SECONDS = 0.05
"""Outcomes are sent in groups, at least this often: sent singly, each cost the service more than
all its other work on the message. Unsent outcomes of a killed process are computed again."""


def load_work(factory: str) -> Work:
    """The work that ``"module:function"`` makes."""
    module, _, name = factory.partition(":")
    return cast(Work, getattr(importlib.import_module(module), name)())


def _die_with(parent: int) -> None:
    # A process that hangs in C code never sees that its socket has closed.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # It ended before we could ask.
            sys.exit("the parent is gone")


def _serve(connection: Connection, work: Work) -> None:
    connection.send_bytes(str(os.getpid()).encode())
    while True:
        try:
            values = list(map(decode_value, unbundle(connection.recv_bytes())))
        except (EOFError, OSError):
            return
        unsent: list[bytes] = []
        sent_at = monotonic()
        for outcome in work(values):
            unsent.append(encode_outcome(outcome))
            if monotonic() - sent_at >= SEND_SECONDS:
                connection.send_bytes(bundle(unsent))
                unsent, sent_at = [], monotonic()
        if unsent:
            connection.send_bytes(bundle(unsent))


def _process_main(descriptor: int, work: Work, memory_bytes: int, parent: int) -> NoReturn:
    """Serve until the socket closes. Ends with 3 if memory runs out, with 1 on any other error."""
    code = 1
    try:
        _die_with(parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if memory_bytes:
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        with Connection(descriptor) as connection:
            _serve(connection, work)
        code = 0
    except MemoryError:
        code = 3
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def main(factory: str, descriptor: str, memory_bytes: str, parent: str) -> None:
    """Fork a process for each order until the service closes the socket; all end with us."""
    _die_with(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = load_work(factory)
    freeze_gc()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for the processes.
    with socket.socket(fileno=int(descriptor)) as orders:
        orders.sendall(READY)
        ours = os.getpid()
        while (received := socket.recv_fds(orders, 1, 1))[0]:
            [theirs] = received[1]
            if os.fork() == 0:
                orders.close()
                _process_main(theirs, work, int(memory_bytes), ours)
            os.close(theirs)


if __name__ == "__main__":
    main(*sys.argv[1:])
