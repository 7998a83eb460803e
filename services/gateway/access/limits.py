"""Holds callers to a rate, and all bodies together to a size."""

import time
from collections.abc import Callable

from services.gateway import metrics
from services.gateway.problems import too_many

BURST_SECONDS = 2.0
"""A caller may save up so much of its rate."""
MOST_BUCKETS = 10_000


class Limits:
    """A token bucket for each caller. ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str, rate: float) -> float:
        """Take one token; 0, or the seconds until there is one. ``rate`` is tokens a second."""
        now = self._clock()
        most = max(1.0, rate * BURST_SECONDS)
        if len(self._buckets) >= MOST_BUCKETS and name not in self._buckets:
            self._buckets.clear()
        held, at = self._buckets.get(name, (most, now))
        held = min(most, held + (now - at) * rate)
        if held < 1:
            self._buckets[name] = (held, now)
            return (1 - held) / rate
        self._buckets[name] = (held - 1, now)
        return 0.0


class Budget:
    """Bytes of bodies that are handled at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    def take(self, size: int) -> None:
        """Raises Problem 429 where there is no room; one body alone always has room."""
        if self._taken and self._taken + size > self._most:
            raise too_many("the gateway handles as much as it can hold", 1)
        self._taken += size
        metrics.BODY_BYTES.set(self._taken)

    def give_back(self, size: int) -> None:
        self._taken -= size
        metrics.BODY_BYTES.set(self._taken)
