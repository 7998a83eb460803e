"""``POST /v1/articles``: articles in, a verdict for each."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from schemas.topics import MIB
from services.gateway.access.keys import Caller
from services.gateway.articles import bodies
from services.gateway.articles.admission import BATCH, BATCH_BYTES, Sent, admit
from services.gateway.articles.idempotency import once
from services.gateway.articles.looking import article, status
from services.gateway.articles.verdicts import status_of
from services.gateway.articles.waiting import enriched
from services.gateway.context import Context
from services.gateway.problems import Problem

STREAM_BYTES = BATCH_BYTES + bodies.LONGEST_LINE
"""What a stream of lines holds at a time, whatever its length."""
PARSED_TIMES = 3
"""A body that must be whole is held as bytes, as text and in parts."""
LARGEST_WHOLE = 32 * MIB
"""Larger bodies come as NDJSON."""
YIELD_BYTES = 512 * 1024


def routes(context: Context) -> list[BaseRoute]:
    """The routes of articles."""

    async def post(request: Request) -> Response:
        caller = await context.access.require(request, "publish")
        return await once(context, caller, request, lambda: _post(context, caller, request))

    async def get(request: Request) -> Response:
        await context.access.require(request, "read")
        return await article(context, request.path_params["article_id"])

    async def get_status(request: Request) -> Response:
        await context.access.require(request, "read")
        return await status(context, request.path_params["article_id"])

    return [
        Route("/v1/articles", post, methods=["POST"]),
        Route("/v1/articles/{article_id}", get, methods=["GET"]),
        Route("/v1/articles/{article_id}/status", get_status, methods=["GET"]),
    ]


async def _post(context: Context, caller: Caller, request: Request) -> Response:
    waits = request.query_params.get("wait")
    if waits not in (None, "enriched"):
        raise Problem(HTTPStatus.BAD_REQUEST, "wait: only `enriched`")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    pieces = bodies.decompressed(
        _received(request),
        request.headers.get("content-encoding", ""),
        context.settings.gateway_body_bytes,
    )
    if kind in bodies.NDJSON_TYPES:
        size, values = STREAM_BYTES, bodies.lines(pieces)
    elif kind in bodies.JSON_TYPES:
        size = PARSED_TIMES * min(
            LARGEST_WHOLE, _announced(request) or context.settings.gateway_body_bytes
        )
        values = _whole(pieces)
    else:
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type is application/json or application/x-ndjson",
        )
    context.budget.take(size)
    try:
        if waits:
            return await _one_enriched(context, caller, values)
        return await _all(context, caller, values)
    finally:
        context.budget.give_back(size)


def _announced(request: Request) -> int | None:
    """The body's length, where it says so and is not packed."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() and "content-encoding" not in request.headers else None


async def _received(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


async def _whole(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > LARGEST_WHOLE:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"JSON has at most {LARGEST_WHOLE} bytes, unpacked; send NDJSON",
            )
    found = bodies.elements(bytes(body))
    while some := await asyncio.to_thread(_next_few, found):
        for one in some:
            yield one


def _next_few(found: Iterator[bytes]) -> list[bytes]:
    some: list[bytes] = []
    size = 0
    while size < YIELD_BYTES and (one := next(found, None)) is not None:
        some.append(one)
        size += len(one) + 64
    return some


async def _all(context: Context, caller: Caller, values: AsyncIterator[bytes]) -> Response:
    told: list[dict[str, Any]] = []
    batch: list[bytes] = []
    size = 0
    try:
        async for value in values:
            if len(told) + len(batch) >= bodies.MOST_ARTICLES:
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"a request has at most {bodies.MOST_ARTICLES} articles",
                )
            batch.append(value)
            size += len(value)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                told += await _verdicts(context, caller, batch)
                batch, size = [], 0
        told += await _verdicts(context, caller, batch)
    except Problem as problem:
        if told:
            # Its verdicts stand: what was accepted is on its way.
            problem.more["verdicts"] = told
        raise
    except ClientDisconnect:
        # No answer that an Idempotency-Key could keep.
        raise Problem(HTTPStatus.BAD_REQUEST, "the body breaks off") from None
    if not told:
        raise Problem(HTTPStatus.BAD_REQUEST, "there is no article in the body", verdicts=[])
    return await asyncio.to_thread(JSONResponse, {"verdicts": told}, status_of(told))


async def _verdicts(context: Context, caller: Caller, batch: list[bytes]) -> list[dict[str, Any]]:
    return [one.verdict for one in await admit(context, caller, batch)] if batch else []


async def _one_enriched(context: Context, caller: Caller, values: AsyncIterator[bytes]) -> Response:
    found = [value async for value in _at_most_two(values)]
    if len(found) != 1:
        raise Problem(HTTPStatus.BAD_REQUEST, "?wait=enriched takes exactly one article")

    async def send(trace: bytes) -> Sent:
        [sent] = await admit(context, caller, found, trace)
        return sent

    return await enriched(context, send)


async def _at_most_two(values: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    number = 0
    async for value in values:
        yield value
        number += 1
        if number == 2:
            return
