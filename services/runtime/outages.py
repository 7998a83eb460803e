"""Counts what is away and for how long, from the tries that fail until one does not."""

from services.runtime.retry import Outage
from services.runtime.telemetry import metrics

DEPENDENCIES = ("kafka", "mongo", "children")


class Outages:
    """The outages of one service; call it with each ``Outage``, and ``over`` when work goes on."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._away: set[str] = set()
        for dependency in DEPENDENCIES:  # From the start, for an increase needs a zero before it.
            metrics.RETRIES.labels(service, dependency)
            metrics.OUTAGES.labels(service, dependency)
            metrics.AWAY.labels(service, dependency)

    def __call__(self, outage: Outage) -> None:
        """A try has failed."""
        labels = (self._service, outage.dependency)
        metrics.RETRIES.labels(*labels).inc()
        if outage.dependency not in self._away:
            self._away.add(outage.dependency)
            metrics.OUTAGES.labels(*labels).inc()
            metrics.AWAY.labels(*labels).set(1)

    def over(self) -> None:
        """A try has not failed."""
        while self._away:
            metrics.AWAY.labels(self._service, self._away.pop()).set(0)
