"""A run of failures is judged by trying articles of our own: theirs goes on, ours stops."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.runtime.records import Record
from services.runtime.retry import Outage
from services.runtime.runner import TooManyFailures
from services.runtime.stage import (
    PERHAPS_OURS,
    Message,
    Outcome,
    Reason,
    Rejected,
    Stage,
    Stored,
)
from services.runtime.telemetry import metrics
from tests.integration.echo import ECHO, ECHO_IN
from tests.unit.runtime.test_runner import DEAD, Bench, broker


async def test_a_run_of_failures_stops_the_service_with_nothing_acknowledged() -> None:
    memory = broker(*[b"fail"] * 60)
    with pytest.raises(TooManyFailures):
        await memory.run(ECHO, failure_limit=50)
    assert memory.lag(ECHO) == 60
    assert memory.messages(DEAD) == []


def with_probe(*verdicts: bool | Exception) -> tuple[Stage, list[bool | Exception]]:
    """The echo stage with a probe that ends so, one time after the other; and what is left."""
    left = list(verdicts)

    async def probe() -> bool:
        verdict = left.pop(0)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    return replace(ECHO, probe=probe), left


def runs(verdict: str) -> float:
    return float(metrics.FAILURE_RUNS.labels("echo", verdict)._value.get())


async def test_a_run_of_failures_is_theirs_where_our_own_articles_pass() -> None:
    before = runs("theirs")
    stage, left = with_probe(True, True)
    memory = broker(*[b"fail"] * 110, b"good", partitions=1)
    await memory.run(stage, failure_limit=50, batch_size=25)
    assert memory.lag(ECHO) == 0
    assert len(memory.messages(DEAD)) == 110
    assert left == []
    assert runs("theirs") == before + 2


async def test_a_run_of_failures_is_ours_where_our_own_articles_fail_too() -> None:
    before = runs("ours")
    stage, _ = with_probe(False)
    memory = broker(*[b"fail"] * 60)
    with pytest.raises(TooManyFailures, match="50 messages failed in a row, the last with "):
        await memory.run(stage, failure_limit=50)
    assert (memory.lag(ECHO), memory.messages(DEAD)) == (60, [])
    assert runs("ours") == before + 1


async def test_a_trial_waits_out_an_outage_before_its_verdict() -> None:
    waits: list[float] = []
    stage, left = with_probe(Outage("mongo", "away"), Outage("mongo", "away"), True)
    memory = broker(*[b"fail"] * 5)
    await memory.run(stage, failure_limit=5, sleep=waits.append)
    assert (waits, left) == ([0.1, 0.2], [])
    assert len(memory.messages(DEAD)) == 5


async def test_a_trial_that_raises_has_failed() -> None:
    stage, _ = with_probe(ValueError("no such file"))
    with pytest.raises(TooManyFailures):
        await broker(*[b"fail"] * 5).run(stage, failure_limit=5)


async def test_a_batch_is_tried_once_and_then_the_count_starts_again() -> None:
    stage, left = with_probe(True, False)
    memory = broker(*[b"fail"] * 30, partitions=1)
    await memory.run(stage, failure_limit=4, batch_size=30)
    assert left == [False]
    memory._append(Record(ECHO_IN.name, b"k", b"fail"))
    await memory.run(stage, failure_limit=4)


@pytest.mark.parametrize("reason", sorted(PERHAPS_OURS))
async def test_rejections_that_may_be_ours_count_as_failures(reason: Reason) -> None:
    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [Rejected(reason, "")] * len(batch)

    memory = broker(*[b"x"] * 5)
    with pytest.raises(TooManyFailures):
        await memory.run(replace(ECHO, handle=handle), failure_limit=5)
    assert memory.lag(ECHO) == 5


@pytest.mark.parametrize("error", [OverflowError("date"), RecursionError(), MemoryError()])
async def test_what_is_too_complex_is_rejected(error: Exception) -> None:
    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        if any(one.value == b"odd" for one in batch):
            raise error
        return [Stored()] * len(batch)

    outcomes = await Bench(handle).runner.run([Message(b"a"), Message(b"odd"), Message(b"b")])
    said = repr(error).replace("('date')", ": date").removesuffix("()")
    assert outcomes == [Stored(), Rejected(Reason.TOO_COMPLEX, said), Stored()]


async def test_rejections_are_no_failures_however_many() -> None:
    memory = broker(*[b"bad"] * 200)
    await memory.run(ECHO, failure_limit=5)
    assert len(memory.messages(DEAD)) == 200


async def test_failures_between_successes_do_not_stop_it() -> None:
    memory = broker(*[b"fail", b"good"] * 40)
    outcomes = await memory.run(ECHO, failure_limit=40, batch_size=7)
    assert Counter(outcome.name for outcome in outcomes) == {"failed": 40, "published": 40}


@pytest.mark.parametrize(("failures", "stops"), [(49, False), (50, True)])
async def test_a_rejection_neither_ends_a_run_of_failures_nor_counts(
    failures: int, stops: bool
) -> None:
    """Hopeless input says nothing of whether we can work."""
    memory = broker(*[b"fail", b"bad", b"bad"] * failures)
    if stops:
        with pytest.raises(TooManyFailures, match="50 messages failed in a row, the last with "):
            await memory.run(ECHO, failure_limit=50, batch_size=7)
    else:
        await memory.run(ECHO, failure_limit=50, batch_size=7)
        assert memory.lag(ECHO) == 0


@pytest.mark.parametrize("between", [b"good", b"copy"])
async def test_whatever_gets_through_ends_a_run_of_failures(between: bytes) -> None:
    memory = broker(*[b"fail"] * 4, between, *[b"fail"] * 4, partitions=1)
    assert len(await memory.run(ECHO, failure_limit=5, batch_size=2)) == 9
