"""A process is charged for computing and for being blocked, and never for a busy machine."""

import os
import subprocess
import sys
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.pool.silence_limits import SilenceLimits, Usage, usage_of
from services.runtime.stage import Reason
from tests.conditions import wait_until


def limits(*usages: tuple[float, bool], blocked: float = 3.0) -> SilenceLimits:
    """Of one second of processor; the first usage is that of the beginning."""
    told = iter([Usage(*usage) for usage in usages])
    return SilenceLimits(1.0, blocked, lambda: next(told))


def looks(watched: SilenceLimits, count: int) -> list[Reason | None]:
    return [watched.exceeded() for _ in range(count)]


def test_computing_up_to_the_limit_is_allowed_and_no_more() -> None:
    watched = limits((7.0, True), (7.5, True), (8.0, True), (8.01, True))
    assert looks(watched, 3) == [None, None, Reason.TIMED_OUT]


def test_ten_looks_are_taken_in_the_time_that_it_may_compute() -> None:
    assert limits((0, True)).interval == pytest.approx(0.1)


def test_being_blocked_counts_by_intervals() -> None:
    watched = limits(*[(5.0, False)] * 7, blocked=0.45)
    assert looks(watched, 5) == [None] * 4 + [Reason.CHILD_DIED]


def test_a_process_that_gets_no_processor_is_waited_for_without_end() -> None:
    watched = limits(*[(5.0, True)] * 10_001)
    assert set(looks(watched, 10_000)) == {None}


def test_both_a_little_is_allowed() -> None:
    watched = limits((0, True), *[(0.4, False), (0.8, True)] * 4, blocked=0.45)
    assert looks(watched, 8) == [None] * 8


@given(st.lists(st.tuples(st.floats(0, 0.2), st.booleans()), max_size=60))
def test_the_limits_are_on_the_sums(steps: list[tuple[float, bool]]) -> None:
    def sums() -> Iterable[tuple[float, bool]]:
        total = 0.0
        yield 0.0, True
        for used, runnable in steps:
            total += used
            yield total, runnable

    watched = limits(*sums(), blocked=1.05)
    used, blocked = 0.0, 0
    for step, runnable in steps:
        used += step
        blocked += not runnable
        expected = None
        if blocked >= 11:
            expected = Reason.CHILD_DIED
        if used > 1.0:
            expected = Reason.TIMED_OUT
        assert watched.exceeded() is expected


def test_we_who_ask_are_running_and_have_computed() -> None:
    usage = usage_of(os.getpid())
    assert usage.is_runnable
    assert usage.cpu_seconds > 0
    total = 0
    while usage_of(os.getpid()).cpu_seconds == usage.cpu_seconds:
        total += 1


@pytest.mark.processes
def test_a_process_that_waits_is_blocked() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        wait_until(lambda: not usage_of(process.pid).is_runnable)
        process.kill()


def test_where_nothing_is_told_the_clock_counts() -> None:
    before = usage_of(2**30)
    assert not before.is_runnable
    assert usage_of(2**30).cpu_seconds >= before.cpu_seconds
