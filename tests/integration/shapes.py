"""Services of other shapes than one stage: two stages, or none and a server.

``python -m tests.integration.shapes SHAPE NAME``, with ``WIREROOM_*`` settings.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace

from schemas.topics import RAW, Topic
from services.runtime.registration import ServiceSpec
from services.runtime.service import run
from services.runtime.settings import Settings
from services.runtime.stage import Message, Outcome, Published, Stage
from services.runtime.telemetry.health import Health


def topics_of(name: str) -> tuple[Topic, Topic, Topic, Topic]:
    """Two inputs and two outputs."""
    small = replace(RAW, partitions=2)
    first, second, out, side = (
        replace(small, name=f"{name}.{end}") for end in ("first", "second", "out", "side")
    )
    return first, second, out, side


@asynccontextmanager
async def two_stages(name: str) -> AsyncIterator[list[Stage]]:
    """One stage for each input; a value that begins with ``side`` goes to the second output."""
    first, second, out, side = topics_of(name)
    service = ServiceSpec(name, "", "", inputs=(first, second), outputs=(out, side))

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [
            Published(
                b"k",
                f"{message.topic}:".encode() + (message.value or b""),
                side.name if (message.value or b"").startswith(b"side") else None,
            )
            for message in batch
        ]

    yield [service.stage(handle, input=topic) for topic in service.inputs]


@asynccontextmanager
async def no_stage(settings: Settings) -> AsyncIterator[list[Stage]]:
    yield []


async def serve_for_ever(settings: Settings, health: Health) -> None:
    await asyncio.Event().wait()


async def fail_soon(settings: Settings, health: Health) -> None:
    await asyncio.sleep(0.2)
    raise RuntimeError("the socket is gone")


def main(shape: str, name: str) -> None:
    apps = {
        "two": SimpleNamespace(open_stages=lambda settings: two_stages(name)),
        "server": SimpleNamespace(open_stages=no_stage, serve=serve_for_ever),
        "both": SimpleNamespace(open_stages=lambda _: two_stages(name), serve=serve_for_ever),
        "broken": SimpleNamespace(open_stages=no_stage, serve=fail_soon),
    }
    run(name, apps[shape], Settings())  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
