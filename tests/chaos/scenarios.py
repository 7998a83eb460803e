"""The scenarios: which fault, on how many brokers, with how large a share of the articles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.chaos import faults
from tests.chaos.faults import Fault
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
    shaped: Literal["mixed", "poison", "slow"] = "mixed"
    after: Literal["nothing", "echo", "replay"] = "nothing"
    tmpfs_mb: int = 0
    tmpfs_of: Literal["store", "broker"] = "store"
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
    Scenario("slow pages in a row", faults.never_stops, shaped="slow", weight=2),
    Scenario("clocks an hour apart", faults.kill("tagging", times=2), environment=_clocks()),
    Scenario("poison first, last, alone", shaped="poison"),
    Scenario("late echoes", after="echo"),
    Scenario(
        "fail, mend, replay twice",
        after="replay",
        environment={"cleaning": {"WIREROOM_FAILURE_LIMIT": "1000000"}},
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
    Scenario("3 brokers: all mixed", faults.everything, brokers=3, weight=4, seconds=60, traps=3),
]


SHORT = [
    Scenario("no fault", weight=2, traps=3),
    Scenario("killed before delivery", faults.killed_undelivered, seconds=15),
    Scenario("some mixed", faults.some, weight=2, seconds=40),
]
"""What fits into three minutes."""


def counts(scenarios: list[Scenario], articles: int) -> dict[str, int]:
    """How many messages each publishes, so that all together publish ``articles``."""
    weights = sum(one.weight for one in scenarios)
    return {one.name: max(150, articles * one.weight // weights) for one in scenarios}
