"""Makes of what the services say, moment after moment, what an operator wants to see.

Pure: scrapes in, rows and series out; the terminal view and the status page show the same.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NamedTuple

from services.cli.monitor.scrape import NO_ANSWER, Scrape
from services.runtime.registration import topology

RATE_SECONDS = 10.0
"""Rates are over this long: shorter, and a batch every few seconds makes them jump."""
SERIES = ("rate", "lag", "age")
DEAD = ("rejected", "failed")
"""The outcomes that leave a dead letter."""

Level = Literal["well", "warn", "ill"]
"""All is well; something needs a look; something does not work."""


@dataclass(frozen=True, slots=True)
class Row:
    """One service at one moment. Rates per second, ``age`` and ``oldest`` in seconds, ``memory`` in
    bytes; None is unknown: no answer, no lag exporter, or nothing that ended lately."""

    service: str
    state: str
    url: str = ""
    rate: float | None = None
    lag: int | None = None
    oldest: float | None = None
    age: float | None = None
    ended: int = 0
    dropped: int = 0
    dead: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Messages by why they were dropped, rejected or failed: ``rejected bad_json``."""
    memory: float = 0

    @property
    def is_well(self) -> bool:
        return self.state == "ready"

    @property
    def answers(self) -> bool:
        return self.state != NO_ANSWER


class Summary(NamedTuple):
    """How all of it is, in a sentence."""

    level: Level
    words: str


@dataclass(slots=True)
class Watch:
    """Remembers scrapes for the rates, and rows for the charts.

    ``names`` has the services' names by address, for those that have not yet answered.
    """

    moments: int = 300
    names: Mapping[str, str] = field(default_factory=dict)
    dead_letters: int | None = None
    """Dead letters on all topics, handled ones among them; None where no lag exporter answers."""
    _scrapes: deque[list[Scrape]] = field(default_factory=deque)
    _history: deque[tuple[float, dict[str, Row]]] = field(default_factory=deque)

    def see(self, scrapes: Sequence[Scrape]) -> list[Row]:
        """Take in what all services said at a moment; a row for each but the exporter of lag."""
        if not scrapes:
            return []
        now = max(one.at for one in scrapes)
        lag = next((one for one in scrapes if one.of("wireroom_lag_messages")), None)
        self.dead_letters = int(lag.total("wireroom_dead_letters")) if lag else None
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
        """The last rows and the series of the charts."""
        if not self._history:
            return {"rows": [], "times": [], "series": {}}
        now, last = self._history[-1]
        return {
            "at": now,
            "rows": [asdict(row) for row in last.values()],
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

    @property
    def rows(self) -> list[Row]:
        """The last rows."""
        return list(self._history[-1][1].values()) if self._history else []


def summary(rows: Sequence[Row], dead_letters: int) -> Summary:
    """How all of it is. ``dead_letters`` counts those that somebody should look at."""
    if not rows:
        return Summary("warn", "The services are starting.")
    ill = [row for row in rows if not row.is_well]
    if ill:
        told = "; ".join(f"{row.service}: {row.state}" for row in ill)
        words = f"Not ready: {told}."
    else:
        words = f"All services are ready. {_flow(rows)}."
    if dead_letters:
        messages = "1 message" if dead_letters == 1 else f"{dead_letters:,} messages"
        words += f" {messages} did not get through (dead letters)."
    return Summary("ill" if ill else "warn" if dead_letters else "well", words)


def _flow(rows: Sequence[Row]) -> str:
    """How much is stored, and what waits."""
    last = tuple(one.name for one in topology().audited if not one.outputs)
    ends = [row for row in rows if row.service.startswith(last)]
    stored = sum(row.ended - row.dropped - row.dead for row in ends)
    rate = sum(row.rate or 0 for row in ends)
    words = f"{stored:,} stored since they started"
    words += f", {rate:,.1f} a second now" if rate >= 0.05 else ""
    waiting = max(rows, key=lambda row: row.lag or 0)
    if not waiting.lag:
        return f"{words}; nothing is waiting"
    oldest = f", the oldest for {waiting.oldest:.0f} s" if waiting.oldest else ""
    return f"{words}; {waiting.lag:,} waiting for {waiting.service}{oldest}"


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
    reasons = Counter[str]()
    for labels, value in one.of("wireroom_messages_total"):
        if labels["reason"] and value:
            reasons[f"{labels['outcome']} {labels['reason']}"] += int(value)
    return Row(
        service,
        one.state,
        one.url,
        # A service that has just started has counted less than before.
        rate=max(grown, 0) / seconds if seconds > 0 and one.service else None,
        lag=int(sum(value for _, value in waiting)) if waiting else None,
        oldest=max((value for _, value in oldest if value), default=None),
        age=_p95(one, before) if before else None,
        ended=int(total),
        dropped=int(one.total("wireroom_messages_total", outcome="dropped")),
        dead=sum(int(one.total("wireroom_messages_total", outcome=outcome)) for outcome in DEAD),
        reasons=dict(reasons),
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
