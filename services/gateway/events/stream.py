"""Writes a topic to one reader, as server-sent events or NDJSON, no faster than it is read."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from schemas.filters import ArticleFilter
from schemas.topics import Topic
from services.gateway.events.positions import encode
from services.gateway.events.topic_feed import Batch

Form = Literal["sse", "ndjson"]

RETRY_MS = 2_000
HEARTBEAT_SECONDS = 15.0
SLOW_SECONDS = 15.0
"""A reader that takes longer than this for one event is cut, and told once it has taken it."""
GONE_SECONDS = 60.0
"""A reader that takes nothing at all for so long is cut without a word."""
LARGE_BYTES = 256 * 1024
"""A larger event is judged in a thread."""

TOO_SLOW = "this reader is too slow; come back with the last id"


@dataclass(frozen=True, slots=True)
class Writing:
    """How events of one topic are written; pure."""

    form: Form
    topic: str

    def begin(self) -> bytes:
        return b"retry: %d\n\n" % RETRY_MS if self.form == "sse" else b""

    def event(self, offsets: dict[int, int], value: bytes) -> bytes:
        """One event, a JSON object in bytes; line breaks between its tokens are left out."""
        id = encode(self.topic, offsets).encode()
        flat = value.replace(b"\r", b" ").replace(b"\n", b" ")
        if self.form == "sse":
            return b"id: %b\nevent: message\ndata: %b\n\n" % (id, flat)
        return b'{"id":"%b","event":%b}\n' % (id, flat)

    def heartbeat(self, offsets: dict[int, int]) -> bytes:
        """Nothing new; it names the place all the same, for filters leave events out."""
        if not offsets:
            return b": waiting\n\n" if self.form == "sse" else b"\n"
        id = encode(self.topic, offsets).encode()
        return b": heartbeat\nid: %b\n\n" % id if self.form == "sse" else b'{"id":"%b"}\n' % id

    def end(self, offsets: dict[int, int], why: str) -> bytes:
        """The last event of a reader that is cut."""
        told: dict[str, Any] = {"id": encode(self.topic, offsets), "end": why}
        if self.form == "ndjson":
            return json.dumps(told).encode() + b"\n"
        return f"event: end\ndata: {json.dumps(told)}\n\n".encode()


async def chosen(topic: Topic, wanted: ArticleFilter, value: bytes) -> bool:
    """Whether the filter lets a message through; one that can't be read passes no criterion."""
    if not wanted.asked:
        return True
    if len(value) > LARGE_BYTES:
        return await asyncio.to_thread(_chosen, topic, wanted, value)
    return _chosen(topic, wanted, value)


def _chosen(topic: Topic, wanted: ArticleFilter, value: bytes) -> bool:
    try:
        return wanted.matches(topic.model.model_validate_json(value))
    except ValidationError:
        return False


class EventStream(StreamingResponse):
    """The answer to one reader. ``feed`` is closed when the reader goes."""

    def __init__(
        self,
        feed: AsyncGenerator[Batch, None],
        topic: Topic,
        form: Form,
        wanted: ArticleFilter,
        closed: Callable[[], object],
        slow_seconds: float = SLOW_SECONDS,
        gone_seconds: float = GONE_SECONDS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        kind = "text/event-stream" if form == "sse" else "application/x-ndjson"
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__((), 200, headers, media_type=kind)
        self._feed = feed
        self._topic = topic
        self._wanted = wanted
        self._writing = Writing(form, topic.name)
        self._closed = closed
        self._slow_seconds = slow_seconds
        self._gone_seconds = gone_seconds
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Until the reader goes or is cut."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._closed()

    async def stream_response(self, send: Send) -> None:
        """What Starlette stops where the reader goes."""
        status, headers = self.status_code, self.raw_headers
        await send({"type": "http.response.start", "status": status, "headers": headers})
        async with aclosing(self._feed) as feed:
            await self._pass_on(feed, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pass_on(self, feed: AsyncIterator[Batch], send: Send) -> None:
        await self._taken(send, self._writing.begin())
        told_at = float("-inf")
        async for batch in feed:
            for offsets, body in [one async for one in self._bodies(batch)]:
                if not await self._taken(send, body):
                    await self._send(send, self._writing.end(offsets, TOO_SLOW))
                    return
                told_at = time.monotonic()
            if time.monotonic() - told_at >= self._heartbeat_seconds:
                told_at = time.monotonic()
                await self._taken(send, self._writing.heartbeat(batch.offsets))

    async def _bodies(self, batch: Batch) -> AsyncIterator[tuple[dict[int, int], bytes]]:
        for record in batch.records:
            value = record.value
            if value is not None and await chosen(self._topic, self._wanted, value):
                offsets = batch.before | {record.partition: record.offset + 1}
                yield offsets, self._writing.event(offsets, value)

    async def _taken(self, send: Send, body: bytes) -> bool:
        """Send; whether it went in time. Raises TimeoutError if the reader takes nothing."""
        begun = time.monotonic()
        await self._send(send, body)
        return time.monotonic() - begun <= self._slow_seconds

    async def _send(self, send: Send, body: bytes) -> None:
        async with asyncio.timeout(self._gone_seconds):
            await send({"type": "http.response.body", "body": body, "more_body": True})
