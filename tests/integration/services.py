"""A service under test: a process with settings, a port, a log, and a violent end."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.conditions import HANG_SECONDS, wait_until
from tests.integration.kafka import free_port


class Service:
    """``command`` are the arguments of Python; ``settings`` go in as ``WIREROOM_*``."""

    def __init__(
        self, name: str, command: Sequence[str], settings: Mapping[str, object], folder: Path
    ) -> None:
        self.name = name
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self._command = [sys.executable, *command]
        self._environment = {
            **os.environ,
            **{f"WIREROOM_{key.upper()}": str(value) for key, value in settings.items()},
            "WIREROOM_HTTP_PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Service":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log
            )
        return self

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = HANG_SECONDS) -> int:
        """The exit code; negative for a signal."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(seconds)

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; status 0 if nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_until_ready(self, seconds: float = HANG_SECONDS) -> None:
        def is_ready() -> bool:
            assert self.running(), self.words()
            return self.get("/readyz")[0] == 200

        wait_until(is_ready, seconds)

    def outcomes(self) -> dict[str, int]:
        """Messages by outcome, as the service itself counts them."""
        ends: dict[str, int] = {}
        for family in text_string_to_metric_families(self.get("/metrics")[1]):
            for sample in family.samples:
                if sample.name == "wireroom_messages_total":
                    outcome = sample.labels["outcome"]
                    ends[outcome] = ends.get(outcome, 0) + int(sample.value)
        return ends

    def measured(self, name: str) -> float:
        """The sum of a metric's samples."""
        families = text_string_to_metric_families(self.get("/metrics")[1])
        samples = (sample for family in families for sample in family.samples)
        return sum(sample.value for sample in samples if sample.name == name)

    def words(self) -> str:
        return self.log.read_text()[-4000:] if self.log.exists() else ""
