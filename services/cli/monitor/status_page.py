"""Serves the status page of ``wireroom up``: one page, and the figures that it asks for."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from services.cli.dead_letters.handled_store import handled
from services.cli.invocation import CHECKOUT, command
from services.cli.monitor.open_letters import OpenLetters, read_open_letters
from services.cli.monitor.scrape import scrape_all
from services.cli.monitor.service_state import Watch, summary
from services.runtime.escaping import escaped
from services.runtime.kafka.reader import ReadError
from services.runtime.registration import topology
from services.runtime.retry import Outage
from services.runtime.settings import Settings

EVERY_SECONDS = 2.0
DOCUMENTS = ("README.md", "docs/**/*.md", "deploy/*.md")
"""Which files of a checkout are served beneath ``/files/``."""
LINKED = ("README.md", "docs/README.md", "docs/runbook.md", "deploy/RUNBOOK.md")
"""Those that the page links, if they are there."""


def find_documents() -> dict[str, Path | None]:
    """The documentation that can be served, by its path in a checkout.

    Without a checkout, only the README that was installed; its path is None.
    """
    found: dict[str, Path | None] = {
        str(path.relative_to(CHECKOUT)): path
        for pattern in DOCUMENTS
        for path in sorted(CHECKOUT.glob(pattern))
    }
    return found if "README.md" in found else {"README.md": None}


@dataclass
class StatusPage:
    """A page that is served. ``services`` are watched: http address by name; they and
    ``settings``, with which dead letters are read, may be set at any time."""

    url: str
    services: dict[str, str] = field(default_factory=dict)
    settings: Settings | None = None
    watch: Watch = field(default_factory=Watch)
    letters: OpenLetters | None = None
    documents: Mapping[str, Path | None] = field(default_factory=find_documents)

    def view(self) -> dict[str, Any]:
        """All that the page shows, as JSON takes it; what strangers wrote is escaped."""
        rows, letters = self.watch.rows, self.letters
        known = letters is not None and not letters.unknown
        counted = sum(row.dead for row in rows)
        level, words = summary(rows, letters.count if letters is not None and known else counted)
        shown: dict[str, Any] = self.watch.view() | {
            "level": level,
            "sentence": words,
            "titles": {name: spec.title for name, spec in topology().items()},
            "letters": asdict(letters) if letters is not None else None,
            "show": command("dead show"),
            "list": command("dead list"),
            "replay": command("dead replay"),
            "drop": command("dead drop"),
            "documents": [name for name in LINKED if name in self.documents],
        }
        return {name: _escaped(value) for name, value in shown.items()}


def _escaped(held: Any) -> Any:
    """The same with all its texts escaped."""
    match held:
        case str():
            return escaped(held)
        case list():
            return [_escaped(one) for one in held]
        case dict():
            return {_escaped(name): _escaped(one) for name, one in held.items()}
        case _:
            return held


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    status = b"{}"
    documents: Mapping[str, Path | None]


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        path = self.path.partition("?")[0]
        match path:
            case "/":
                page = files("services.cli.monitor").joinpath("status_page.html").read_bytes()
                self._answer(200, "text/html; charset=utf-8", page)
            case "/status.json":
                self._answer(200, "application/json", self.server.status)
            case _:
                name, known = path.removeprefix("/files/"), self.server.documents
                if name in known:
                    self._answer(200, "text/plain; charset=utf-8", _text(known[name]))
                else:
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


def _text(document: Path | None) -> bytes:
    if document is not None:
        return document.read_bytes()
    return str(metadata("wireroom").get_payload()).encode()  # type: ignore[attr-defined]


@asynccontextmanager
async def status_page(port: int = 0) -> AsyncIterator[StatusPage]:
    """Serve the page, and watch the services that are named in it.

    Raises OSError if the port is taken.
    """
    server = _Server(("127.0.0.1", port), _Handler)
    page = StatusPage(f"http://127.0.0.1:{server.server_port}/")
    server.status, server.documents = json.dumps(page.view()).encode(), page.documents
    thread = threading.Thread(target=server.serve_forever, name="status page", daemon=True)
    thread.start()
    tasks = [
        asyncio.create_task(_watch_services(server, page)),
        asyncio.create_task(_watch_letters(page)),
    ]
    try:
        yield page
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(server.shutdown)
        server.server_close()


async def _watch_services(server: _Server, page: StatusPage) -> None:
    while True:
        page.watch.names = {url: name for name, url in page.services.items()}
        page.watch.see(await scrape_all(list(page.services.values())))
        server.status = json.dumps(page.view()).encode()
        await asyncio.sleep(EVERY_SECONDS)


async def _watch_letters(page: StatusPage) -> None:
    """Read the dead letters whenever there may be others than before."""
    while True:
        if page.settings is not None and page.watch.rows:
            try:
                await _keep_reading_letters(page, page.settings)
            except (Outage, ReadError, KafkaError, PyMongoError, OSError) as error:
                page.letters = OpenLetters([], complete=False, unknown=str(error))
        await asyncio.sleep(EVERY_SECONDS)


async def _keep_reading_letters(page: StatusPage, settings: Settings) -> None:
    before: tuple[object, ...] = ()
    async with handled(settings) as memory:
        while True:
            counted = sum(row.dead for row in page.watch.rows)
            now = (counted, page.watch.dead_letters, await memory.count())
            if now != before:
                page.letters = await read_open_letters(settings, memory)
                before = now
            await asyncio.sleep(EVERY_SECONDS)
