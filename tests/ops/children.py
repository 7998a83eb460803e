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
    assert process is not None
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


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
