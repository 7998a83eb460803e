"""A pool process answers in order and in groups, and ends with whoever started it."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from services.runtime.pool import process
from services.runtime.pool.framing import bundle, decode_outcome, encode_value, unbundle
from services.runtime.pool.process import READY, Work, load_work
from services.runtime.stage import Outcome, Published, Stored
from tests.conditions import HANG_SECONDS
from tests.unit.runtime.pool.works import one_by_one

ROOT = Path(__file__).parents[4]


def echo(values: list[bytes | None]) -> Iterator[Outcome]:
    for value in values:
        yield Stored() if value is None else Published(b"k", value)


def test_work_is_what_the_named_function_makes() -> None:
    work = load_work(f"{one_by_one.__module__}:one_by_one")
    assert list(work([b"keep"])) == [Stored()]


@pytest.mark.parametrize(
    ("factory", "error"),
    [("no.such.module:f", ModuleNotFoundError), ("services.runtime.stage:none", AttributeError)],
)
def test_a_factory_that_is_not_there_is_an_error(factory: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        load_work(factory)


class Served:
    """``_serve`` in a thread, and our end of its connection."""

    def __init__(self, work: Work) -> None:
        self.ours, theirs = Pipe()
        self.thread = threading.Thread(target=self._serve, args=(theirs, work), daemon=True)
        self.thread.start()
        self.pid = int(self.hear())

    @staticmethod
    def _serve(theirs: Connection, work: Work) -> None:
        with theirs:
            process._serve(theirs, work)

    def hear(self) -> bytes:
        assert self.ours.poll(HANG_SECONDS)
        return self.ours.recv_bytes()

    def ask(self, *values: bytes | None) -> list[list[Outcome]]:
        """The outcomes, in the groups in which they come."""
        self.ours.send_bytes(bundle(map(encode_value, values)))
        groups: list[list[Outcome]] = []
        while sum(map(len, groups)) < len(values):
            groups.append(list(map(decode_outcome, unbundle(self.hear()))))
        return groups

    def close(self) -> None:
        self.ours.close()
        self.thread.join(HANG_SECONDS)
        assert not self.thread.is_alive()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Stands in for the clock, and is moved by tests."""
    now = [0.0]
    monkeypatch.setattr(process, "monotonic", lambda: now[0])
    return now


def test_it_says_its_number_and_answers_until_the_connection_closes(clock: list[float]) -> None:
    served = Served(echo)
    assert served.pid == os.getpid()
    assert served.ask(b"a", None, b"") == [[Published(b"k", b"a"), Stored(), Published(b"k", b"")]]
    assert served.ask(b"b") == [[Published(b"k", b"b")]]
    served.close()


def test_outcomes_that_take_their_time_are_not_held_back(clock: list[float]) -> None:
    def slow(values: list[bytes | None]) -> Iterator[Outcome]:
        for outcome in echo(values):
            clock[0] += float((values[0] or b"0").decode())
            yield outcome

    served = Served(slow)
    assert [len(group) for group in served.ask(b"0.03125", b"", b"", b"", b"")] == [2, 2, 1]
    assert [len(group) for group in served.ask(b"0.0625", b"", b"")] == [1, 1, 1]
    assert [len(group) for group in served.ask(b"0.015625", b"", b"")] == [3]
    served.close()


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """A fork server as ``fork_server`` starts it, and the socket for its orders."""
    ours, theirs = socket.socketpair()
    ours.settimeout(HANG_SECONDS)
    factory = "tests.unit.runtime.pool.works:one_by_one"
    arguments = [factory, str(theirs.fileno()), str(2**30), str(os.getpid())]
    made = subprocess.Popen(
        [sys.executable, "-m", "services.runtime.pool.process", *arguments],
        pass_fds=[theirs.fileno()],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    theirs.close()
    with ours, made:
        yield made, ours
        made.kill()


def forked(orders: socket.socket) -> Connection:
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(orders, [b"\n"], [theirs.fileno()])
    return Connection(ours.detach())


@pytest.mark.processes
def test_each_order_is_a_process_with_a_memory_limit_of_its_own(
    server: tuple[subprocess.Popen[bytes], socket.socket],
) -> None:
    parent, orders = server
    assert orders.recv(len(READY), socket.MSG_WAITALL) == READY
    children = [forked(orders), forked(orders)]
    pids = set()
    for child in children:
        assert child.poll(HANG_SECONDS)
        pids.add(int(child.recv_bytes()))
    assert len(pids | {parent.pid, os.getpid()}) == 4
    for pid in pids:
        assert resource.prlimit(pid, resource.RLIMIT_AS) == (2**30, 2**30)
    orders.close()
    assert parent.wait(HANG_SECONDS) == 0
    for child in children:
        # The kernel ends them with the fork server: their side of the socket closes.
        assert child.poll(HANG_SECONDS)
        with pytest.raises((EOFError, ConnectionResetError)):
            child.recv_bytes()
        child.close()


@pytest.mark.processes
def test_a_ctrl_c_for_the_service_is_none_for_the_fork_server(
    server: tuple[subprocess.Popen[bytes], socket.socket],
) -> None:
    parent, orders = server
    assert orders.recv(len(READY), socket.MSG_WAITALL) == READY
    parent.send_signal(signal.SIGINT)
    child = forked(orders)
    assert child.poll(HANG_SECONDS)
    assert int(child.recv_bytes()) > 0
    child.close()
