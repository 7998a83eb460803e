"""The child processes of a service, to be killed or held back."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

TURN_SECONDS = 1.0
SHARE = 0.05


def children_of(process: subprocess.Popen[bytes] | None) -> list[int]:
    """Those that work: not the nursery that they are forked from."""
    assert process is not None
    return [pid for child in _below(process.pid) for pid in _below(child) or [child]]


def _below(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return []


@asynccontextmanager
async def slowed(process: subprocess.Popen[bytes] | None) -> AsyncIterator[None]:
    """The children run a twentieth of the time, as in a container that has used up its share."""

    def tell_all(what: signal.Signals) -> None:
        for pid in children_of(process):
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    async def slow() -> None:
        while True:
            tell_all(signal.SIGSTOP)
            await asyncio.sleep(TURN_SECONDS * (1 - SHARE))
            tell_all(signal.SIGCONT)
            await asyncio.sleep(TURN_SECONDS * SHARE)

    task = asyncio.create_task(slow())
    try:
        yield
    finally:
        task.cancel()
        tell_all(signal.SIGCONT)
