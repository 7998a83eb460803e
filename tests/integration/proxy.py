"""A TCP proxy that breaks the connections which go through it, as networks do."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from tests.integration.kafka import free_port

Fault = Literal["quiet", "half-open", "frozen", "slow", "reset"]
"""What becomes of the connections that are open; later ones are whole.

quiet       nothing goes through any more, and nobody is told: a firewall that drops
half-open   what the server says is lost
frozen      nothing goes through until ``thaw``, then everything
slow        a kilobyte a second goes through, until ``thaw``
reset       both ends are told that the connection is broken
"""
SLOW_BYTES = 1024


class Connection:
    """One connection and what breaks it."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.moving = asyncio.Event()
        self.moving.set()
        self.writers: list[asyncio.StreamWriter] = []

    @property
    def goes_through(self) -> bool:
        """Whether both sides still get what the other says, be it slowly."""
        return self.fault in (None, "slow")

    @property
    def client(self) -> int:
        """The port that it came from."""
        port: int = self.writers[0].get_extra_info("peername")[1]
        return port

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        try:
            while data := await reader.read(SLOW_BYTES if self.fault == "slow" else 65536):
                await self.moving.wait()
                if self.fault == "quiet" or (self.fault == "half-open" and is_answer):
                    continue
                if self.fault == "slow":
                    await asyncio.sleep(len(data) / SLOW_BYTES)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        # A connection that is quiet says nothing of its end either.
        if self.fault not in ("quiet", "half-open", "frozen"):
            writer.close()


class Proxy:
    """Listens on ``port`` and carries to ``target``, in a thread of its own."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self._connections: list[Connection] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def _run(self) -> None:
        self._loop.run_forever()

    def start(self) -> None:
        self._thread.start()
        listening = asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def break_connections(self, fault: Fault) -> int:
        """Break what is open now; how many connections those are."""
        return asyncio.run_coroutine_threadsafe(self._break(fault), self._loop).result()

    def thaw(self) -> None:
        """Let frozen connections go on, and slow ones as fast as they can."""
        for connection in list(self._connections):
            if connection.fault in ("frozen", "slow"):
                connection.fault = None
            self._loop.call_soon_threadsafe(connection.moving.set)

    def clients(self) -> set[int]:
        """The ports that connections come from which still go through."""
        return {one.client for one in list(self._connections) if one.writers and one.goes_through}

    async def _break(self, fault: Fault) -> int:
        broken = [one for one in self._connections if one.goes_through]
        for connection in broken:
            connection.fault = fault
            if fault == "frozen":
                connection.moving.clear()
            if fault == "reset":
                for writer in connection.writers:
                    writer.transport.abort()
        return len(broken)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection()
        self._connections.append(connection)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        connection.writers += [writer, forth]
        with contextlib.suppress(asyncio.CancelledError):  # The proxy stops.
            await asyncio.gather(
                connection.carry(reader, forth, is_answer=False),
                connection.carry(back, writer, is_answer=True),
            )
            self._connections.remove(connection)

    async def _close(self) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.moving.set()
            for writer in connection.writers:
                writer.transport.abort()
        tasks = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def proxied(target: int, port: int | None = None) -> Iterator[Proxy]:
    """A proxy before a port, ended at last."""
    proxy = Proxy(port or free_port(), target)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
