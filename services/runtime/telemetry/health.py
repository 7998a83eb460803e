"""What a service says of itself on its own port, from a thread that no busy loop can block."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

StartResponse = Callable[..., Any]


@dataclass
class Health:
    """What is known of a service's state; written by its event loop, read by any thread."""

    stall_seconds: float = 300.0
    waiting_for: str | None = "start"
    assigned: bool = False
    stopping: bool = False
    standing_still: str | None = None
    _batches: dict[str, float] = field(default_factory=dict)
    _outages: list[Callable[[], bool]] = field(default_factory=list)

    def note_batch(self, source: str, since: float | None) -> None:
        """Note since when a stage has had a batch in hand, in monotonic seconds; None: no batch.

        ``source`` names the topic that the stage reads.
        """
        if since is None:
            self._batches.pop(source, None)
        else:
            self._batches[source] = since

    @property
    def batch_since(self) -> float | None:
        """Since when the oldest batch has been in hand, in monotonic seconds, or None."""
        return min(list(self._batches.values()), default=None)

    def ask_for_outage(self, has_outage: Callable[[], bool]) -> None:
        """Ask ``has_outage``, from now on, whether something is known to be unavailable."""
        self._outages.append(has_outage)

    @property
    def has_outage(self) -> bool:
        """Whether something that a stage needs is known to be unavailable."""
        return any(ask() for ask in self._outages)

    def not_ready_because(self, now: float) -> str | None:
        """Why no message can get through just now, or None. ``now`` in monotonic seconds."""
        if self.stopping:
            return "stopping"
        if self.waiting_for:
            return f"waiting for {self.waiting_for}"
        if not self.assigned:
            return "no partitions are assigned yet, or they are being handed over"
        if self.standing_still:
            return self.standing_still
        since = self.batch_since
        if since is not None and now - since > self.stall_seconds:
            return f"no progress for {now - since:.0f} s"
        return None


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


class HealthServer:
    """Serves /metrics, /healthz and /readyz. ``port`` 0 picks a free one.

    Raises OSError if the port is taken.
    """

    def __init__(self, health: Health, host: str, port: int) -> None:
        self.health = health
        self._metrics = make_wsgi_app()
        self._server = make_server(
            host, port, self._answer, ThreadingWSGIServer, handler_class=_QuietHandler
        )
        self.port: int = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="health", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        match environ.get("PATH_INFO"):
            case "/metrics":
                answer: Iterable[bytes] = self._metrics(environ, start)
                return answer
            case "/healthz":
                return _plain(start, "200 OK", "alive")
            case "/readyz":
                reason = self.health.not_ready_because(time.monotonic())
                if reason is None:
                    return _plain(start, "200 OK", "ready")
                return _plain(start, "503 Service Unavailable", reason)
            case _:
                return _plain(start, "404 Not Found", "try /metrics, /healthz or /readyz")


def _plain(start: StartResponse, status: str, text: str) -> list[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [text.encode() + b"\n"]
