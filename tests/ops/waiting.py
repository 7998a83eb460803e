"""A service that only waits: what it can do in a second depends on its replicas, not the machine.

``python -m tests.ops.waiting``, with ``WIREROOM_*`` settings like every service.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from schemas.topics import RAW
from services.runtime.settings import Settings
from services.runtime.stage import Message, Outcome, Published, Stage

NAME = "waiting"
SECONDS = 0.1
"""For each message: ten a second and replica, so that the machine has nearly nothing to do."""
SOURCE = replace(RAW, name="waiting.in")
TARGET = replace(RAW, name="waiting.out")


async def wait(batch: Sequence[Message]) -> list[Outcome]:
    await asyncio.sleep(SECONDS * len(batch))
    return [Published(message.key or b"k", message.value or b"") for message in batch]


@asynccontextmanager
async def open_stages(settings: Settings) -> AsyncIterator[list[Stage]]:
    yield [Stage(NAME, "1", SOURCE, (TARGET,), wait)]


settings_class = Settings


if __name__ == "__main__":
    from services.runtime.service import run

    run(NAME, sys.modules[__name__], Settings())
