"""A real store for tests: SecantusDB as a process, which speaks MongoDB's wire protocol."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.cli.demo.embedded import store_cache
from services.runtime.retry import Outage, retry_until_available
from services.runtime.stage import Handle, Message, Outcome
from tests.conditions import HANG_SECONDS, wait_until
from tests.integration.kafka import free_port


class SecantusDB:
    """A server on a folder; ended in any way, it can be started on the same folder again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        self._folder.mkdir(exist_ok=True)
        beside = Path(sys.executable).with_name("secantusd-py")
        program = str(beside) if beside.exists() else shutil.which("secantusd-py")
        assert program, "SecantusDB is not installed"
        with (self._folder.parent / f"{self._folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "--port", str(self.port), "--storage-path", str(self._folder),
                 "--cache-size", store_cache(), "--sync-on-commit", "--enable-test-commands",
                 *options],
                stdout=log, stderr=log,
            )  # fmt: skip

        def has_started() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, "SecantusDB ended while starting"
            return self._answers()

        wait_until(has_started)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), HANG_SECONDS):
                return True
        except OSError:
            return False

    def send(self, what: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, what)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.send_signal(signal.SIGCONT)
        try:
            self._process.wait(HANG_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def settings(self, *, impatient: bool = False) -> dict[str, Any]:
        """Settings for a database of its own.

        ``impatient`` is for tests of a store that is away: the driver then gives up soon, and may
        do so on a busy machine. Otherwise it waits as long as a test may hang.
        """
        hang = round(HANG_SECONDS * 1000)
        select, socket_ = (500, 3000) if impatient else (hang, hang)
        options = (
            f"?serverSelectionTimeoutMS={select}&socketTimeoutMS={socket_}"
            f"&connectTimeoutMS={select}&heartbeatFrequencyMS=500"
        )
        return {
            "mongo": SecretStr(f"{self.address}/{options}"),
            "mongo_database": f"test_{uuid.uuid4().hex[:12]}",
        }


async def outlast(
    handle: Handle,
    batch: Sequence[Message],
    on_outage: Callable[[Outage], None] = lambda outage: None,
) -> list[Outcome]:
    """The outcomes, as the runtime gets them: an outage is waited out."""
    return list(await retry_until_available(lambda: handle(batch), on_outage))


@pytest.fixture(scope="session")
def secantusdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecantusDB]:
    """One server for all tests that leave it running."""
    server = SecantusDB(tmp_path_factory.mktemp("secantusdb"))
    server.start()
    yield server
    server.end()


@pytest.fixture
def own_secantusdb(tmp_path: Path) -> Iterator[SecantusDB]:
    """A server that the test may kill."""
    server = SecantusDB(tmp_path / "secantusdb")
    server.start()
    yield server
    server.end()
