"""A rig knows which of its processes has a connection that still goes through a proxy."""

import os
import socket
from collections.abc import Iterator

import pytest

from tests.chaos.rig import _ports
from tests.conditions import wait_until
from tests.integration.proxy import Proxy, proxied

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def proxy(server: socket.socket) -> Iterator[Proxy]:
    with proxied(server.getsockname()[1]) as made:
        yield made


def test_a_broken_connection_is_no_longer_among_those_that_go_through(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        port = client.getsockname()[1]
        wait_until(lambda: port in proxy.clients())
        assert port in _ports(os.getpid())
        assert proxy.break_connections("slow") == 1
        assert proxy.clients() == {port}
        assert proxy.break_connections("quiet") == 1
        assert proxy.clients() == set()
        assert proxy.break_connections("reset") == 0


def test_thawed_connections_go_through_again_and_ended_ones_are_forgotten(
    server: socket.socket, proxy: Proxy
) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        wait_until(proxy.clients)
        proxy.break_connections("frozen")
        client.sendall(b"late")
        proxy.thaw()
        assert proxy.clients() == {client.getsockname()[1]}
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(4) == b"late"
    wait_until(lambda: not proxy.clients())
