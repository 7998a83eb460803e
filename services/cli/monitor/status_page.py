"""Serves the status page of ``wireroom up``: one page, and the figures that it asks for."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

from services.cli.monitor.scrape import scrape_all
from services.cli.monitor.service_state import Watch

EVERY_SECONDS = 2.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    status = b"{}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        match self.path.partition("?")[0]:
            case "/":
                page = files("services.cli.monitor").joinpath("status_page.html").read_bytes()
                self._answer(200, "text/html; charset=utf-8", page)
            case "/status.json":
                self._answer(200, "application/json", self.server.status)
            case _:
                self._answer(404, "text/plain; charset=utf-8", b"try / or /status.json\n")

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@asynccontextmanager
async def status_page(services: Mapping[str, str], port: int = 0) -> AsyncIterator[str]:
    """Watch the services (address to name) and serve the page; its own address.

    Raises OSError if the port is taken.
    """
    server = _Server(("127.0.0.1", port), _Handler)
    server.status = json.dumps(Watch().view()).encode()
    thread = threading.Thread(target=server.serve_forever, name="status page", daemon=True)
    thread.start()
    watching = asyncio.create_task(_keep_watching(server, services))
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await asyncio.to_thread(server.shutdown)
        server.server_close()


async def _keep_watching(server: _Server, services: Mapping[str, str]) -> None:
    watch = Watch(names=services)
    while True:
        watch.see(await scrape_all(list(services)))
        server.status = json.dumps(watch.view()).encode()
        await asyncio.sleep(EVERY_SECONDS)
