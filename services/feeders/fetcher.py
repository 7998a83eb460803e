"""Fetches from strangers: only public addresses, bounded bytes, bounded time, few redirects."""

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from services.runtime.doors.public_http import networks, public_client

READ_BYTES = 65_536
EVERYWHERE = "0.0.0.0/0,::/0"


class FetchFailed(Exception):
    """Why an address could not be fetched, in one line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` for a whole request, ``step_seconds`` for connecting and each wait for bytes."""

    bytes: int
    seconds: float
    step_seconds: float
    redirects: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. ``url`` is the address after redirects, ``body`` is unpacked."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Fetches addresses within limits. ``async with`` closes it."""

    def __init__(self, limits: Limits, agent: str, *, private: bool = False) -> None:
        self._limits = limits
        self._client = public_client(
            networks(EVERYWHERE) if private else (),
            timeout=httpx.Timeout(limits.step_seconds),
            follow_redirects=True,
            headers={"user-agent": agent, "accept-encoding": "gzip"},
        )
        self._client.max_redirects = limits.redirects

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one GET, redirects followed. Raises FetchFailed."""
        if not url.startswith(("http://", "https://")):
            raise FetchFailed("not an address of http or https")
        try:
            async with asyncio.timeout(self._limits.seconds):
                # No cookie of one page goes along to the next.
                self._client.cookies.clear()
                async with self._client.stream("GET", url, headers=headers) as response:
                    packed = await self._read(response)
        except TimeoutError as error:
            raise FetchFailed(f"took longer than {self._limits.seconds:g} s") from error
        except httpx.TooManyRedirects as error:
            raise FetchFailed(f"more than {self._limits.redirects} redirects") from error
        except httpx.TimeoutException as error:
            raise FetchFailed(f"no byte for {self._limits.step_seconds:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError, OSError) as error:
            raise FetchFailed(f"{type(error).__name__}: {str(error)[:200]}") from error
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        body = await asyncio.to_thread(unpack, packed, encoding, self._limits.bytes)
        return Answer(response.status_code, str(response.url), response.headers, body)

    async def _read(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_raw(READ_BYTES):
            body += chunk
            if len(body) > self._limits.bytes:
                raise FetchFailed(f"more than {self._limits.bytes} bytes")
        return bytes(body)


def unpack(packed: bytes, encoding: str, limit: int) -> bytes:
    """The body of an answer, ``limit`` bytes at most. Raises FetchFailed."""
    if encoding in ("", "identity") or not packed:
        return packed
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"packed by {encoding[:20]}, which was not asked for")
    unpacker = zlib.decompressobj(47)
    try:
        body = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise FetchFailed(f"is no {encoding}: {error}") from error
    if len(body) > limit:
        raise FetchFailed(f"more than {limit} bytes unpacked")
    return body
