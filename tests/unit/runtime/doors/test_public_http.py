import asyncio
import ipaddress
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpcore
import httpx
import pytest

from services.runtime.doors.public_http import (
    AddressRefused,
    Guard,
    is_public,
    may_reach,
    networks,
    public_client,
)

LOOPBACK = networks("127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_refuses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1", "::ffff:93.184.216.34"])
def test_lets_pass(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_allowed_networks_are_reached_in_their_mapped_form_too() -> None:
    assert may_reach(ipaddress.ip_address("10.2.3.4"), networks("10.0.0.0/8, 127.0.0.1"))
    assert may_reach(ipaddress.ip_address("::ffff:10.2.3.4"), networks("10.0.0.0/8"))
    assert not may_reach(ipaddress.ip_address("11.0.0.0").__class__("172.16.0.1"), LOOPBACK)


def test_a_wrong_network_is_an_error() -> None:
    with pytest.raises(ValueError, match="10"):
        networks("10.0.0.0/99")


def answers(*addresses: str) -> tuple[list[str], "object"]:
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return [addresses[min(len(asked), len(addresses)) - 1]]

    return asked, resolver


async def test_a_name_is_resolved_once_and_the_checked_address_kept() -> None:
    asked, resolver = answers("93.184.216.34", "127.0.0.1")
    guard = Guard(resolver=resolver)  # type: ignore[arg-type]
    assert await guard.checked("rebinding.example", 80) == ["93.184.216.34"]
    assert asked == ["rebinding.example"]
    with pytest.raises(AddressRefused, match="rebinding"):
        await guard.checked("rebinding.example", 80)


async def test_only_the_public_of_several_addresses_is_used() -> None:
    async def both(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1", "93.184.216.34", "fe80::1%eth0"]

    assert await Guard(resolver=both).checked("both.example", 80) == ["93.184.216.34"]


async def test_an_unknown_name_is_no_connection() -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("unknown")

    with pytest.raises(httpcore.ConnectError, match="nowhere"):
        await Guard(resolver=unknown).checked("nowhere.example", 80)


async def test_no_socket_of_this_machine() -> None:
    with pytest.raises(AddressRefused):
        await Guard().connect_unix_socket("/run/docker.sock")


@asynccontextmanager
async def serving(answer: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    async with serving(answer) as port, public_client(LOOPBACK, follow_redirects=True) as client:
        with pytest.raises(AddressRefused, match="no public address"):
            await client.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1"])
async def test_loopback_is_refused_in_every_spelling(host: str) -> None:
    async with public_client() as client:
        with pytest.raises((AddressRefused, httpx.InvalidURL)):
            await client.get(f"http://{host}:9/")


async def test_a_name_reaches_the_address_that_was_checked() -> None:
    asked, resolver = answers("127.0.0.1", "10.0.0.1")
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    async with (
        serving(answer) as port,
        public_client(LOOPBACK, resolver=resolver) as client,  # type: ignore[arg-type]
    ):
        found = await client.get(f"http://news.example:{port}/")
    assert (found.text, asked) == ("hello", ["news.example"])


@pytest.mark.parametrize(
    "address", ["64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "fe80::1", "100.64.0.1"]
)
def test_forms_of_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_a_public_address_behind_nat64_is_public() -> None:
    assert is_public(ipaddress.ip_address("64:ff9b::808:808"))
