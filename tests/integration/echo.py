"""A service for the behaviour suite: what comes of a message stands in its value.

``python -m tests.integration.echo``, with ``WIREROOM_*`` settings like every service.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from schemas.topics import RAW, Topic
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

NAME = os.environ.get("ECHO_NAME", "echo")
"""Each test has its own topics and its own consumer group."""


def topics_of(name: str) -> tuple[Topic, Topic]:
    """The input and the output of the service of that name."""
    small = replace(RAW, partitions=4, max_message_bytes=1024 * 1024, from_publishers=False)
    return replace(small, name=f"{name}.in"), replace(small, name=f"{name}.out")


ECHO_IN, ECHO_OUT = topics_of(NAME)


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
        case b"grow a little":
            return Published(b"k", b"x" * (3 * 1024 * 1024 // 2))
        case value:
            return Published(message.key or b"k", value)


async def echo(batch: Sequence[Message]) -> list[Outcome]:
    """``slow`` takes a second; the rest is told by ``_end``."""
    if any(message.value == b"slow" for message in batch):
        await asyncio.sleep(1.0)
    return [_end(message) for message in batch]


ECHO = Stage(NAME, "1", ECHO_IN, (ECHO_OUT,), echo)


@asynccontextmanager
async def open_stages(settings: Settings) -> AsyncIterator[list[Stage]]:
    yield [ECHO]


settings_class = Settings


if __name__ == "__main__":
    from services.runtime.service import run

    run(NAME, sys.modules[__name__], Settings())
