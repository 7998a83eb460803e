"""Connections to brokers that see when the other end is dead, which aiokafka 0.14 leaves to luck.

A firewall that drops packets, or a broker that is frozen, closes nothing: the request waits for its
whole time limit, and the connection stays in use.
"""

import asyncio
import socket
import weakref
from typing import Any

from aiokafka import conn
from aiokafka.errors import KafkaConnectionError

CONNECT_SECONDS = 10.0
"""For a connection, its encryption, the broker's versions and the password."""
QUIET_SECONDS = 15.0
"""Without a byte, while a request waits that a broker answers at once. A fetch waits for 1.5 s at
most; half of the 30 s in which we promise progress are left for a new connection."""
LOOK_SECONDS = 1.0

KEEPALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 15_000}
"""Linux's names (tcp(7)); seconds, and milliseconds for the last: how long sent data may go without
an acknowledgement."""

PROMPT_REQUESTS = frozenset({0, 1, 2, 3, 8, 9, 10, 12, 18, 22})
"""API keys: produce, fetch, list offsets, metadata, commit and fetch offsets, find coordinator,
heartbeat, versions, producer id. Others wait for members of a group, or make topics."""


class WatchedConnection(conn.AIOKafkaConnection):  # type: ignore[misc]
    """aiokafka's connection, closed once it has been quiet for ``QUIET_SECONDS``.

    The requests that wait on it then fail with KafkaConnectionError, and are sent again.
    """

    _quiet_looks = 0
    _heard: tuple[int, int] = (-1, -1)

    async def connect(self) -> Any:
        """Raises TimeoutError after ``CONNECT_SECONDS``, and what aiokafka raises."""
        async with asyncio.timeout(CONNECT_SECONDS):
            return await super().connect()

    def _create_reader_task(self) -> Any:
        keep_alive(self._writer.get_extra_info("socket"))
        self._loop.call_later(LOOK_SECONDS, _look, weakref.ref(self))
        return super()._create_reader_task()

    def is_quiet(self) -> bool:
        """Whether it has been quiet for too long. To be called every ``LOOK_SECONDS``.

        Counts its calls, not seconds: on a busy machine we are late as well.
        """
        heard = (self._protocol.received, self._writer.transport.get_write_buffer_size())
        waits = any(
            getattr(one, "API_KEY", None) in PROMPT_REQUESTS for _, one, _ in self._requests
        )
        self._quiet_looks = self._quiet_looks + 1 if waits and heard == self._heard else 0
        self._heard = heard
        return self._quiet_looks * LOOK_SECONDS >= QUIET_SECONDS


def _look(reference: "weakref.ref[WatchedConnection]") -> None:
    connection = reference()
    if connection is None or not connection.connected():
        return
    if connection.is_quiet():
        error = KafkaConnectionError(f"quiet for {QUIET_SECONDS:.0f} s")
        connection.close(reason=conn.CloseReason.CONNECTION_TIMEOUT, exc=error)
    else:
        connection._loop.call_later(LOOK_SECONDS, _look, reference)


class CountingProtocol(conn.AIOKafkaProtocol):  # type: ignore[misc]
    """aiokafka's protocol, which counts the bytes that it received."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


def keep_alive(connected: socket.socket | None) -> None:
    """Let the kernel see within some 15 s that the other end is gone, where it can."""
    if connected is None:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def install() -> None:
    """Let every client of this process connect by these classes."""
    conn.AIOKafkaConnection = WatchedConnection
    conn.AIOKafkaProtocol = CountingProtocol
