"""A real store for tests: SecantusDB as a process, which speaks MongoDB's wire protocol."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.cli.demo.embedded import store_cache
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

    def start(self, *options: str, seconds: float = 30) -> None:
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
        deadline = time.monotonic() + seconds
        while not self._answers():
            assert self._process.poll() is None, "SecantusDB ended while starting"
            assert time.monotonic() < deadline, "SecantusDB did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
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
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def settings(self, **more: Any) -> dict[str, Any]:
        """Settings for a database of its own, with timeouts that tests can wait for."""
        options = (
            "?serverSelectionTimeoutMS=500&socketTimeoutMS=3000&connectTimeoutMS=500"
            "&heartbeatFrequencyMS=500"
        )
        return {
            "mongo": SecretStr(f"{self.address}/{options}"),
            "mongo_database": f"test_{uuid.uuid4().hex[:12]}",
            **more,
        }


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
