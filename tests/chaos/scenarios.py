"""The scenarios: which fault, on how many brokers, with how large a share of the articles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.topics import MIB
from tests.chaos import faults, shapes
from tests.chaos.faults import Fault
from tests.chaos.mix import Entry, mix, slow_pages_first
from tests.chaos.poison import poisoned
from tests.chaos.publishing import Publisher, by_hand, by_producer, in_transactions
from tests.chaos.rig import SERVICES

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Scenario:
    """``starts``: what is started first. ``after`` happens once all is quiet, then it must be
    quiet again. ``seconds`` is the time over which the articles are published."""

    name: str
    fault: Fault = faults.nothing
    brokers: int = 1
    weight: int = 1
    seconds: float = 12.0
    traps: int = 0
    starts: Literal["parts", "services"] = "parts"
    shaped: Callable[[int, int, int], list[Entry]] = mix
    """The messages, from their count, a seed, and how many traps are among them."""
    after: Literal["nothing", "echo", "replay", "made anew"] = "nothing"
    tmpfs_mb: int = 0
    tmpfs_of: Literal["store", "broker"] = "store"
    with_proxies: bool = False
    publisher: Publisher = by_producer
    may_exit: bool = True
    """Whether a service may end, as far as its supervisor starts it again."""
    environment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """More variables for the replicas of a service."""

    @property
    def kills_children(self) -> bool:
        """Whether the fault may take a child from a page that hangs."""
        return self.fault in (faults.children_killed, faults.everything, faults.some)


def _clocks() -> dict[str, dict[str, str]]:
    shifts = (HOUR, -HOUR, HOUR, -HOUR)
    return {
        service: {"CHAOS_CLOCK_SECONDS": str(shift)}
        for service, shift in zip(SERVICES, shifts, strict=True)
    }


def _as_large() -> dict[str, dict[str, str]]:
    """The limits that are usual outside of these runs."""
    limits = {"WIREROOM_MAX_ARTICLE_BYTES": str(4 * MIB), "WIREROOM_CHILD_SECONDS": "20"}
    return dict.fromkeys(SERVICES, limits)


SCENARIOS = [
    Scenario("no fault", weight=4, traps=3),
    *(Scenario(f"kill -9 {service}", faults.kill(service)) for service in SERVICES),
    Scenario("SIGTERM each", faults.terminate),
    Scenario("SIGSTOP, then zombies", faults.zombie, seconds=20),
    Scenario("replicas come and go", faults.come_and_go, seconds=20),
    Scenario("broker killed", faults.broker_killed, seconds=15),
    Scenario("killed before delivery", faults.killed_undelivered, seconds=15),
    Scenario("services before broker and store", starts="services"),
    Scenario("store away", faults.store_away, seconds=15),
    Scenario("store slow", faults.store_slow),
    Scenario("store refuses writes", faults.store_refuses),
    Scenario("store's disk full", faults.disk_full, tmpfs_mb=160),
    Scenario("pool processes killed", faults.children_killed, seconds=15, traps=3),
    # Those before the limit are dead letters; mended, they are replayed.
    Scenario("a run of failures", faults.failing_run, seconds=15, after="replay"),
    Scenario("slow pages in a row", faults.never_stops, shaped=slow_pages_first, weight=2),
    Scenario("clocks an hour apart", faults.kill("tagging", times=2), environment=_clocks()),
    Scenario("poison first, last, alone", shaped=poisoned),
    Scenario(
        "hostile messages among them", shaped=shapes.hostile, publisher=by_hand, may_exit=False
    ),
    Scenario("forged headers", faults.own_origins, shaped=shapes.forged, may_exit=False),
    Scenario("impossible dates in a row", shaped=shapes.impossible_dates, weight=2, may_exit=False),
    Scenario("transactions", shaped=shapes.half_aborted, publisher=in_transactions, may_exit=False),
    Scenario("new partitions", faults.new_partitions, seconds=60, may_exit=False),
    Scenario("records deleted unread", faults.deleted_unread, may_exit=False),
    Scenario("topic made anew", after="made anew", may_exit=False),
    Scenario("large articles", shaped=shapes.large, environment=_as_large(), may_exit=False),
    Scenario("late echoes", after="echo"),
    Scenario(
        "fail, mend, replay twice",
        after="replay",
        environment={"cleaning": {"WIREROOM_FAILURE_LIMIT": "1000000"}},
    ),
    Scenario(
        "connections broken",
        faults.connections_broken(to_brokers=True),
        with_proxies=True,
        may_exit=False,
    ),
    Scenario(
        "store's connections broken",
        faults.connections_broken(to_brokers=False),
        with_proxies=True,
        may_exit=False,
    ),
    Scenario("all mixed", faults.everything, weight=4, seconds=60, traps=3),
    Scenario("3 brokers: killed", faults.broker_killed, brokers=3, seconds=15),
    Scenario("3 brokers: controllers", faults.controller_changed, brokers=3, seconds=25),
    Scenario("3 brokers: one lost", faults.broker_lost, brokers=3, seconds=15),
    Scenario(
        "3 brokers: one disk full",
        faults.broker_disk_full,
        brokers=3,
        seconds=15,
        tmpfs_mb=160,
        tmpfs_of="broker",
    ),
    Scenario(
        "3 brokers: connections broken",
        faults.connections_broken(to_brokers=True),
        brokers=3,
        with_proxies=True,
        may_exit=False,
    ),
    Scenario("3 brokers: all mixed", faults.everything, brokers=3, weight=4, seconds=60, traps=3),
]


SHORT = [
    Scenario("no fault", weight=2, traps=3),
    Scenario("killed before delivery", faults.killed_undelivered, seconds=15),
    Scenario("some mixed", faults.some, weight=2, seconds=40),
]
"""What fits into three minutes."""


def counts(scenarios: Sequence[Scenario], articles: int) -> dict[str, int]:
    """How many messages each publishes, so that all together publish ``articles``."""
    weights = sum(one.weight for one in scenarios)
    return {one.name: max(150, articles * one.weight // weights) for one in scenarios}
