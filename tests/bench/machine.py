"""What processes took of this machine, as the kernel counts it; and which machine it is."""

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
TICK_SECONDS = 1 / TICKS
"""The least CPU time that can be told from none."""


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on (field 3); none if it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def tree(pid: int) -> Iterator[int]:
    """The process and all that it began."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            yield from tree(int(child))


def cpu_seconds(pid: int) -> float:
    """CPU seconds of the process and of all that it began, the ended ones too."""
    total = 0
    for one in tree(pid):
        if fields := _stat(one):
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def memory_mib(pid: int) -> float:
    """MiB that the process and all that it began hold; shared pages count once."""
    total = 0
    for one in tree(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(
            int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total / 1024


def describe() -> dict[str, Any]:
    """The machine, as far as it matters for the figures."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "python": platform.python_version(),
        "kernel": platform.release(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }
