"""Serves the gateway's routes by uvicorn until it is cancelled."""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway import metrics, problems
from services.gateway.access.keys import any_keys, is_loopback
from services.gateway.context import Context
from services.runtime.retry import Outage
from services.runtime.telemetry.health import Health
from services.runtime.version import VERSION

log = logging.getLogger(__name__)

STOP_SECONDS = 5
"""How long requests may still take once the gateway was told to stop."""
BACKLOG = 128
LOOK_SECONDS = 2.0
"""How often it is looked whether there is an API key by now."""


class Measured:
    """Counts each request by its route, which no caller can make grow, and its status."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                metrics.REQUESTS.labels(route, str(message["status"])).inc()
                metrics.REQUEST_SECONDS.labels(route).observe(time.perf_counter() - begun)
            await send(message)

        await self._app(scope, receive, counted)


def build(context: Context, routes: list[BaseRoute]) -> Starlette:
    """The ASGI app over these routes."""
    origins = context.settings.origins
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
    )
    return Starlette(
        routes=[Route("/", _root), *routes],
        middleware=[Middleware(Measured), *([cors] if origins else [])],
        exception_handlers={
            problems.Problem: problems.on_problem,
            HTTPException: problems.on_http,
            Outage: problems.on_outage,
            Exception: problems.on_error,
        },
    )


async def _root(request: Request) -> Response:
    return JSONResponse(
        {"service": "wireroom gateway", "version": VERSION, "openapi": "/openapi.json"}
    )


class _Server(uvicorn.Server):
    """Leaves the signals to the runtime."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    one = socket.socket(family)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))
        one.listen(BACKLOG)
    except OSError:
        one.close()
        raise
    one.setblocking(False)
    return one


async def serve_until_cancelled(app: Starlette, context: Context, health: Health) -> None:
    """Serve; ready once requests are taken. Raises OSError if the port is taken.

    While there is no API key it is on loopback alone, whatever the setting says, and not ready
    where that is not what the setting wants.
    """
    host, port = context.settings.gateway_host, context.settings.gateway_port
    if not is_loopback(host) and not await _has_keys(context):
        log.warning("no API key yet (`wireroom keys create`): serving on 127.0.0.1 alone")
        async with _serving(app, "127.0.0.1", port):
            health.waiting_for = "an API key: `wireroom keys create` makes one"
            while not await _has_keys(context):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
    async with _serving(app, host, port) as task:
        health.waiting_for = None
        await asyncio.shield(task)


async def _has_keys(context: Context) -> bool:
    with contextlib.suppress(Outage):
        return await any_keys(context.database)
    return False


@contextlib.asynccontextmanager
async def _serving(app: Starlette, host: str, port: int) -> AsyncIterator[asyncio.Task[None]]:
    listening = bound(host, port)
    told, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=30,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    log.info("gateway at http://%s:%d", told, port, extra={"port": port})
    try:
        yield task
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listening.close()
