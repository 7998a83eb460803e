"""``GET /v1/articles/{id}`` and ``…/status``: what the store has, and what ``explain`` knows."""

import asyncio
import json
import re
import sys
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.responses import JSONResponse, Response

from services.gateway.context import Context
from services.gateway.problems import Problem
from services.runtime.mongo.client import Document, outages

ID = re.compile(r"[0-9a-f]{32}")
MOST_REVISIONS = 100
REVISION_FIELDS = dict.fromkeys(
    ("article_id", "revision", "standing", "stored_at", "title", "origin", "content"), True
)
EXPLAIN_SECONDS = 120.0
_EXPLAIN = (sys.executable, "-m", "services.cli.main", "explain", "--json")


def checked_id(article_id: str) -> str:
    """The id. Raises Problem 404 for what can't be one."""
    if not ID.fullmatch(article_id):
        raise Problem(HTTPStatus.NOT_FOUND, "an article_id has 32 hex digits")
    return article_id


async def document(context: Context, article_id: str) -> Document | None:
    """The current revision as the store has it. Raises Outage."""
    with outages():
        return await context.database["articles"].find_one({"_id": article_id})


async def article(context: Context, article_id: str) -> Response:
    """The document and its earlier revisions, newest first, without their bodies."""
    checked_id(article_id)
    found = await document(context, article_id)
    if found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "no such article is stored; /status tells more of one that is on its way",
        )
    with outages():
        of_it = context.database["revisions"].find({"article_id": article_id}, REVISION_FIELDS)
        revisions = await of_it.sort("order", -1).to_list(MOST_REVISIONS)
    told: dict[str, Any] = {"article": found, "revisions": revisions}
    return Response(await asyncio.to_thread(to_json, told), media_type="application/json")


async def status(context: Context, article_id: str) -> Response:
    """Each step of the article's way, as ``wireroom explain --json`` tells them."""
    checked_id(article_id)
    async with context.explaining:
        process = await asyncio.create_subprocess_exec(
            *_EXPLAIN,
            article_id,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=context.environment,
        )
        try:
            async with asyncio.timeout(EXPLAIN_SECONDS):
                out, error = await process.communicate()
        except TimeoutError:
            raise Problem(
                HTTPStatus.GATEWAY_TIMEOUT, f"not found out within {EXPLAIN_SECONDS:g} s"
            ) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode:
        words = error.decode(errors="replace").strip().splitlines()
        last = words[-1].removeprefix("wireroom: ")[:300] if words else "explain failed"
        if "nothing is left" in last:
            raise Problem(HTTPStatus.NOT_FOUND, last)
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, last, {"Retry-After": "5"})
    steps = [json.loads(line) for line in out.splitlines() if line.strip()]
    return JSONResponse({"article_id": article_id, "steps": steps})
