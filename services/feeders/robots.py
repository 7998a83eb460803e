"""What robots.txt of each host allows (RFC 9309), remembered for an hour."""

import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from protego import Protego

from services.feeders.fetcher import Answer, FetchFailed

SECONDS = 3_600
MOST_HOSTS = 1_000
MOST_BYTES = 512 * 1024
"""RFC 9309 asks readers to take 500 KiB at least."""


class Robots:
    """Asks for each host's robots.txt once an hour. ``get`` raises FetchFailed."""

    def __init__(
        self,
        agent: str,
        get: Callable[[str, dict[str, str]], Awaitable[Answer]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent = agent
        self._get = get
        self._clock = clock
        self._known: dict[str, tuple[float, Protego]] = {}

    async def allow(self, url: str) -> bool:
        """Whether ``url`` may be fetched. Raises FetchFailed where its robots.txt can't be read.

        An answer of 400 to 499 allows all; one of 500 and more is a failure, to be tried again.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        until, rules = self._known.get(site, (0.0, None))
        if rules is None or until < self._clock():
            answer = await self._get(f"{site}/robots.txt", {})
            if answer.status >= 500:
                raise FetchFailed(f"robots.txt of {parts.netloc} answers {answer.status}")
            said = answer.body[:MOST_BYTES] if answer.status < 300 else b""
            rules = Protego.parse(said.decode("utf-8", "replace"))
            if len(self._known) >= MOST_HOSTS:
                self._known.clear()
            self._known[site] = (self._clock() + SECONDS, rules)
        return bool(rules.can_fetch(url, self._agent))
