"""Waiting for a condition, for all tests: the deadline only bounds a hang."""

import asyncio
import os
import time
from collections.abc import Callable

HANG_SECONDS = 20.0 if os.environ.get("WIREROOM_TEST_PROFILE") == "mutants" else 300.0
"""A busy machine may need long; what has not happened by then never will. Many mutants hang."""


def wait_until(condition: Callable[[], object], seconds: float = HANG_SECONDS) -> None:
    """Return once the condition holds; AssertionError if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.01)


async def until(condition: Callable[[], object], seconds: float = HANG_SECONDS) -> None:
    """The same, where the event loop must go on."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.01)
