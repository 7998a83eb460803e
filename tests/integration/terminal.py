"""A program on a terminal of its own, as someone who types into it has it."""

import asyncio
import fcntl
import os
import pty
import sys
import termios
from collections.abc import Mapping

CTRL_C = b"\x03"
CTRL_D = b"\x04"


class Terminal:
    """Runs ``wireroom`` with both outputs and, unless it is given, its input on a terminal."""

    def __init__(self, process: asyncio.subprocess.Process, screen: int) -> None:
        self.process = process
        self._screen = screen
        self._shown = b""

    @classmethod
    async def open(cls, *command: str, settings: Mapping[str, str]) -> "Terminal":
        screen, inside = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.cli.main",
            *command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env={**os.environ, **settings, "COLUMNS": "200", "TERM": "xterm"},
            start_new_session=True,
            # Only of its own terminal does a program get the signals that keys send.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(inside)
        os.set_blocking(screen, False)
        return cls(process, screen)

    def type(self, keys: bytes) -> None:
        os.write(self._screen, keys)

    def _read(self) -> None:
        try:
            while some := os.read(self._screen, 65536):
                self._shown += some
        except OSError:
            return  # Nothing there now, or nobody writes any more.

    async def shows(self, words: str) -> None:
        """Return once the words are on the screen."""
        while words not in self.shown:
            assert self.process.returncode is None, self.shown
            await asyncio.sleep(0.05)

    @property
    def shown(self) -> str:
        self._read()
        return self._shown.decode(errors="replace")

    async def ended(self) -> int:
        """Its return code, once it has ended; a full terminal would hold it up."""
        while self.process.returncode is None:
            self._read()
            await asyncio.sleep(0.05)
        self._read()
        return self.process.returncode

    def close(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        os.close(self._screen)
