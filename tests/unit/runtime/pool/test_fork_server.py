"""A pool process as the service sees it: what it answers, and what its silence means."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from services.runtime.pool import fork_server
from services.runtime.pool.fork_server import ForkServer, PoolProcess, ProcessCannotStart
from services.runtime.pool.framing import bundle, decode_value, encode_outcome, unbundle
from services.runtime.pool.silence_limits import Usage
from services.runtime.stage import Outcome, Published, Reason, Stored
from tests.conditions import HANG_SECONDS, wait_until

HERE = "tests.unit.runtime.pool.works"


class Peer:
    """Plays the process at the other end of a socket; its number is that of nobody."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ours, self.theirs = Pipe()
        self.killed: list[int] = []
        self.looks = 0
        self.cpu_per_look = 0.0
        self.is_runnable = True
        self.is_reading = True
        self.on_look: Callable[[int], object] = lambda look: None
        monkeypatch.setattr(fork_server, "usage_of", self._usage_of)
        monkeypatch.setattr(fork_server.os, "kill", self._kill)
        self.theirs.send_bytes(b"12345")
        self.process = PoolProcess(ours)
        assert self.process.pid == 12345

    def _usage_of(self, pid: int) -> Usage:
        assert pid == 12345
        # The watch over the write looks too, from a thread of its own.
        if threading.current_thread() is threading.main_thread() or not self.is_reading:
            self.looks += 1
            self.on_look(self.looks)
        return Usage(self.looks * self.cpu_per_look, self.is_runnable)

    def _kill(self, pid: int, number: int) -> None:
        assert pid == 12345
        self.killed.append(number)
        if number == signal.SIGKILL:
            self.theirs.close()
        else:
            raise ProcessLookupError

    def answer(self, *outcomes: Outcome) -> None:
        self.theirs.send_bytes(bundle(map(encode_outcome, outcomes)))

    def asked(self) -> list[bytes | None]:
        return list(map(decode_value, unbundle(self.theirs.recv_bytes())))


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    made = Peer(monkeypatch)
    yield made
    made.process.connection.close()
    made.theirs.close()


def run(
    peer: Peer, values: Sequence[bytes | None], seconds: float = HANG_SECONDS
) -> tuple[list[Outcome], Reason | None]:
    return peer.process.run_chunk(values, seconds, seconds)


def test_outcomes_come_in_any_grouping(peer: Peer) -> None:
    peer.answer(Stored(), Published(b"k", b"a"))
    peer.answer(Stored())
    assert run(peer, [b"a", None, b"c"]) == ([Stored(), Published(b"k", b"a"), Stored()], None)
    assert peer.asked() == [b"a", None, b"c"]
    assert not peer.process.is_gone()


def test_a_process_that_dies_in_the_midst_has_given_what_it_gave(peer: Peer) -> None:
    peer.answer(Stored())
    peer.on_look = lambda look: peer.theirs.close()
    assert run(peer, [b"a", b"b"]) == ([Stored()], Reason.CHILD_DIED)
    assert peer.process.is_gone()


def test_what_is_no_outcome_is_a_process_that_went_wrong(peer: Peer) -> None:
    peer.theirs.send_bytes(bundle([b'["nonsense"]']))
    assert run(peer, [b"a"]) == ([], Reason.CHILD_DIED)


def test_one_that_computes_too_long_has_timed_out(peer: Peer) -> None:
    peer.cpu_per_look = 1.0
    assert run(peer, [b"a"], 0.01) == ([], Reason.TIMED_OUT)


def test_one_that_is_blocked_too_long_counts_as_dead(peer: Peer) -> None:
    peer.is_runnable = False
    assert run(peer, [b"a"], 0.01) == ([], Reason.CHILD_DIED)


def test_one_that_spoke_just_before_its_limit_was_seen_is_not_to_blame(peer: Peer) -> None:
    """We may get no processor either, while the process answers and computes on."""
    peer.cpu_per_look = 1.0
    peer.on_look = lambda look: peer.answer(Stored()) if look == 2 else None
    assert run(peer, [b"a", b"b"], 0.01) == ([Stored()], Reason.TIMED_OUT)


def test_one_that_does_not_read_is_killed_and_holds_nobody(peer: Peer) -> None:
    peer.is_runnable, peer.is_reading = False, False
    assert run(peer, [bytes(8 << 20)], 0.01) == ([], Reason.CHILD_DIED)
    assert peer.killed == [signal.SIGKILL]


def test_an_end_kills_once_and_closes(peer: Peer) -> None:
    peer.process.end()
    peer.process.end()
    peer.process.kill()
    assert peer.killed == [signal.SIGKILL, 0]
    assert peer.process.connection.closed


def test_a_killed_process_lets_go_whoever_waits_for_it(peer: Peer) -> None:
    answers: list[tuple[list[Outcome], Reason | None]] = []
    waiting = threading.Thread(target=lambda: answers.append(run(peer, [b"a"])), daemon=True)
    waiting.start()
    wait_until(lambda: peer.theirs.poll(0))
    peer.process.kill()
    waiting.join(HANG_SECONDS)
    assert answers == [([], Reason.CHILD_DIED)]


def test_a_process_that_ends_before_its_first_word_cannot_start() -> None:
    ours, theirs = Pipe()
    theirs.close()
    with pytest.raises(EOFError):
        PoolProcess(ours)
    ours.close()


@pytest.fixture
def started() -> Iterator[Callable[[str], ForkServer]]:
    made: list[ForkServer] = []

    def start(factory: str) -> ForkServer:
        made.append(ForkServer(f"{HERE}:{factory}", 0))
        return made[-1]

    yield start
    for one in made:
        one.end()


@pytest.fixture(autouse=True)
def _works_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.getcwd())


@pytest.mark.processes
def test_it_forks_processes_that_work_until_it_is_ended(
    started: Callable[[str], ForkServer],
) -> None:
    server = started("one_by_one")
    server.wait_until_ready()
    first, second = server.fork(), server.fork()
    assert run_real(first, b"a") == run_real(second, b"a") == [Published(b"k", b"A")]
    assert not server.is_gone()
    server.end()
    server.end()
    assert server.is_gone()
    wait_until(first.is_gone)
    first.end()
    second.end()


def run_real(one: PoolProcess, value: bytes) -> list[Outcome]:
    outcomes, trouble = one.run_chunk([value], HANG_SECONDS, HANG_SECONDS)
    assert trouble is None
    return outcomes


@pytest.mark.processes
def test_a_fork_server_that_was_ended_forks_no_more(started: Callable[[str], ForkServer]) -> None:
    server = started("one_by_one")
    server.wait_until_ready()
    server.process.kill()
    server.process.wait()
    with pytest.raises(ProcessCannotStart, match="one_by_one ended with -9 at its start"):
        server.fork()


def test_connections_are_not_inherited() -> None:
    """Or a process would hold the sockets of its brothers open."""
    ours, theirs = Pipe()
    assert isinstance(ours, Connection)
    assert not os.get_inheritable(ours.fileno())
    ours.close()
    theirs.close()
