"""Prints where the running stack is, and says whether all of it is ready."""

import asyncio
import time
from http import HTTPStatus
from urllib.parse import urlsplit

from services.cli.invocation import command
from services.cli.processes import answers, page
from services.cli.progress_display import Progress
from services.cli.running_stack import RunningStack, find_running
from services.cli.tables import print_json

EVERY_SECONDS = 0.2


async def look(wait: float, progress: Progress) -> tuple[RunningStack | None, str]:
    """The running stack, and what is not ready, in words; these are empty if all is.

    Looks for as long as ``wait`` seconds, until all is ready.
    """
    deadline = time.monotonic() + wait
    while True:
        stack = find_running()
        missing = await not_ready(stack)
        if not missing or time.monotonic() >= deadline:
            return stack, missing
        progress.waiting_for(missing)
        await asyncio.sleep(EVERY_SECONDS)


async def not_ready(stack: RunningStack | None) -> str:
    """What is not ready, in words; empty if all is."""
    if stack is None:
        return f"nothing is running here; `{command('up')}` starts it"
    if not stack.services:
        return "not ready: broker, store and services are starting"
    asked = {"kafka": f"//{stack.kafka}", "mongo": stack.mongo, "status": stack.status or ""}
    states = await asyncio.gather(
        *(_listens(url) for url in asked.values()),
        *(_readiness(url) for url in stack.services.values()),
    )
    told = zip((*asked, *stack.services), states, strict=True)
    missing = [f"{name} ({state})" for name, state in told if state]
    return f"not ready: {', '.join(missing)}" if missing else ""


async def _listens(url: str) -> str:
    parts = urlsplit(url)
    there = await answers(parts.hostname or "", parts.port or 0)
    return "" if there else "does not answer"


async def _readiness(url: str) -> str:
    status, words = await page(urlsplit(url).port or 0, "/readyz")
    return "" if status == HTTPStatus.OK else words.strip() or "does not answer"


def show(stack: RunningStack, as_json: bool) -> None:
    """Print the addresses: one a line, or as one JSON object."""
    if as_json:
        told = stack.model_dump(include={"kafka", "mongo", "status", "services", "logs", "pid"})
        print_json(told | stack.doors)
        return
    rows = {
        "kafka": stack.kafka,
        "mongo": stack.mongo,
        "status": stack.status or "",
        "logs": stack.logs,
    }
    metrics = {
        f"{name} metrics" if name in stack.doors else name: url
        for name, url in stack.services.items()
    }
    told = rows | stack.doors | metrics
    width = max(10, *map(len, told))
    for name, address in told.items():
        print(f"{name:<{width}}  {address}")
