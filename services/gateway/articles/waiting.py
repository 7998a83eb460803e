"""``?wait=enriched``: the whole pipeline as one call, by one reader that all callers share."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from schemas.articles import EnrichedArticle
from schemas.dead_letter import TRACE_HEADER, DeadLetter, header, read_dead_letter
from schemas.topics import ENRICHED
from services.gateway.articles.admission import Sent, new_trace
from services.gateway.articles.looking import document
from services.gateway.articles.verdicts import Verdict, status_of
from services.gateway.context import Context
from services.gateway.problems import Problem
from services.runtime.kafka.reader import ReadError, Record, consumer, ends_of, partitions
from services.runtime.registration import topology
from services.runtime.retry import Outage, backoff
from services.runtime.settings import Settings

log = logging.getLogger(__name__)

End = bytes | DeadLetter
"""The event as it lies on its topic, or why there is none."""
POLL_MS = 200
LOOK_SECONDS = 0.2


def trace_id(trace: bytes) -> bytes:
    """The part of a W3C trace context that all services hand on."""
    parts = trace.split(b"-")
    return parts[1] if len(parts) > 2 else trace


class Follower:
    """Reads the events and dead letters that come, and hands each to whoever waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: dict[bytes, asyncio.Future[End]] = {}
        self._reading: asyncio.Task[None] | None = None
        self._there = asyncio.Event()

    @asynccontextmanager
    async def expecting(self, trace: bytes) -> AsyncIterator[asyncio.Future[End]]:
        """The end of what is published with this trace from now on. Raises Outage if Kafka can't
        be read."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_for_ever())
        try:
            async with asyncio.timeout(30):
                await self._there.wait()
        except TimeoutError:
            raise Outage("kafka", "its topics can't be read") from None
        end: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._waiting[trace_id(trace)] = end
        try:
            yield end
        finally:
            del self._waiting[trace_id(trace)]

    async def stop(self) -> None:
        """End the reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read_for_ever(self) -> None:
        pauses = backoff()
        while True:
            try:
                await self._read()
            except (ReadError, OSError, Outage) as error:
                log.warning("reading the ends of articles: %s", error)
            self._there.clear()
            await asyncio.sleep(next(pauses))

    async def _read(self) -> None:
        dead = topology().dead_topics
        async with consumer(self._settings) as reader:
            parts = await partitions(reader, [ENRICHED.name, *dead], lambda missing: None)
            reader.assign(parts)
            for part, end in (await ends_of(reader, parts)).items():
                reader.seek(part, end)
            self._there.set()
            while True:
                for records in (await reader.getmany(timeout_ms=POLL_MS)).values():
                    for record in records:
                        self._see(record)

    def _see(self, record: Record) -> None:
        trace = header(record.headers, TRACE_HEADER)
        end = self._waiting.get(trace_id(trace)) if trace else None
        if end is None or end.done():
            return
        if record.topic == ENRICHED.name:
            end.set_result(record.value or b"")
            return
        letter = read_dead_letter(record.headers)
        if letter is not None and letter.service in {one.name for one in topology().audited}:
            end.set_result(letter)


async def enriched(context: Context, send: Callable[[bytes], Awaitable[Sent]]) -> Response:
    """The EnrichedArticle of one article; 202 with its verdict if that takes too long."""
    deadline = time.monotonic() + context.settings.gateway_wait_seconds
    trace = new_trace()
    async with context.follower.expecting(trace) as end:
        sent = await send(trace)
        if sent.foreseen is None:
            return JSONResponse({"verdicts": [sent.verdict]}, status_of([sent.verdict]))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(
                asyncio.get_running_loop().time() + max(0.1, deadline - time.monotonic())
            ):
                if sent.verdict["verdict"] == "duplicate":
                    return _event(await _stored(context, sent.foreseen.article_id))
                return _answer(await end, sent.verdict)
    where = f"/v1/articles/{sent.foreseen.article_id}/status"
    return JSONResponse({"verdicts": [sent.verdict]}, HTTPStatus.ACCEPTED, {"Location": where})


def _answer(end: End, verdict: Verdict) -> Response:
    if isinstance(end, DeadLetter):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{end.service}: {end.error}",
            reason=end.reason,
            service=end.service,
            verdicts=[verdict],
        )
    return _event(end)


def _event(value: bytes) -> Response:
    return Response(value, media_type="application/json")


async def _stored(context: Context, article_id: str) -> bytes:
    """The event of a duplicate: what the store has of it, once it has."""
    while True:
        found = await document(context, article_id)
        if found is not None:
            known = {name: found[name] for name in EnrichedArticle.model_fields if name in found}
            return EnrichedArticle.model_validate(known).model_dump_json().encode()
        await asyncio.sleep(LOOK_SECONDS)
