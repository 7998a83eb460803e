"""A hostile web server: each of its tricks costs one fetch."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.feeders.fetcher import Fetcher, FetchFailed, Limits, unpack

pytestmark = pytest.mark.processes

LIMITS = Limits(bytes=100_000, seconds=3.0, step_seconds=1.0, redirects=5)
OK = b"HTTP/1.1 200 OK\r\n"


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


async def slow(writer: asyncio.StreamWriter) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


async def mute(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def bomb(writer: asyncio.StreamWriter) -> None:
    body = gzip.compress(b"\0" * 50_000_000, 1)
    head = b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body)
    writer.write(OK + head + body)


async def endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(OK)
    while True:
        writer.write(b"x-a: " + b"b" * 10_000 + b"\r\n")
        await writer.drain()


async def circle(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nlocation: /circle\r\ncontent-length: 0\r\n\r\n")


async def nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x16\x03\x01 hello\r\n\r\n")


async def to_a_file(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\n\r\n")


async def good(writer: asyncio.StreamWriter) -> None:
    body = gzip.compress(b"hello")
    head = b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body)
    writer.write(OK + head + body)


TRICKS: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {
    one.__name__: one
    for one in (endless, slow, mute, bomb, endless_headers, circle, nonsense, to_a_file, good)
}


@pytest.fixture
async def server() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            while (await reader.readline()).strip():
                pass
            await TRICKS[line.split()[1].decode()[1:]](writer)
            await writer.drain()
        except (OSError, asyncio.CancelledError, IndexError, KeyError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    listening.close()


@pytest.mark.parametrize("trick", sorted(TRICKS.keys() - {"good"}))
async def test_each_trick_costs_one_fetch(server: str, trick: str) -> None:
    async with Fetcher(LIMITS, "test", private=True) as http:
        with pytest.raises(FetchFailed):
            await http.get(f"{server}/{trick}")
        assert (await http.get(f"{server}/good")).body == b"hello"


async def test_tls_that_stalls_is_given_up(server: str) -> None:
    async with Fetcher(LIMITS, "test", private=True) as http:
        with pytest.raises(FetchFailed):
            await http.get(server.replace("http://", "https://") + "/mute")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]"])
async def test_private_addresses_are_refused(server: str, host: str) -> None:
    async with Fetcher(LIMITS, "test") as http:
        with pytest.raises(FetchFailed, match="no public address"):
            await http.get(f"http://{host}:{server.rpartition(':')[2]}/good")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "http://", "http://["])
async def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    async with Fetcher(LIMITS, "test") as http:
        with pytest.raises(FetchFailed):
            await http.get(url)


def test_what_is_packed_in_an_unknown_way_is_told() -> None:
    for encoding, body in (("br", b"x"), ("gzip", b"no gzip")):
        with pytest.raises(FetchFailed):
            unpack(body, encoding, 1000)
