"""Tells how many processors we may use, which in a container is fewer than the machine has."""

import math
import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Microseconds of processor in a period, or ``max``, and the period (the kernel's
cgroup-v2 documentation, cpu.max)."""


def cpu_count(quota: Path = QUOTA) -> int:
    """The processors that we are bound to, or as many as our quota allows; 1 at least."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        allowed, period = quota.read_text().split()
        return max(min(bound or 1, math.ceil(int(allowed) / int(period))), 1)
    except (OSError, ValueError):  # Not there, or ``max``.
        return bound or 1
