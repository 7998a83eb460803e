"""Polls one source: asks for its feed, fetches pages, hands articles in, notes what was delivered.

An entry is noted as seen after the brokers have its article, never before: killed in between, it is
handed in again, and intake drops it as a duplicate.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import random
from urllib.parse import urlsplit

from schemas.articles import Origin, RawArticle
from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER
from schemas.topics import RAW
from services.feeders import entries as logic
from services.feeders.fetcher import Answer, FetchFailed
from services.feeders.metrics import ENTRIES, FETCHES
from services.feeders.pages import decode_page
from services.feeders.rhythm import Rhythm, arrived, begin
from services.feeders.robots import Robots
from services.feeders.schedule import back_off, jittered, retry_after
from services.feeders.settings import FeedersSettings
from services.feeders.state import State
from services.runtime.formats.entries import Entry, Feed, NoFeed
from services.runtime.formats.feeds import parse_feed
from services.runtime.mongo.client import Document
from services.runtime.records import Record, TooLarge
from services.runtime.retry import Outage

log = logging.getLogger(__name__)

Get = Callable[[str, dict[str, str]], Awaitable[Answer]]
"""One request. Raises FetchFailed."""
Write = Callable[[Sequence[Record]], Awaitable[Sequence[Origin | Exception]]]
Now = Callable[[], datetime]

TURNS = 600
"""Seconds that a request waits for its host's turn; then the source comes back later."""
GONE = 410
TRIES = 3
"""Polls in which a page may fail before the entry's own words are handed in."""


LATER = "later"
"""No page is this word alone."""


class Later(Exception):
    """Not now: ``seconds`` until the source is to be tried again."""

    def __init__(self, seconds: float, words: str) -> None:
        super().__init__(words)
        self.seconds = seconds


class Poller:
    """Polls sources. All that it needs from outside is handed in."""

    def __init__(
        self, settings: FeedersSettings, state: State, get: Get, write: Write, now: Now
    ) -> None:
        self._settings = settings
        self._state = state
        self._get = get
        self._write = write
        self._now = now
        self._robots = Robots(settings.feeders_agent, self._polite_get)
        self._page_failures: dict[str, int] = {}

    async def poll_next(self) -> bool:
        """Poll a source whose turn it is; False if there is none. Raises Outage."""
        lease = secrets.token_hex(8)
        source = await self._state.claim(lease, self._now())
        if source is None:
            return False
        change = await self._poll(source, lease)
        await self._state.release(source["_id"], lease, change)
        return True

    async def _poll(self, source: Document, lease: str) -> Document:
        """What was learned of the source, as fields to set."""
        interval = self._settings.feeders_interval
        now = self._now()
        try:
            answer = await self._polite_get(source["url"], _conditions(source))
            if answer.status == 304:
                FETCHES.labels("unchanged").inc()
                return _well(now, self._after(interval))
            if not 200 <= answer.status < 300:
                raise FetchFailed(f"answers {answer.status}")
            feed = await asyncio.to_thread(parse_feed, answer.body, answer.url, answer.headers)
            end, rhythm = await self._hand_in(source, lease, feed)
        except Later as later:
            return {"next_at": self._after(later.seconds), "last_error": str(later)}
        except Outage:
            raise
        except Exception as error:
            # Whatever one source sends costs that source its turn, and no other.
            return self._failed_poll(source, error)
        FETCHES.labels("read").inc()
        change = {
            **_well(now, self._after(0 if end == "more" else interval)),
            "title": feed.title or source.get("title"),
            "rhythm": rhythm.model_dump(),
            "backlog": end == "more" and source.get("backlog", True),
            "problems": list(feed.problems),
        }
        if end == "failed":
            change["last_error"] = "some pages could not be fetched; they are tried again"
        if end == "all":  # Else the rest would never be asked for again.
            change["etag"] = answer.headers.get("etag")
            change["last_modified"] = answer.headers.get("last-modified")
        return change

    def _failed_poll(self, source: Document, error: Exception) -> Document:
        FETCHES.labels("failed").inc()
        expected = isinstance(error, FetchFailed | NoFeed)
        said = str(error) if expected else f"{type(error).__name__}: {error}"
        log.warning("%s: %s", source["url"], said, exc_info=None if expected else error)
        failures = source["failures"] + 1
        pause = back_off(self._settings.feeders_interval, failures, random())  # noqa: S311
        return {
            "failures": failures,
            "last_error": said[:500],
            "last_checked_at": self._now(),
            "next_at": self._now() + timedelta(seconds=pause),
            "paused": said == f"answers {GONE}",
        }

    def _after(self, seconds: float) -> datetime:
        return self._now() + timedelta(seconds=jittered(seconds, random()))  # noqa: S311

    async def _hand_in(self, source: Document, lease: str, feed: Feed) -> tuple[str, Rhythm]:
        """Hand in what is new. ``all``, ``more`` or ``failed`` pages; the source's rhythm then."""
        id, now = source["_id"], self._now()
        seen = await self._state.seen(logic.entry_id(id, one) for one in feed.entries)
        await self._state.note_seen(logic.stale(id, feed.entries, seen, now), now)
        new = await asyncio.to_thread(logic.unseen, id, feed.entries, seen)
        characters = self._settings.feeders_body_characters
        whole, bare = await asyncio.to_thread(logic.split, new, characters)
        await self._send(source, [(one, None) for one in whole])
        delivered, end = list(whole), "all"
        fetched = await self._state.seen(logic.page_id(one.link) for one in bare if one.link)
        for count, entry in enumerate(bare):
            if count >= self._settings.feeders_pages:
                end = "more"
                break
            if not await self._state.renew(id, lease, self._now()):
                raise Later(0, "another replica has it")
            known_page = entry.link is not None and logic.page_id(entry.link) in fetched
            if known_page and logic.entry_id(id, entry) not in seen:
                # Another source named the same page: it is handed in already.
                await self._state.note_seen(
                    [(logic.entry_id(id, entry), entry.digest)], self._now()
                )
                delivered.append(entry)
                continue
            page = await self._page(entry)
            if page == LATER:
                end = "failed"
                continue
            await self._send(source, [(entry, page)])
            delivered.append(entry)
        if source.get("backlog", True):
            return end, begin(now)
        first_time = [one for one in delivered if logic.entry_id(id, one) not in seen]
        rhythm = Rhythm.model_validate(source["rhythm"])
        return end, arrived(rhythm, now, [logic.fields(one) for one in first_time])

    async def _page(self, entry: Entry) -> str | None:
        """The page's HTML; None where the entry's own words must do; LATER to try again."""
        if entry.link is None:
            return None
        try:
            if not await self._robots.allow(entry.link):
                return None
            answer = await self._polite_get(entry.link, {})
            if answer.status >= 500:
                raise FetchFailed(f"answers {answer.status}")
        except (FetchFailed, ValueError) as error:
            log.info("%s: %s", entry.link, error)
            return self._failed(entry.link)
        kind = answer.headers.get("content-type", "text/html").lower()
        if answer.status >= 300 or not ("html" in kind or "xml" in kind or "text/" in kind):
            return None
        return await asyncio.to_thread(decode_page, answer.body, kind)

    def _failed(self, link: str) -> str | None:
        if len(self._page_failures) > 10_000:
            self._page_failures.clear()
        tried = self._page_failures[link] = self._page_failures.get(link, 0) + 1
        if tried < TRIES:
            return LATER
        del self._page_failures[link]
        return None

    async def _send(self, source: Document, some: Sequence[tuple[Entry, str | None]]) -> None:
        """Hand articles in, and note them when every in-sync replica has them. Raises Outage."""
        notes: list[tuple[str, str]] = []
        records: list[Record] = []
        now = self._now()
        for entry, page in some:
            notes.append((logic.entry_id(source["_id"], entry), entry.digest))
            if page and entry.link:
                notes.append((logic.page_id(entry.link), entry.digest))
            article = logic.article(entry, source["name"], source["url"], now, page)
            if article is None:
                ENTRIES.labels("empty").inc()
            else:
                records.append(_record(article))
        if records:
            for answer in await self._write(records):
                if isinstance(answer, TooLarge):
                    ENTRIES.labels("too_large").inc()
                elif isinstance(answer, Exception):
                    raise Outage("kafka", answer)
                else:
                    ENTRIES.labels("sent").inc()
        await self._state.note_seen(notes, self._now())

    async def _polite_get(self, url: str, headers: dict[str, str]) -> Answer:
        """One request when it is the host's turn. Raises FetchFailed, Later, Outage."""
        host = (urlsplit(url).hostname or "").lower()
        waited = 0.0
        gap = self._settings.feeders_host_gap
        while pause := await self._state.turn(host, gap, self._now()):
            if pause > TURNS or waited > TURNS:
                raise Later(max(pause, gap), f"{host} asks us to wait")
            await asyncio.sleep(pause)
            waited += pause
        answer = await self._get(url, headers)
        if answer.status in (429, 503):
            seconds = retry_after(answer.headers, self._now())
            seconds = self._settings.feeders_interval if seconds is None else seconds
            await self._state.rest(host, self._now() + timedelta(seconds=seconds))
            raise Later(seconds, f"answers {answer.status} and asks us to wait {seconds:.0f} s")
        return answer


def _conditions(source: Document) -> dict[str, str]:
    asked = {"if-none-match": source.get("etag"), "if-modified-since": source.get("last_modified")}
    return {name: value for name, value in asked.items() if value}


def _well(now: datetime, next_at: datetime) -> Document:
    return {"failures": 0, "last_error": None, "last_checked_at": now, "next_at": next_at}


def _record(article: RawArticle) -> Record:
    trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    headers = ((SCHEMA_HEADER, RAW.schema_header.encode()), (TRACE_HEADER, trace.encode()))
    value = article.model_dump_json(exclude_defaults=True).encode()
    # Revisions of one address stay in order: one key, one partition.
    return Record(RAW.name, article.url.encode() if article.url else None, value, headers)
