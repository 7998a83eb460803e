"""A child process's side: read values, run the work on them, write outcomes, until told to end.

Run as ``python -m services.runtime.child FACTORY FD MEMORY_BYTES PARENT`` by ``children.py`` and by
nothing else. What passes on the socket is bytes; nothing is pickled.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import cast

from services.runtime.heap import settle
from services.runtime.stage import Dropped, Failed, Outcome, Published, Reason, Rejected, Stored

Work = Callable[[list[bytes | None]], Iterator[Outcome]]
"""What a child runs: from the values of some messages, their outcomes, in order, as they come."""

READY = b"ready"
PR_SET_PDEATHSIG = 1


def encode_value(value: bytes | None) -> bytes:
    """A message's value as one frame."""
    return b"\x00" if value is None else b"\x01" + value


def decode_value(frame: bytes) -> bytes | None:
    """The value in a frame of ``encode_value``."""
    return frame[1:] if frame[:1] == b"\x01" else None


def encode_outcome(outcome: Outcome) -> bytes:
    """An outcome as one frame: a line of JSON, then the value of what is to be published."""
    match outcome:
        case Published(key, value):
            return json.dumps(["published", key.decode()]).encode() + b"\n" + value
        case Rejected(reason, error) | Failed(reason, error):
            return json.dumps([outcome.name, reason, error]).encode()
        case Dropped(reason):
            return json.dumps([outcome.name, reason]).encode()
        case Stored():
            return json.dumps([outcome.name]).encode()


def decode_outcome(frame: bytes) -> Outcome:
    """The outcome in a frame of ``encode_outcome``. Raises ValueError on anything else."""
    head, _, value = frame.partition(b"\n")
    match json.loads(head):
        case ["published", str(key)]:
            return Published(key.encode(), value)
        case ["rejected", str(reason), str(error)]:
            return Rejected(Reason(reason), error)
        case ["failed", str(reason), str(error)]:
            return Failed(Reason(reason), error)
        case ["dropped", str(reason)]:
            return Dropped(Reason(reason))
        case ["stored"]:
            return Stored()
        case other:
            raise ValueError(f"not an outcome: {other!r:.100}")


def load_work(factory: str) -> Work:
    """The work that ``"module:function"`` makes."""
    module, _, name = factory.partition(":")
    return cast(Work, getattr(importlib.import_module(module), name)())


def _die_with(parent: int) -> None:
    # A child that hangs in C code never sees that its socket has closed.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # It went before we could ask.
            sys.exit("the parent is gone")


def _serve(connection: Connection, work: Work) -> None:
    connection.send_bytes(READY)
    while True:
        try:
            count = int(connection.recv_bytes())
            values = [decode_value(connection.recv_bytes()) for _ in range(count)]
        except (EOFError, OSError):
            return
        for outcome in work(values):
            connection.send_bytes(encode_outcome(outcome))


def main(factory: str, descriptor: str, memory_bytes: str, parent: str) -> None:
    """Serve until the parent closes the socket; ends with 3 when the memory does not suffice."""
    _die_with(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(int(descriptor))
    try:
        work = load_work(factory)
        settle()
        limit = int(memory_bytes)
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        _serve(connection, work)
    except MemoryError:
        os._exit(3)
    finally:
        with contextlib.suppress(OSError):
            connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
