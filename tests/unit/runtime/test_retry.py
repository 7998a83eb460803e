"""What is away is waited for without end, ever more patiently, and seen in the metrics."""

import logging
from itertools import islice
from uuid import uuid4

import pytest

from services.runtime.retry import (
    DEPENDENCIES,
    Outage,
    OutageMetrics,
    backoff,
    retry_until_available,
)
from services.runtime.telemetry import metrics


class Clock:
    """Notes for how long it is asked to sleep, and does not."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class Flaky:
    """Raises each of the errors, then gives 7."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    async def __call__(self) -> int:
        if self.errors:
            raise self.errors.pop(0)
        return 7


def test_pauses_double_up_to_the_cap_and_stay_there() -> None:
    assert list(islice(backoff(), 9)) == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert list(islice(backoff(first=1, cap=3), 4)) == [1, 2, 3, 3]


async def test_what_works_is_not_waited_for() -> None:
    clock = Clock()
    assert await retry_until_available(Flaky(), pytest.fail, clock.sleep) == 7
    assert clock.waits == []


async def test_each_outage_is_told_then_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    clock, outages = Clock(), [Outage("mongo", "one"), Outage("kafka", "two")]
    told: list[Outage] = []
    with caplog.at_level(logging.WARNING):
        result = await retry_until_available(Flaky(*outages), told.append, clock.sleep)
    assert result == 7
    assert told == outages
    assert clock.waits == [0.1, 0.2]
    assert caplog.messages == [
        "mongo is away: one; trying again in 0.1 s",
        "kafka is away: two; trying again in 0.2 s",
    ]


async def test_every_other_error_is_raised_at_once() -> None:
    clock = Clock()
    with pytest.raises(KeyError):
        await retry_until_available(Flaky(KeyError("x")), pytest.fail, clock.sleep)
    assert clock.waits == []


async def test_what_the_callback_raises_ends_the_waiting() -> None:
    """So a service that is told to stop leaves off."""

    def stop(outage: Outage) -> None:
        raise KeyboardInterrupt

    clock = Clock()
    with pytest.raises(KeyboardInterrupt):
        await retry_until_available(Flaky(Outage("mongo", "x")), stop, clock.sleep)
    assert clock.waits == []


def told(service: str, dependency: str) -> tuple[float, float, float]:
    """Retries, outages, and whether it is away."""
    labels = (service, dependency)
    return (
        metrics.RETRIES.labels(*labels)._value.get(),
        metrics.OUTAGES.labels(*labels)._value.get(),
        metrics.AWAY.labels(*labels)._value.get(),
    )


def test_an_outage_is_counted_once_however_often_it_is_tried() -> None:
    service = f"retry-{uuid4()}"  # Counters outlive a test, and a test may run twice.
    outages = OutageMetrics(service)
    for _ in range(3):
        outages(Outage("mongo", "x"))
    outages(Outage("kafka", "x"))
    assert told(service, "mongo") == (3, 1, 1)
    assert told(service, "kafka") == (1, 1, 1)
    outages.over()
    assert told(service, "mongo") == (3, 1, 0)
    assert told(service, "kafka") == (1, 1, 0)
    outages(Outage("mongo", "x"))
    assert told(service, "mongo") == (4, 2, 1)


def test_a_service_without_an_outage_says_so_from_its_start() -> None:
    OutageMetrics("retry-2").over()
    samples = [
        (sample.labels["dependency"], sample.value)
        for metric in metrics.AWAY.collect()
        for sample in metric.samples
        if sample.labels["service"] == "retry-2"
    ]
    assert samples == [(dependency, 0) for dependency in DEPENDENCIES]
