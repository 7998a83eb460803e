"""``Idempotency-Key``: a request that comes again gets the answer that it got, for a day."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError
from starlette.requests import Request
from starlette.responses import Response

from schemas.topics import MIB
from services.gateway.access.keys import Caller
from services.gateway.context import Context
from services.gateway.problems import Problem
from services.runtime.mongo.client import Database, outages
from services.runtime.mongo.collections import ensure_collection

COLLECTION = "idempotency"
KEPT_SECONDS = 24 * 60 * 60
LONGEST = 200
LARGEST_ANSWER = 8 * MIB
"""A larger one is not kept: its request is handled again, and intake drops the duplicates."""
UNFINISHED = timedelta(minutes=10)
"""After so long a request without an answer counts as broken off."""
REPLAYED = "Idempotency-Replayed"


async def prepare(database: Database) -> None:
    """Make the collection, whose answers go after a day. Raises Outage."""
    await ensure_collection(
        database, COLLECTION, [IndexModel([("at", 1)], expireAfterSeconds=KEPT_SECONDS)]
    )


async def once(
    context: Context,
    caller: Caller,
    request: Request,
    work: Callable[[], Awaitable[Response]],
) -> Response:
    """The work's answer, or for a key that was there before the answer it got then.

    Raises Problem 400 for a key that is too long, 409 while the first request is being handled,
    422 where it went to another address.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return await work()
    if not 0 < len(key) <= LONGEST:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Idempotency-Key has 1 to {LONGEST} characters")
    name = sha256(f"{caller.key_id}\n{key}".encode()).hexdigest()
    target = f"{request.url.path}?{request.url.query}"
    if (answer := await _before(context.database, name, target)) is not None:
        return answer
    collection = context.database[COLLECTION]
    kept = False
    try:
        response = await work()
        if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            kept = len(response.body) <= LARGEST_ANSWER
        if kept:
            told = {
                "status": response.status_code,
                "body": bytes(response.body),
                "type": response.media_type or response.headers.get("content-type"),
            }
            with outages():
                await collection.update_one({"_id": name}, {"$set": {"answer": told}})
        return response
    finally:
        if not kept:
            with outages():
                await collection.delete_one({"_id": name})


async def _before(database: Database, name: str, target: str) -> Response | None:
    """The answer that the key got; None for a new key, which is taken now."""
    collection, now = database[COLLECTION], datetime.now(UTC)
    new = {"_id": name, "target": target, "at": now, "answer": None}
    with outages():
        try:
            await collection.insert_one(new)
        except DuplicateKeyError:
            pass
        else:
            return None
        broken_off = {"_id": name, "answer": None, "at": {"$lt": now - UNFINISHED}}
        if (await collection.replace_one(broken_off, new)).matched_count:
            return None
        found = await collection.find_one({"_id": name})
    if found is None or found["answer"] is None:
        raise Problem(
            HTTPStatus.CONFLICT, "a request with this key is being handled", {"Retry-After": "1"}
        )
    if found["target"] != target:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "this Idempotency-Key was used for another address"
        )
    answer = found["answer"]
    return Response(answer["body"], answer["status"], {REPLAYED: "true"}, media_type=answer["type"])
