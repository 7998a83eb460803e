"""The running stack writes where it is, and every command finds it there.

``wireroom up`` writes a JSON file into the user's state folder and removes it at its end. A file
whose process is gone counts as none: it names the process by its id and its start.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "running.json"


class RunningStack(BaseModel):
    """Every address of a running stack, as other commands and programs need them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    started: str = Field(description="When that process started, as its system tells it.")
    kafka: str
    mongo: str
    kafka_idempotence: bool
    kafka_broker_timestamps: bool = True
    kafka_session_timeout: float
    partitions: int | None = None
    """Of each of its topics."""
    status: str | None = None
    services: dict[str, str] = Field(default_factory=dict)
    """From service to its http address; empty until the services are started."""
    doors: dict[str, str] = Field(default_factory=dict)
    """From service to the http address that it serves people and programs on."""
    logs: str

    def is_at(self, kafka: str) -> bool:
        """Whether this is the address of its broker."""
        return kafka.replace("localhost", "127.0.0.1") == self.kafka

    @property
    def settings(self) -> dict[str, Any]:
        """The settings with which commands reach it, by field of ``Settings``."""
        names = {
            "kafka", "mongo", "kafka_idempotence", "kafka_broker_timestamps",
            "kafka_session_timeout",
        }  # fmt: skip
        return self.model_dump(include=names)


def state_file() -> Path:
    """Where the file lies: in ``$XDG_STATE_HOME``, or where the system keeps such files."""
    return user_state_path("wireroom", appauthor=False) / FILE_NAME


def find_running() -> RunningStack | None:
    """The stack that runs now; None if there is none, or its file can't be read."""
    try:
        stack = RunningStack.model_validate_json(state_file().read_bytes())
    except (OSError, ValidationError):
        return None
    return stack if process_start(stack.pid) == stack.started else None


@contextmanager
def announcing() -> Iterator["Announcement"]:
    """Lets a process announce its stack; at the exit nothing of it is left."""
    announcement = Announcement()
    try:
        yield announcement
    finally:
        announcement.withdraw()


class Announcement:
    """What this process writes into the file. ``refused`` says why it can't, or is None."""

    refused: str | None = None

    def write(self, stack: RunningStack) -> None:
        """Write the file, or note in ``refused`` why other commands will not find the stack.

        A stack that runs already keeps its file.
        """
        other = find_running()
        if other is not None and other.pid != stack.pid:
            self.refused = f"another stack is running (process {other.pid})"
            return
        path = state_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=FILE_NAME, dir=path.parent)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(stack.model_dump_json(indent=2) + "\n")
            os.replace(name, path)
        except OSError as error:
            self.refused = f"{error.filename}: {error.strerror}"

    def withdraw(self) -> None:
        """Remove the file if it is ours."""
        stack = find_running()
        if stack is not None and stack.pid == os.getpid():
            with contextlib.suppress(OSError):
                state_file().unlink()


def process_start(pid: int) -> str | None:
    """When a process started, as the system tells it; None if it has ended.

    Ids are used again; the id and the start together name one process.
    """
    if sys.platform != "linux":
        told = subprocess.run(  # noqa: S603
            ["ps", "-o", "lstart=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return told.stdout.strip() or None
    try:
        # The name, in parentheses, may hold anything. State and start are fields 3 and 22 of
        # proc(5).
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]
