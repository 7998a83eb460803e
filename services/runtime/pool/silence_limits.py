"""Tells when a silent pool process is to blame, which on a busy machine no clock can tell.

A process that computes is charged for its seconds of processor. A process that waits for something
else than a processor is charged for the time. One that wants a processor and gets none is charged
for nothing: the machine is busy, or the container has used up its quota.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.runtime.stage import Reason


@dataclass(frozen=True, slots=True)
class Usage:
    """The seconds of processor that a process has used, and whether it wants more just now."""

    cpu_seconds: float
    is_runnable: bool


def usage_of(pid: int) -> Usage:
    """What Linux says of a process in ``/proc/PID/stat`` (proc(5): state, utime, stime).

    Elsewhere the clock stands for the processor, and the process counts as blocked.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return Usage(time.monotonic(), is_runnable=False)
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), is_runnable=fields[0] == "R")


class SilenceLimits:
    """Watches one silence of a process, from now on.

    ``cpu_seconds`` is how long it may compute, ``blocked_seconds`` how long it may wait for
    something else than a processor.
    """

    def __init__(
        self, cpu_seconds: float, blocked_seconds: float, usage: Callable[[], Usage]
    ) -> None:
        self.interval = cpu_seconds / 10
        """Seconds between two looks."""
        self._usage = usage
        self._cpu_limit = usage().cpu_seconds + cpu_seconds
        self._blocked_left = blocked_seconds

    def exceeded(self) -> Reason | None:
        """The limit that the process has exceeded, if any. To be called after each interval.

        An interval counts as just that, however late the call is: we too may get no processor, or
        be stopped together with the process.
        """
        usage = self._usage()
        if usage.cpu_seconds > self._cpu_limit:
            return Reason.TIMED_OUT
        if not usage.is_runnable:
            self._blocked_left -= self.interval
        return Reason.CHILD_DIED if self._blocked_left < 0 else None
