"""An HTTP client for addresses that strangers name: it reaches public ones only.

Each connection, also one that a redirect asks for, resolves its name here, checks what was found,
and goes to the very address that was checked. So a name that changes its address after the check
gains nothing. Certificates are still those of the name.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

import httpcore
import httpx

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a name and a port to its addresses, as text. Raises OSError."""

MOST_REDIRECTS = 10
MOST_ADDRESSES = 4
"""Tried of one name, so that a name with a hundred dead ones costs little."""


class AddressRefused(httpx.ConnectError):
    """The name leads to no address that may be reached."""


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""v4 addresses as v6 ones (RFC 6052)."""


def networks(text: str) -> list[Network]:
    """Networks as a setting writes them: `10.0.0.0/8, 127.0.0.1`. Raises ValueError."""
    return [ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip()]


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet: not private, loopback, link-local, reserved
    or multicast, nor a v6 form of such a v4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.teredo is not None or address.is_site_local:
            return False
    refused = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not refused


def may_reach(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Whether it is public, or lies in a network that is allowed."""
    plain: Address = address
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        plain = address.ipv4_mapped
    return is_public(plain) or any(plain in one for one in allowed)


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Guard(httpcore.AsyncNetworkBackend):
    """Connects to what may be reached; ``resolver`` is asked once for each connection."""

    def __init__(self, allowed: Iterable[Network] = (), resolver: Resolve = resolve) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises AddressRefused, httpcore.ConnectError and httpcore.ConnectTimeout."""
        try:
            async with asyncio.timeout(timeout):
                checked = await self.checked(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"{host}: no answer to its name in time") from None
        error: Exception | None = None
        for one in checked[:MOST_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(
                    one, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        assert error is not None
        raise error

    async def checked(self, host: str, port: int) -> list[str]:
        """The addresses of a name that may be reached.

        Raises AddressRefused if there are none, httpcore.ConnectError if the name is unknown.
        """
        bare = host.strip("[]")
        try:
            found: Sequence[str] = [str(ipaddress.ip_address(bare))]
        except ValueError:
            try:
                found = await self._resolve(bare, port)
            except (OSError, UnicodeError) as unknown:
                raise httpcore.ConnectError(f"{bare:.100}: {unknown}") from unknown
        good = [one for one in found if may_reach(_address(one), self._allowed)]
        if not good:
            raise AddressRefused(f"{bare:.100} leads to no public address")
        return good

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise AddressRefused("a socket of this machine is no public address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _address(text: str) -> Address:
    return ipaddress.ip_address(text.partition("%")[0])


def public_client(
    allowed: Iterable[Network] = (),
    *,
    timeout: httpx.Timeout | float = 20.0,
    limits: httpx.Limits | None = None,
    headers: dict[str, str] | None = None,
    follow_redirects: bool = False,
    resolver: Resolve = resolve,
    context: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """A client whose every connection is guarded; proxies of the environment are left alone.

    ``timeout`` is in seconds. A request raises AddressRefused, and whatever httpx raises.
    """
    limits = limits or httpx.Limits(max_connections=100, max_keepalive_connections=20)
    context = context or httpx.create_ssl_context(trust_env=False)
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    # httpx has no argument for it; its pool is one of httpcore's public classes.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=limits.max_connections,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
        network_backend=Guard(allowed, resolver),
    )
    return httpx.AsyncClient(
        transport=transport,
        timeout=timeout,
        headers=headers,
        follow_redirects=follow_redirects,
        max_redirects=MOST_REDIRECTS,
        trust_env=False,
    )
