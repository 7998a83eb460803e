"""A service for the behaviour suite: what comes of a message stands in its value.

``python -m tests.integration.echo``, with ``WIREROOM_*`` settings like every service.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from schemas.topics import RAW
from services.runtime.settings import Settings
from services.runtime.stage import (
    Dropped,
    Failed,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
)

ECHO_IN = replace(RAW, name="echo.in", partitions=4, max_message_bytes=1024 * 1024)
ECHO_OUT = replace(RAW, name="echo.out", partitions=4, max_message_bytes=1024 * 1024)


def _end(message: Message) -> Outcome:
    match message.value:
        case None:
            return Rejected(Reason.NO_VALUE, "nothing there")
        case b"boom":
            raise RuntimeError("boom")
        case b"copy":
            return Dropped(Reason.DUPLICATE)
        case b"bad":
            return Rejected(Reason.BAD_JSON, "bad")
        case b"fail":
            return Failed(Reason.UNEXPECTED, "fail")
        case b"grow":
            return Published(b"k", b"x" * (3 * 1024 * 1024))
        case value:
            return Published(message.key or b"k", value)


async def echo(batch: Sequence[Message]) -> list[Outcome]:
    """``slow`` takes a second; the rest is told by ``_end``."""
    if any(message.value == b"slow" for message in batch):
        await asyncio.sleep(1.0)
    return [_end(message) for message in batch]


ECHO = Stage("echo", "1", ECHO_IN, ECHO_OUT, echo)


@asynccontextmanager
async def open_stage(settings: Settings) -> AsyncIterator[Stage]:
    yield ECHO


if __name__ == "__main__":
    from services.runtime.worker import run

    run("echo", open_stage, Settings())
