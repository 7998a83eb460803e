"""A service of the chaos runs: the real one, with trapdoors, and sabotaged if that is asked for.

Run as ``python -m tests.chaos.service NAME``. ``CHAOS_CLOCK_SECONDS`` shifts its clock;
``CHAOS_SABOTAGE`` breaks one of the rules that keep articles, to see that the suite notices.
"""

import os
import sys
import time

_shift = float(os.environ.get("CHAOS_CLOCK_SECONDS", "0"))
if _shift:
    # Before anything else is imported: a clock is often taken as a default argument.
    _true_time = time.time
    time.time = lambda: _true_time() + _shift

from collections.abc import AsyncIterator, Sequence  # noqa: E402
from contextlib import asynccontextmanager  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from typing import Any  # noqa: E402

from services.cli.registry import find  # noqa: E402
from services.runtime.pool.pool import pool_of  # noqa: E402
from services.runtime.registration import topology  # noqa: E402
from services.runtime.service import run  # noqa: E402
from services.runtime.stage import Stage  # noqa: E402
from tests.chaos import sabotage  # noqa: E402


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@asynccontextmanager
async def open_trapped(settings: Any) -> AsyncIterator[list[Stage]]:
    async with pool_of("cleaning", "tests.chaos.traps:work", settings) as pool:
        yield [topology()["cleaning"].stage(pool.handle, limit_bytes=None)]


def main(arguments: Sequence[str]) -> None:
    name = arguments[0]
    _, app = find(name)
    if hasattr(app, "_utc_now"):
        # The clock of these is datetime's, which can't be shifted from outside.
        vars(app)["_utc_now"] = _now
    if trick := os.environ.get("CHAOS_SABOTAGE"):
        sabotage.TRICKS[trick]()
    if name == "cleaning":
        vars(app)["open_stages"] = open_trapped
    run(name, app, app.settings_class())


if __name__ == "__main__":
    main(sys.argv[1:])
