"""Carries JSON lines through a stage without Kafka, in batches of bounded memory."""

import asyncio
import contextlib
import json
import queue
import threading
from collections.abc import AsyncIterator, Sequence
from typing import IO

from services.runtime.escaping import one_line
from services.runtime.retry import Outage
from services.runtime.stage import (
    Dropped,
    Failed,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
    WrongOutcomes,
)

Line = tuple[int, bytes]
"""The number of a line, from 1, and what stands on it."""


async def lines_of(source: IO[bytes], most: int) -> AsyncIterator[list[Line]]:
    """The lines that are not blank, as many at once as there are just now, at most ``most``."""
    loop, there = asyncio.get_running_loop(), asyncio.Event()
    lines: queue.Queue[Line | None] = queue.Queue(most)

    def put(line: Line | None) -> None:
        lines.put(line)
        loop.call_soon_threadsafe(there.set)

    def read() -> None:
        # RuntimeError: whoever read our lines has had enough, and the loop is closed.
        with contextlib.suppress(RuntimeError):
            for number, line in enumerate(source, 1):
                if line.strip():
                    put((number, line.rstrip(b"\r\n")))
            put(None)

    # A daemon, for nothing can wake a thread that waits for a terminal.
    threading.Thread(target=read, name="stdin", daemon=True).start()
    ended = False
    while not ended:
        await there.wait()
        there.clear()
        waiting = [lines.get_nowait() for _ in range(lines.qsize())]
        ended = waiting[-1:] == [None]
        if batch := [line for line in waiting if line is not None]:
            yield batch


async def carry_lines(
    stage: Stage, batches: AsyncIterator[list[Line]], out: IO[bytes], told: IO[str]
) -> None:
    """Write what the stage publishes to ``out``, what became of the other lines to ``told``."""
    async for batch in batches:
        outcomes = await outcomes_of(stage, [message(number, value) for number, value in batch])
        for (number, _), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Published):
                out.write(outcome.value + b"\n")
            else:
                told.write(json.dumps(report(number, outcome), ensure_ascii=False) + "\n")
        out.flush()
        told.flush()


async def outcomes_of(stage: Stage, batch: Sequence[Message]) -> list[Outcome]:
    """One outcome per message; of one that the stage raises over, and it alone, ``Failed``.

    Raises ``Outage`` and ``WrongOutcomes``, which are no message's fault.
    """
    try:
        return await stage.process(batch)
    except (Outage, WrongOutcomes):
        raise
    except Exception as error:
        if len(batch) > 1:
            return [end for one in batch for end in await outcomes_of(stage, [one])]
        return [Failed(Reason.UNEXPECTED, one_line(f"{type(error).__name__}: {error}"))]


def message(number: int, value: bytes) -> Message:
    """The message that a line is taken for: the same line always has the same origin."""
    return Message(value, topic="stdin", offset=number)


def report(number: int, outcome: Outcome) -> dict[str, int | str]:
    """What became of a line."""
    told: dict[str, int | str] = {"line": number, "outcome": outcome.name}
    if isinstance(outcome, Dropped | Rejected | Failed):
        told["reason"] = outcome.reason
    if isinstance(outcome, Rejected | Failed):
        told["error"] = outcome.error
    return told
