"""GET /v1/events/{topic}: the events of a topic as they come, or from where a reader left."""

from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from schemas.articles import CleanedArticle
from schemas.filters import FIELDS, ArticleFilter, FilterError, filter_of_query
from schemas.topics import Topic
from services.gateway.context import Context
from services.gateway.events.positions import BadPosition, decode
from services.gateway.events.stream import EventStream, Form
from services.gateway.events.topic_feed import Start, follow
from services.gateway.problems import Problem, too_many
from services.runtime.registration import topology

MOST_READERS = 500
WAIT_SECONDS = 5.0
PARAMETERS = {*FIELDS, "since", "last_event_id", "format"}


def routes(context: Context) -> list[BaseRoute]:
    """The routes of events."""
    return [Route("/v1/events/{topic}", _Events(context).get, methods=["GET"], name="events")]


def topic_of(name: str) -> Topic:
    """A topic that readers of events may follow. Raises Problem 404, which names those."""
    found = {one.name: one for one in topology().topics.values() if _is_open(one)}
    if name not in found:
        open_ones = ", ".join(sorted(found))
        raise Problem(HTTPStatus.NOT_FOUND, f"no topic {name[:80]} here; there are {open_ones}")
    return found[name]


def _is_open(topic: Topic) -> bool:
    return not topic.is_dead and issubclass(topic.model, CleanedArticle)


def start_of(topic: Topic, last_event_id: str | None, since: str | None) -> Start:
    """Where a reader begins: its last id, else a time, else now. Raises Problem 400."""
    if last_event_id:
        try:
            return Start(decode(topic.name, last_event_id))
        except BadPosition as error:
            raise Problem(HTTPStatus.BAD_REQUEST, f"Last-Event-ID: {error}") from None
    return Start(since=moment(since) if since else None)


def moment(text: str) -> datetime:
    """An ISO 8601 time; without an offset it is UTC. Raises Problem 400."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.timestamp()
    except (ValueError, OverflowError):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "since: an ISO 8601 time is needed, such as 2026-01-31T12:00:00Z",
        ) from None
    return found


def wanted_of(topic: Topic, request: Request) -> ArticleFilter:
    """The filter of a query. Raises Problem 400."""
    query = request.query_params.multi_items()
    if unknown := sorted({name for name, _ in query} - PARAMETERS):
        raise Problem(HTTPStatus.BAD_REQUEST, f"no parameter {unknown[0][:80]} here")
    try:
        found = filter_of_query(query)
    except FilterError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from None
    if missing := found.unanswered(topic.model):
        raise Problem(
            HTTPStatus.BAD_REQUEST, f"{missing[0]}: events of {topic.name} do not tell it"
        )
    return found


def form_of(request: Request) -> Form:
    """`format=sse|ndjson`, else what `Accept` names, else server-sent events."""
    named = request.query_params.get("format")
    if named is None:
        return "ndjson" if "application/x-ndjson" in request.headers.get("accept", "") else "sse"
    if named == "sse" or named == "ndjson":
        return "sse" if named == "sse" else "ndjson"
    raise Problem(HTTPStatus.BAD_REQUEST, "format: there are sse and ndjson")


class _Events:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._readers = 0

    async def get(self, request: Request) -> Response:
        await self._context.access.require(request, "read")
        topic = topic_of(request.path_params["topic"])
        form, wanted = form_of(request), wanted_of(topic, request)
        query = request.query_params
        last = request.headers.get("last-event-id") or query.get("last_event_id")
        start = start_of(topic, last, query.get("since"))
        if self._readers >= MOST_READERS:
            raise too_many(f"{MOST_READERS} readers follow events here already", 30)
        self._readers += 1
        feed = follow(self._context.settings, topic.name, start, WAIT_SECONDS)
        return EventStream(feed, topic, form, wanted, self._gone)

    def _gone(self) -> None:
        self._readers -= 1
