"""Errors as ``application/problem+json`` (RFC 9457)."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.runtime.retry import Outage

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
"""What a client is told to wait while Kafka or MongoDB is away."""


class Problem(Exception):
    """Ends a request with this status; ``detail`` is one sentence for the caller."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more

    def response(self) -> Response:
        """The answer that tells it."""
        told = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        return JSONResponse(told | self.more, self.status, self.headers, media_type=MEDIA_TYPE)


def too_many(detail: str, seconds: float) -> Problem:
    """429: to be tried again after so many seconds."""
    wait = max(1, math.ceil(seconds))
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(wait)})


async def on_problem(request: Request, error: Exception) -> Response:
    """A ``Problem`` as its answer."""
    assert isinstance(error, Problem)
    return error.response()


async def on_http(request: Request, error: Exception) -> Response:
    """What Starlette itself raises, such as 404 and 405."""
    assert isinstance(error, HTTPException)
    return Problem(HTTPStatus(error.status_code), error.detail, error.headers).response()


async def on_outage(request: Request, error: Exception) -> Response:
    """503 while Kafka or MongoDB is away; nothing was confirmed."""
    assert isinstance(error, Outage)
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"{error.dependency} is away; try again",
        {"Retry-After": str(RETRY_SECONDS)},
    ).response()


async def on_error(request: Request, error: Exception) -> Response:
    """500, which tells nothing of us; the log has the error."""
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an error of ours; the log has it").response()
