"""What the children of the tests run: what a message does stands in its value."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from services.runtime.pool.process import Work
from services.runtime.stage import Dropped, Outcome, Published, Reason, Rejected, Stored

MIB = 1024 * 1024
LOADED_BY = os.getpid()


def _end(value: bytes | None) -> Outcome:
    match value:
        case None:
            return Rejected(Reason.NO_VALUE, "nothing there")
        case b"hang":
            while True:
                pass
        case b"die":
            os._exit(1)
        case b"swell":
            return Published(b"k", bytes(4096 * MIB))
        case b"too deep":
            return Rejected(Reason.TOO_COMPLEX, "RecursionError: too deep")
        case b"copy":
            return Dropped(Reason.DUPLICATE)
        case b"keep":
            return Stored()
        case b"loaded by":
            return Published(b"pid", str(LOADED_BY).encode())
        case b"pid":
            return Published(b"pid", str(os.getpid()).encode())
        case b"busy":
            begun = time.process_time()
            while time.process_time() - begun < 0.08:
                pass
            return Published(b"k", b"busy")
        case _ if value.startswith(b"wait in "):
            return Published(b"k", _wait(Path(value.removeprefix(b"wait in ").decode())))
        case _:
            return Published(b"k", value.upper())


def _wait(folder: Path) -> bytes:
    """Leave a file ``begun``, then wait for a file ``go``."""
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return b"waited"


def one_by_one() -> Work:
    """Each outcome as it comes."""
    return lambda values: map(_end, values)


def all_together() -> Work:
    """The outcomes of a chunk only once all are there, as a model that works in batches."""

    def handle(values: list[bytes | None]) -> Iterator[Outcome]:
        return iter([_end(value) for value in values])

    return handle


def cannot_start() -> Work:
    raise RuntimeError("no model there")


def never_starts() -> Work:
    while True:
        time.sleep(60)


def always_busy() -> Work:
    """Computes for ever, whatever the message."""
    return lambda values: map(_end, [b"hang"] * len(values))
