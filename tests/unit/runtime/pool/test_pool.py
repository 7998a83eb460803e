"""A page that hangs, swells or kills its child costs that one article, never the service."""

import asyncio
import os
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.runtime.pool import fork_server
from services.runtime.pool.fork_server import PoolProcess, ProcessCannotStart
from services.runtime.pool.pool import ProcessPool
from services.runtime.pool.silence_limits import usage_of
from services.runtime.pool.time_budget import OwnerOf
from services.runtime.stage import (
    Dropped,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stored,
)
from tests.conditions import HANG_SECONDS, until

pytestmark = pytest.mark.processes

MIB = 1024 * 1024
SHORT = 0.7
"""Seconds of a message, where one is to exceed them; enough for one that does nothing."""


@pytest.fixture(autouse=True)
def _works_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[4]))


def children(
    factory: str = "one_by_one",
    *,
    count: int = 2,
    chunk: int = 4,
    seconds: float = 60.0,
    owner_of: OwnerOf | None = None,
    least: float = 0.0,
) -> ProcessPool:
    return ProcessPool(
        "test",
        f"tests.unit.runtime.pool.works:{factory}",
        count=count,
        seconds=seconds,
        memory_bytes=1024 * MIB,
        chunk=chunk,
        owner_of=owner_of,
        least_seconds=least,
    )


def messages(*values: bytes | None) -> list[Message]:
    return [Message(value) for value in values]


def waiting_in(folder: Path) -> bytes:
    """A message that leaves a file ``begun`` in the folder and waits for a file ``go``."""
    return b"wait in " + str(folder).encode()


def upper(outcomes: Sequence[Outcome]) -> list[bytes]:
    return [outcome.value for outcome in outcomes if isinstance(outcome, Published)]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_every_kind_of_outcome_comes_back_in_order() -> None:
    async with children() as pool:
        outcomes = await pool.handle(messages(b"a", None, b"copy", b"keep", b"b\nc"))
    assert outcomes == [
        Published(b"k", b"A"),
        Rejected(Reason.NO_VALUE, "nothing there"),
        Dropped(Reason.DUPLICATE),
        Stored(),
        Published(b"k", b"B\nC"),
    ]


async def test_many_messages_keep_their_order() -> None:
    values = [b"%d" % number for number in range(200)]
    async with children(chunk=7) as pool:
        assert upper(await pool.handle(messages(*values))) == values
        assert await pool.handle([]) == []


async def test_messages_larger_than_any_pipe() -> None:
    values = [bytes([65 + number]) * (3 * MIB) for number in range(6)]
    async with children(chunk=3) as pool:
        assert upper(await pool.handle(messages(*values))) == values


@pytest.mark.parametrize("factory", ["one_by_one", "all_together"])
@pytest.mark.parametrize(
    ("culprit", "reason"),
    [(b"hang", Reason.TIMED_OUT), (b"die", Reason.CHILD_DIED), (b"swell", Reason.CHILD_DIED)],
)
async def test_only_the_culprit_fails(factory: str, culprit: bytes, reason: Reason) -> None:
    values = [b"a", b"b", culprit, b"c", b"d", b"e", b"f", b"g"]
    async with children(factory, chunk=4, seconds=SHORT) as pool:
        outcomes = await pool.handle(messages(*values))
        assert upper(outcomes) == [b"A", b"B", b"C", b"D", b"E", b"F", b"G"]
        failed = outcomes[2]
        assert isinstance(failed, Rejected)
        assert failed.reason is reason
        assert upper(await pool.handle(messages(b"again"))) == [b"AGAIN"]


@pytest.mark.parametrize("factory", ["one_by_one", "all_together"])
async def test_a_culprit_holds_the_others_up_for_no_longer_than_its_limit(
    factory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted: list[float] = []
    honest = PoolProcess.run_chunk

    def ask(
        self: PoolProcess, values: Sequence[bytes | None], computing: float, blocked: float
    ) -> Any:
        answer = honest(self, values, computing, blocked)
        if answer[1] is not None:
            granted.append(computing)
        return answer

    monkeypatch.setattr(PoolProcess, "run_chunk", ask)
    async with children(factory, count=1, seconds=SHORT) as pool:
        outcomes = await pool.handle(messages(b"a", b"hang", b"b", b"c"))
    assert upper(outcomes) == [b"A", b"B", b"C"]
    assert sum(granted) <= pool.seconds
    assert len(granted) == 2


async def test_a_process_serves_no_more_after_a_recursion_that_broke_off() -> None:
    async with children(count=1, chunk=4) as pool:
        [before] = upper(await pool.handle(messages(b"pid")))
        outcomes = await pool.handle(messages(b"pid", b"too deep", b"pid", b"a"))
        assert outcomes[1] == Rejected(Reason.TOO_COMPLEX, "RecursionError: too deep")
        first, second, last = upper(outcomes)
        assert (first, last) == (before, b"A")
        assert second != before
        assert upper(await pool.handle(messages(b"pid"))) == [second]


async def test_an_owner_of_slow_messages_gets_less_and_less_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    granted: list[float] = []
    honest = PoolProcess.run_chunk

    def ask(
        self: PoolProcess, values: Sequence[bytes | None], computing: float, blocked: float
    ) -> Any:
        granted.append(computing)
        return honest(self, values, computing, blocked)

    monkeypatch.setattr(PoolProcess, "run_chunk", ask)
    async with children(
        count=1, chunk=1, seconds=8 * SHORT, owner_of=lambda value: str(value[:4]), least=SHORT
    ) as pool:
        pool._budget.note_trouble(b"hang")
        pool._budget.note_trouble(b"hang")
        outcomes = await pool.handle(messages(b"hang", b"a", b"hang"))
        granted_to_all = await pool.handle_with_full_time(messages(b"b"))
    assert [one.reason for one in outcomes if isinstance(one, Rejected)] == [Reason.TIMED_OUT] * 2
    assert upper([*outcomes, *granted_to_all]) == [b"A", b"B"]
    assert granted == pytest.approx([2 * SHORT, 6 * SHORT, SHORT, 6 * SHORT])


async def test_the_limit_is_one_messages_and_not_a_whole_chunks() -> None:
    async with children(count=1, chunk=12, seconds=SHORT) as pool:
        outcomes = await pool.handle(messages(*[b"busy"] * 12))
    assert upper(outcomes) == [b"busy"] * 12


async def test_a_child_that_is_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    async with children(count=1) as pool:
        [pid] = upper(await pool.handle(messages(b"pid")))
        working = asyncio.create_task(pool.handle(messages(waiting_in(tmp_path), b"a", b"b")))
        await until((tmp_path / "begun").exists)
        os.kill(int(pid), signal.SIGKILL)
        (tmp_path / "go").touch()
        assert upper(await working) == [b"waited", b"A", b"B"]


async def test_what_the_work_needs_is_loaded_once_for_all_children() -> None:
    async with children(chunk=1) as pool:
        loaded_by = set(upper(await pool.handle(messages(*[b"loaded by"] * 20))))
        outcomes = await pool.handle(messages(b"die"))
        assert isinstance(outcomes[0], Rejected)
        loaded_by |= set(upper(await pool.handle(messages(*[b"loaded by"] * 20))))
    assert len(loaded_by) == 1


async def test_that_all_children_are_killed_with_what_they_come_from_costs_nothing(
    tmp_path: Path,
) -> None:
    async with children() as pool:
        [before] = upper(await pool.handle(messages(b"loaded by")))
        working = asyncio.create_task(pool.handle(messages(waiting_in(tmp_path), b"a", b"b")))
        await until((tmp_path / "begun").exists)
        os.kill(int(before), signal.SIGKILL)
        # A busy machine lets it live on for a while, and its processes with it.
        await until(partial(is_gone, int(before)))
        (tmp_path / "go").touch()
        assert upper(await working) == [b"waited", b"A", b"B"]
        [after] = upper(await pool.handle(messages(b"loaded by")))
    assert before != after


async def test_a_child_that_is_stopped_is_replaced() -> None:
    async with children(count=1, seconds=SHORT) as pool:
        [pid] = upper(await pool.handle(messages(b"pid")))
        os.kill(int(pid), signal.SIGSTOP)
        outcomes = await pool.handle(messages(b"x" * (2 * MIB), b"y"))
        assert upper(outcomes) == [b"X" * (2 * MIB), b"Y"]


async def test_no_child_outlives_its_pool() -> None:
    async with children() as pool:
        pids = {int(pid) for pid in upper(await pool.handle(messages(*[b"pid"] * 8)))}
        assert pids
    for pid in pids:
        await until(partial(is_gone, pid))


async def test_a_child_that_cannot_start_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("START_SECONDS", "END_SECONDS"):
        monkeypatch.setattr(fork_server, name, HANG_SECONDS)
    with pytest.raises(ProcessCannotStart, match="cannot_start ended with 1 at its start"):
        async with children("cannot_start"):
            pass


async def test_a_child_that_is_stopped_for_a_while_is_waited_for(tmp_path: Path) -> None:
    async with children(count=1, seconds=HANG_SECONDS) as pool:
        [pid] = upper(await pool.handle(messages(b"pid")))
        working = asyncio.create_task(pool.handle(messages(waiting_in(tmp_path), b"pid")))
        await until((tmp_path / "begun").exists)
        os.kill(int(pid), signal.SIGSTOP)
        (tmp_path / "go").touch()
        await until(lambda: not usage_of(int(pid)).is_runnable)
        os.kill(int(pid), signal.SIGCONT)
        assert upper(await working) == [b"waited", pid]


async def test_told_to_stop_while_they_start_they_end_at_once() -> None:
    pool = children("never_starts")
    starting = asyncio.ensure_future(pool.__aenter__())
    await until(lambda: pool._fork_server)
    assert pool._fork_server is not None
    pid = pool._fork_server.process.pid
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    for thread in pool._threads._threads:
        thread.join(HANG_SECONDS)
        assert not thread.is_alive()
    assert is_gone(pid)
