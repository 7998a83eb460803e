"""EventSource in a real browser: it comes back by itself, and nothing is missing."""

import asyncio
import json
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conditions import wait_until
from tests.integration.kafka import Broker
from tests.integration.test_events import SINCE, Gateway, broker, gateway, send

__all__ = ["broker", "gateway"]

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium"),
]

PAGE = """<!doctype html><script>
const events = new EventSource(%s);
events.onmessage = (message) =>
  fetch("/told", {method: "POST", body: JSON.parse(message.data).event_id});
</script>"""


@contextmanager
def page(url: str, told: list[int]) -> Iterator[str]:
    """A page that follows ``url`` and tells the number of each event."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer((PAGE % json.dumps(url)).encode())

        def do_POST(self) -> None:
            told.append(int(self.rfile.read(int(self.headers["Content-Length"])), 16))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browser(address: str, folder: Path) -> Iterator[None]:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    with (folder / "chromium.log").open("wb") as log:
        one = subprocess.Popen(
            [*command, f"--user-data-dir={folder / 'chromium'}", "--remote-debugging-port=0",
             address],
            stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield
        finally:
            one.terminate()
            one.wait()


async def test_an_event_source_goes_on_through_a_restart(
    broker: Broker,
    gateway: Gateway,
    folder: Path,
) -> None:
    told: list[int] = []
    await send(broker, range(10))
    with page(f"{gateway.events}?{SINCE}", told) as address, browser(address, folder):
        await asyncio.to_thread(wait_until, lambda: len(told) >= 10)
        await asyncio.to_thread(gateway.end, signal.SIGKILL)
        await send(broker, range(10, 15))
        gateway.start()
        await asyncio.to_thread(wait_until, lambda: len(set(told)) >= 15)
    assert sorted(told) == list(range(15))
