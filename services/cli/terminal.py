"""Guards standard output and standard error: what strangers sent commands no terminal.

Every command prints through them, so that no command can forget it. Rich writes past them, for it
commands the terminal itself; its consoles are guarded in ``console``.
"""

import io
import sys
from collections.abc import Iterable
from typing import IO, Any, TextIO, cast

from services.runtime.escaping import escaped


class GuardedText:
    r"""A stream of text that writes harmful characters as ``\u001b``; else the stream itself.

    In JSON that changes no value. Bytes written to its ``buffer`` are guarded on a terminal alone:
    into a file or a pipe they go as they are.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(escaped(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> "IO[bytes] | GuardedBytes":
        return GuardedBytes(self._stream.buffer) if self._stream.isatty() else self._stream.buffer

    @property
    def rich_proxied_file(self) -> TextIO:
        """Where Rich writes to."""
        return cast(TextIO, getattr(self._stream, "rich_proxied_file", self._stream))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class GuardedBytes:
    """The same for UTF-8. What is none is shown as Python writes it: ``\\xff``."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        self._stream.write(escaped(data.decode(errors="backslashreplace")).encode())
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard_streams() -> None:
    """Guard standard output and standard error from now on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows fewer letters than an article is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = guarded(sys.stdout), guarded(sys.stderr)


def guarded(stream: TextIO) -> TextIO:
    """The stream with its guard, once."""
    return stream if isinstance(stream, GuardedText) else cast(TextIO, GuardedText(stream))
