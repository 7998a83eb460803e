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

from collections.abc import Sequence  # noqa: E402
from datetime import UTC, datetime  # noqa: E402

from services.cli.registry import find  # noqa: E402
from services.runtime.service import run  # noqa: E402
from tests.chaos import sabotage  # noqa: E402


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def main(arguments: Sequence[str]) -> None:
    name = arguments[0]
    _, app = find(name)
    if hasattr(app, "_utc_now"):
        # The clock of these is datetime's, which can't be shifted from outside.
        vars(app)["_utc_now"] = _now
    if trick := os.environ.get("CHAOS_SABOTAGE"):
        sabotage.TRICKS[trick]()
    if name == "cleaning":
        # The articles that the service carries with it go through the trapdoors as well.
        vars(app)["WORK"] = "tests.chaos.traps:work"
    run(name, app, app.settings_class())


if __name__ == "__main__":
    main(sys.argv[1:])
