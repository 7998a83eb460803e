"""Waits out what is unavailable: capped exponential backoff, for ever, and its metrics."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from services.runtime.telemetry import metrics

log = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


class Outage(Exception):
    """Something that a stage needs is unavailable; nothing is wrong with the messages.

    ``dependency`` is a metric's label: one of ``DEPENDENCIES``.
    """

    def __init__(self, dependency: str, cause: BaseException | str) -> None:
        super().__init__(f"{dependency} is away: {cause}")
        self.dependency = dependency


class Lacking(Outage):
    """It answers and lacks what we need, until somebody changes that; ``words`` say it all."""

    def __init__(self, dependency: str, words: str) -> None:
        Exception.__init__(self, words)
        self.dependency = dependency


def backoff(first: float = 0.1, cap: float = 10.0) -> Iterator[float]:
    """Seconds to wait before each further try: doubled each time up to ``cap``."""
    pause = first
    while True:
        yield pause
        pause = min(pause * 2, cap)


async def retry_until_available(
    attempt: Callable[[], Awaitable[T]],
    on_outage: Callable[[Outage], None],
    sleep: Sleep = asyncio.sleep,
) -> T:
    """Call ``attempt`` until it raises no ``Outage``; every other exception is raised at once."""
    pauses = backoff()
    while True:
        try:
            return await attempt()
        except Outage as outage:
            on_outage(outage)
            pause = next(pauses)
            log.warning("%s; trying again in %.1f s", outage, pause)
            await sleep(pause)


DEPENDENCIES = ("kafka", "mongo", "children")


class OutageMetrics:
    """Counts a service's outages. Call it with each ``Outage``, and ``over`` after a success."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._away: set[str] = set()
        for dependency in DEPENDENCIES:  # From the start: an increase needs a zero before it.
            metrics.RETRIES.labels(service, dependency)
            metrics.OUTAGES.labels(service, dependency)
            metrics.AWAY.labels(service, dependency)

    def __call__(self, outage: Outage) -> None:
        """An attempt has failed."""
        labels = (self._service, outage.dependency)
        metrics.RETRIES.labels(*labels).inc()
        if outage.dependency not in self._away:
            self._away.add(outage.dependency)
            metrics.OUTAGES.labels(*labels).inc()
            metrics.AWAY.labels(*labels).set(1)

    @property
    def any_away(self) -> bool:
        """Whether the last attempt failed."""
        return bool(self._away)

    def over(self) -> None:
        """An attempt has succeeded."""
        while self._away:
            metrics.AWAY.labels(self._service, self._away.pop()).set(0)
