"""A connection whose other end is dead is seen and closed; one that is slow is left alone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import conn
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from services.runtime.kafka import connections
from services.runtime.kafka.connections import (
    KEEPALIVE,
    LOOK_SECONDS,
    QUIET_SECONDS,
    CountingProtocol,
    WatchedConnection,
    keep_alive,
)
from tests.conditions import HANG_SECONDS

LOOKS = round(QUIET_SECONDS / LOOK_SECONDS)
FETCH, JOIN = 1, 11


def waiting(*kinds: int) -> Any:
    """A connection on which requests of these API keys wait."""
    made: Any = WatchedConnection.__new__(WatchedConnection)
    made._requests = [
        (number, SimpleNamespace(API_KEY=key), None) for number, key in enumerate(kinds)
    ]
    made._protocol = SimpleNamespace(received=0)
    made.unsent = 0
    transport = SimpleNamespace(get_write_buffer_size=lambda: made.unsent)
    made._writer = SimpleNamespace(transport=transport)
    return made


def looks(connection: Any, count: int) -> list[bool]:
    return [connection.is_quiet() for _ in range(count)]


def test_a_request_without_an_answer_is_given_up() -> None:
    assert looks(waiting(FETCH), LOOKS + 1) == [False] * LOOKS + [True]


@pytest.mark.parametrize("kinds", [(), (JOIN,)])
def test_nothing_is_quiet_that_need_not_answer_soon(kinds: tuple[int, ...]) -> None:
    assert not any(looks(waiting(*kinds), 3 * LOOKS))


def test_a_fetch_beside_a_join_is_watched() -> None:
    assert looks(waiting(JOIN, FETCH), LOOKS + 1)[-1]


@pytest.mark.parametrize("moves", ["received", "unsent"])
def test_a_slow_answer_and_a_slow_request_are_not_quiet(moves: str) -> None:
    connection = waiting(FETCH)
    for _ in range(3):
        assert not any(looks(connection, LOOKS))
        connection._protocol.received += moves == "received"
        connection.unsent += moves == "unsent"
    assert looks(connection, LOOKS + 1)[-1]


def test_a_client_uses_them() -> None:
    assert conn.AIOKafkaConnection is WatchedConnection
    assert conn.AIOKafkaProtocol is CountingProtocol


def test_the_kernel_looks_for_a_dead_end_too() -> None:
    with socket.socket() as one:
        keep_alive(one)
        assert one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                assert one.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) == value
    keep_alive(None)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Of a server that takes connections and never says a word."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.processes
async def test_a_broker_that_never_answers_is_not_connected_to(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 0.05)
    with pytest.raises((TimeoutError, KafkaError)):
        await asyncio.wait_for(conn.create_conn("127.0.0.1", port), HANG_SECONDS)


@pytest.mark.processes
async def test_a_request_to_a_silent_broker_fails_as_on_a_broken_connection(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(connections, "QUIET_SECONDS", 0.05)

    async def no_lookup(self: Any) -> None:
        self._versions = {MetadataRequest.API_KEY: (0, 1)}

    monkeypatch.setattr(WatchedConnection, "_do_version_lookup", no_lookup)
    connection = await conn.create_conn("127.0.0.1", port, request_timeout_ms=600_000)
    with pytest.raises(KafkaConnectionError, match="closed"):
        await asyncio.wait_for(connection.send(MetadataRequest([])), HANG_SECONDS)
    assert not connection.connected()
