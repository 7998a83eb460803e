"""Makes of what the services say, moment after moment, what an operator wants to see.

Pure: scrapes in, rows and series out; the terminal view and the status page show the same.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from services.cli.monitor.scrape import Scrape
from services.runtime.registration import topology

RATE_SECONDS = 10.0
"""Rates are over this long: shorter, and a batch every few seconds makes them jump."""
SERIES = ("rate", "lag", "age")


@dataclass(frozen=True, slots=True)
class Row:
    """One service at one moment. Rates per second, ``age`` and ``oldest`` in seconds; None is
    unknown: no answer, no lag exporter, or nothing that ended lately."""

    service: str
    state: str
    rate: float | None = None
    lag: int | None = None
    oldest: float | None = None
    age: float | None = None
    ended: int = 0
    dropped: int = 0
    dead: int = 0
    memory: float = 0

    @property
    def is_well(self) -> bool:
        return self.state == "ready"


@dataclass(slots=True)
class Watch:
    """Remembers scrapes for the rates, and rows for the charts.

    ``names`` has the services' names by address, for those that have not yet answered.
    """

    moments: int = 300
    names: Mapping[str, str] = field(default_factory=dict)
    _scrapes: deque[list[Scrape]] = field(default_factory=deque)
    _history: deque[tuple[float, dict[str, Row]]] = field(default_factory=deque)

    def see(self, scrapes: Sequence[Scrape]) -> list[Row]:
        """Take in what all services said at a moment; a row for each but the exporter of lag."""
        now = max(one.at for one in scrapes)
        lag = next((one for one in scrapes if one.of("wireroom_lag_messages")), None)
        rows = []
        for one in scrapes:
            before = self._before(one)
            service = one.service or (before and before.service) or self._name(one.url)
            if service != "lag":
                rows.append(_row(service, one, before, lag))
        rows = _numbered(sorted(rows, key=lambda row: _place(row.service)))
        self._scrapes.append(list(scrapes))
        while len(self._scrapes) > 2 and now - self._scrapes[1][0].at > RATE_SECONDS:
            self._scrapes.popleft()
        self._history.append((now, {row.service: row for row in rows}))
        while len(self._history) > self.moments:
            self._history.popleft()
        return rows

    def _before(self, one: Scrape) -> Scrape | None:
        """What the same service said about ``RATE_SECONDS`` ago."""
        for scrapes in self._scrapes:
            for earlier in scrapes:
                if earlier.url == one.url and earlier.service:
                    return earlier
        return None

    def _name(self, url: str) -> str:
        return self.names.get(url, url.removeprefix("http://"))

    def view(self) -> dict[str, Any]:
        """The last rows, the series of the charts, and one sentence: for the status page."""
        if not self._history:
            return {"sentence": "nothing is known yet", "well": True, "rows": [], "times": []}
        now, last = self._history[-1]
        rows = list(last.values())
        well, said = sentence(rows)
        return {
            "at": now,
            "well": well,
            "sentence": said,
            "rows": [asdict(row) for row in rows],
            "times": [round(at - now, 1) for at, _ in self._history],
            "series": {
                name: {
                    service: [
                        getattr(then[service], name) if service in then else None
                        for _, then in self._history
                    ]
                    for service in last
                }
                for name in SERIES
            },
        }


def sentence(rows: Sequence[Row]) -> tuple[bool, str]:
    """Whether all is well, and what there is to say in one sentence."""
    ill = [row for row in rows if not row.is_well]
    if ill:
        return False, "; ".join(f"{row.service}: {row.state}" for row in ill)
    ends = tuple(one.name for one in topology().audited if not one.outputs)
    stored = sum(row.rate or 0 for row in rows if row.service.startswith(ends))
    waiting = max(rows, key=lambda row: row.lag or 0, default=None)
    if waiting is not None and waiting.lag:
        oldest = f", the oldest for {waiting.oldest:.0f} s" if waiting.oldest else ""
        said = f"{waiting.lag:,} wait before {waiting.service}{oldest}"
    else:
        said = "nothing waits"
    return True, f"{stored:,.1f} articles a second are stored; {said}"


def _numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with replicas of one service told apart: cleaning-1, cleaning-2."""
    several = Counter(row.service for row in rows)
    numbers: Counter[str] = Counter()
    found = []
    for row in rows:
        numbers[row.service] += 1
        name = f"{row.service}-{numbers[row.service]}"
        found.append(replace(row, service=name) if several[row.service] > 1 else row)
    return found


def _place(service: str) -> tuple[int, str]:
    order = list(topology())
    return (order.index(service) if service in order else len(order), service)


def _row(service: str, one: Scrape, before: Scrape | None, lag: Scrape | None) -> Row:
    waiting = lag.of("wireroom_lag_messages", service=service) if lag else []
    oldest = lag.of("wireroom_waiting_seconds", service=service) if lag else []
    total = one.total("wireroom_messages_total")
    seconds = one.at - before.at if before else 0
    grown = total - before.total("wireroom_messages_total") if before else 0
    dead = one.total("wireroom_messages_total", outcome="rejected")
    dead += one.total("wireroom_messages_total", outcome="failed")
    return Row(
        service,
        one.state,
        # A service that has just started has counted less than before.
        rate=max(grown, 0) / seconds if seconds > 0 and one.service else None,
        lag=int(sum(value for _, value in waiting)) if waiting else None,
        oldest=max(value for _, value in oldest) if oldest else None,
        age=_p95(one, before) if before else None,
        ended=int(total),
        dropped=int(one.total("wireroom_messages_total", outcome="dropped")),
        dead=int(dead),
        memory=one.total("process_resident_memory_bytes")
        + one.total("wireroom_children_resident_memory_bytes"),
    )


def _p95(one: Scrape, before: Scrape) -> float | None:
    """The bound of ages below which 95 of 100 articles ended since ``before``."""
    name = "wireroom_age_seconds_bucket"
    earlier = {labels["le"]: value for labels, value in before.of(name)}
    grown = sorted(
        (float(labels["le"]), value - earlier.get(labels["le"], 0))
        for labels, value in one.of(name)
    )
    if not grown or grown[-1][1] <= 0:
        return None
    below = 0.0
    for bound, count in grown:
        if count >= 0.95 * grown[-1][1]:
            return bound if bound != float("inf") else below
        below = bound
    return None
