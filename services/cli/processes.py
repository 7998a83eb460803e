"""Starts programs that end with us, however we end, and tells when one ends before its time."""

import asyncio
import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from services.cli.errors import CommandError

T = TypeVar("T")

PR_SET_PDEATHSIG = 1
TAIL_LINES = 15


def run(work: Coroutine[Any, Any, T]) -> T:
    """Like ``asyncio.run``, but SIGTERM and SIGHUP too let ``work`` end what it began.

    Raises CommandError if it was one of them.
    """

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        return await work

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise CommandError("ended by a signal", 128 + signal.SIGTERM) from None


@dataclass(slots=True)
class Part:
    """A program of ours that runs, what it listens on, and where its words go."""

    name: str
    process: asyncio.subprocess.Process
    port: int
    log: Path

    async def ended(self) -> None:
        """Raise CommandError when it ends by itself: with the last of what it said."""
        code = await self.process.wait()
        raise self.failed(f"ended with {code}")

    def failed(self, how: str) -> CommandError:
        """The error that tells what became of it, with the last of what it said."""
        return CommandError("\n".join([f"{self.name} {how}; its log ends so:", *tail(self.log)]))

    async def stop(self, seconds: float) -> None:
        """Ask it to end, and end it, with all that it began, if it has not in so many seconds."""
        if self.process.returncode is None:
            self.process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


async def start(
    name: str, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str]
) -> Part:
    """Start a program in a group of its own, so that a Ctrl-C for us is none for it."""
    parent = os.getpid()
    with log.open("wb") as words:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: _die_with(parent),
        )
    return Part(name, process, port, log)


def _die_with(parent: int) -> None:
    """In the child: let the kernel end it when we are gone, even by a kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


async def listening(part: Part, seconds: float) -> None:
    """Return when something answers on its port.

    Raises CommandError if it ended, or did not answer within so many seconds.
    """
    try:
        async with asyncio.timeout(seconds):
            while part.process.returncode is None:
                if await answers("127.0.0.1", part.port):
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise part.failed(f"did not answer within {seconds:g} s") from None
    await part.ended()


async def answers(host: str, port: int) -> bool:
    """Whether something listens on the port."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def page(port: int, path: str) -> tuple[int, str]:
    """Status and text of a page on this machine; status 0 if nothing answers."""
    return await asyncio.to_thread(_page, port, path)


def _page(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def free_port(wanted: int = 0) -> int:
    """A port of this machine that is free now. Raises CommandError if the wanted one is not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            how = (
                "is taken" if error.errno == errno.EADDRINUSE else f"can't be had: {error.strerror}"
            )
            raise CommandError(f"port {wanted} {how}; 0 stands for any free one") from error
        port: int = probe.getsockname()[1]
        return port


def tail(log: Path) -> list[str]:
    """The last lines of a log."""
    lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    return [f"  {line}" for line in lines]
