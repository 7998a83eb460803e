"""Asks a service how it is: what it measures, and whether it is ready."""

import asyncio
import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

from services.cli.errors import CommandError

TIMEOUT_SECONDS = 2.0

NO_ANSWER = "does not answer"

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scrape:
    """What one service said at one moment. ``at`` is in seconds since 1970 UTC."""

    url: str
    at: float
    state: str = NO_ANSWER
    samples: dict[str, list[tuple[Labels, float]]] = field(default_factory=dict)

    @property
    def service(self) -> str | None:
        """Its name, None if it gave no answer."""
        return next((labels["service"] for labels, _ in self.of("wireroom_build_info")), None)

    def of(self, name: str, **wanted: str) -> list[tuple[Labels, float]]:
        """The samples of a metric that have these labels."""
        return [
            (labels, value)
            for labels, value in self.samples.get(name, ())
            if wanted.items() <= labels.items()
        ]

    def total(self, name: str, **wanted: str) -> float:
        """Their sum."""
        return sum(value for _, value in self.of(name, **wanted))


def parse(url: str, at: float, state: str, page: str) -> Scrape:
    """A scrape from the text of /metrics. Raises ValueError if it is none."""
    samples: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(page):
        for one in family.samples:
            samples.setdefault(one.name, []).append((one.labels, one.value))
    return Scrape(url, at, state, samples)


def address(url: str) -> tuple[str, int]:
    """Host and port of a service's address. Raises CommandError if there is none in it."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        raise CommandError(f"{url}: not the address of a service, such as http://127.0.0.1:9101")
    return host, port


def scrape(url: str) -> Scrape:
    """Ask one service; one that gives no answer, or none that can be read, is told as such."""
    at = time.time()
    try:
        _, ready = _get(url, "/readyz")
        status, page = _get(url, "/metrics")
        return parse(url, at, ready.strip(), page) if status == 200 else Scrape(url, at)
    except (OSError, ValueError, http.client.HTTPException):
        return Scrape(url, at)


async def scrape_all(urls: Sequence[str]) -> list[Scrape]:
    """Ask all at once."""
    return await asyncio.gather(*(asyncio.to_thread(scrape, url) for url in urls))


def _get(url: str, path: str) -> tuple[int, str]:
    host, port = address(url)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
