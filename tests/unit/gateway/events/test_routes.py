"""What readers of events may ask, and how their mistakes are told."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from schemas.topics import ENRICHED
from services.gateway.events.positions import encode
from services.gateway.events.routes import moment, routes, start_of
from services.gateway.events.topic_feed import Start
from services.gateway.server import build
from services.gateway.settings import GatewaySettings


class Everybody:
    async def require(self, request: object, scope: str) -> None:
        assert scope == "read"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("articles.nothing", 404, "no topic articles.nothing"),
        ("articles.raw", 404, "no topic articles.raw"),
        ("articles.enriched.dead", 404, "no topic"),
        ("articles.enriched?since=yesterday", 400, "since: an ISO 8601 time"),
        ("articles.enriched?last_event_id=7", 400, "Last-Event-ID: no id"),
        ("articles.enriched?langage=en", 400, "no parameter langage"),
        ("articles.enriched?country=Ukraine", 400, "country: "),
        ("articles.enriched?format=xml", 400, "format: "),
        ("articles.cleaned?entity=x", 400, "entity: events of articles.cleaned"),
    ],
)
async def test_what_is_refused(
    gateway: httpx.AsyncClient, path: str, status: int, says: str
) -> None:
    answer = await gateway.get(f"/v1/events/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


@pytest.fixture
async def gateway() -> AsyncIterator[httpx.AsyncClient]:
    context: Any = SimpleNamespace(settings=GatewaySettings(), access=Everybody())
    transport = httpx.ASGITransport(build(context, routes(context)))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


def test_a_reader_begins_at_its_last_id_else_at_a_time_else_now() -> None:
    last = encode(ENRICHED.name, {0: 7})
    since = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert start_of(ENRICHED, last, "2026-01-31T12:00:00Z") == Start({0: 7})
    assert start_of(ENRICHED, None, "2026-01-31T12:00:00Z") == Start(since=since)
    assert start_of(ENRICHED, None, None) == Start()


@pytest.mark.parametrize("text", ["2026-01-31T13:00:00+01:00", "2026-01-31T13:00:00 01:00"])
def test_a_plus_that_a_query_turned_into_a_space_is_read(text: str) -> None:
    assert moment(text) == datetime(2026, 1, 31, 12, tzinfo=UTC)
