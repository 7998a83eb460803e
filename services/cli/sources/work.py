"""What the commands of ``wireroom sources`` do against the store and the network."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from schemas.sources import SourceHealth
from services.cli.errors import CommandError
from services.cli.load_settings import load
from services.feeders.app import fetcher
from services.feeders.discovery import find_feeds, name_of, read_opml
from services.feeders.fetcher import Fetcher, FetchFailed
from services.feeders.settings import FeedersSettings
from services.feeders.state import State, new_source
from services.feeders.view import health_of
from services.runtime.formats.entries import NoFeed
from services.runtime.formats.feeds import parse_feed
from services.runtime.mongo.client import Document, connect

T = TypeVar("T")
SHOWN = 10
"""Entries that ``check`` shows."""


async def with_state(work: Callable[[FeedersSettings, State, Fetcher], Awaitable[T]]) -> T:
    """Run ``work`` with the store of the settings and a client."""
    settings = load(FeedersSettings)
    async with connect(settings) as database, fetcher(settings) as http:
        state = State(database, settings.feeders_seen_days)
        await state.prepare()
        return await work(settings, state, http)


async def add(state: State, http: Fetcher, url: str, name: str | None) -> list[tuple[str, str]]:
    """Add the feeds of an address or an OPML file: each address, and what became of it."""
    try:
        local = await asyncio.to_thread(_file, url)
        if local is not None:
            found = read_opml(local)
        else:
            address = url if "://" in url else f"https://{url}"
            found = await find_feeds(http.get, address)
    except (FetchFailed, NoFeed, OSError) as error:
        return [(url, str(error))]
    added = []
    for one, title in found:
        source = new_source(one, name or name_of(one), datetime.now(UTC), title)
        added.append((one, "added" if await state.add(source) else "is there already"))
    return added


def _file(path: str) -> bytes | None:
    """The bytes of a file, or None if there is none of that name."""
    return Path(path).read_bytes() if Path(path).is_file() else None


async def shown(state: State) -> list[SourceHealth]:
    """How all sources are now."""
    return [health_of(one, datetime.now(UTC)) for one in await state.sources()]


async def _find(state: State, source: str) -> list[Document]:
    found = await state.sources()
    return [
        one
        for one in found
        if source in (one["url"], one["name"])
        or (len(source) >= 4 and one["_id"].startswith(source))
    ]


async def pause(state: State, source: str, *, paused: bool) -> list[str]:
    """Pause sources or poll them again; their addresses. Raises CommandError if there is none."""
    found = await _find(state, source)
    if not found:
        raise CommandError(f"{source}: no such source; see `wireroom sources list`")
    change: Document = {"paused": paused}
    if not paused:
        change |= {"next_at": datetime.now(UTC), "failures": 0}
    for one in found:
        await state.change(one["_id"], change)
    return [one["url"] for one in found]


async def check(state: State, http: Fetcher, source: str) -> list[str]:
    """Lines that say what is in a source now. Raises CommandError if it can't be read."""
    urls = [one["url"] for one in await _find(state, source)]
    if not urls and "://" not in source:
        raise CommandError(f"{source}: no such source; see `wireroom sources list`")
    lines = []
    for url in urls or [source]:
        try:
            answer = await http.get(url)
            if answer.status != 200:
                raise FetchFailed(f"answers {answer.status}")
            feed = parse_feed(answer.body, answer.url, answer.headers)
        except (FetchFailed, NoFeed) as error:
            raise CommandError(f"{url}: {error}") from error
        lines.append(f"{url}: {feed.title or 'no title'}, {len(feed.entries)} entries")
        lines += [f"  {problem}" for problem in feed.problems]
        for one in feed.entries[:SHOWN]:
            body = "body" if one.html else "no body"
            lines.append(f"  {one.published or 'no date'}  {one.title or one.identity}  ({body})")
    return lines
