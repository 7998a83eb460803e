"""The cleaning child with trapdoors: some words in an article hang it, kill it, or swell it.

Real pages that do this to a parser are mended when they are found; these never are.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from services.cleaning import pool_work
from services.runtime.pool.process import Work
from services.runtime.stage import Failed, Outcome, Reason

HANG = "chaos-trap-hang"
KILL = "chaos-trap-kill"
SWELL = "chaos-trap-swell"

BROKEN_FILE = "CHAOS_BROKEN_FILE"
"""Names a file in the environment: while it is there, every article fails."""


def work() -> Work:
    """What the real child does, unless an article tells otherwise."""
    clean_all = pool_work.work()

    def trapped(values: list[bytes | None]) -> Iterator[Outcome]:
        for value in values:
            if broken := _broken():
                yield broken
                continue
            _spring(value or b"")
            yield from clean_all([value])

    return trapped


def _broken() -> Failed | None:
    path = os.environ.get(BROKEN_FILE)
    return Failed(Reason.UNEXPECTED, "broken on purpose") if path and Path(path).exists() else None


def _spring(value: bytes) -> None:
    if HANG.encode() in value:
        while True:
            time.monotonic()
    if KILL.encode() in value:
        os.kill(os.getpid(), signal.SIGSEGV)
    if SWELL.encode() in value:
        # Bytes of nothing cost no time, so that it is the memory that runs out.
        held = [bytes(64 << 20)]
        while True:
            held.append(bytes(64 << 20))
