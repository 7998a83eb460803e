"""``/openapi.json``: what the gateway offers, by OpenAPI 3.1; the models come from ``schemas``."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from schemas.articles import EnrichedArticle, RawArticle
from schemas.filters import FIELDS
from services.runtime.version import VERSION

_REF = "#/components/schemas/"


async def described(request: Request) -> Response:
    """The description of all routes."""
    return JSONResponse(document())


@cache
def document() -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    _, made = models_json_schema(
        [(RawArticle, "validation"), (EnrichedArticle, "validation")],
        ref_template=_REF + "{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wireroom gateway", "version": VERSION},
        "security": [{"key": []}, {}],
        "paths": {
            "/v1/articles": {"post": _post()},
            "/v1/articles/{article_id}": {
                "get": _get("The stored document and its earlier revisions.", "Stored")
            },
            "/v1/articles/{article_id}/status": {
                "get": _get("Each step of the article's way so far.", "Status")
            },
            "/v1/events/{topic}": {"get": _events()},
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {**made["$defs"], **_OWN},
        },
    }


def _json(name: str, kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _REF + name}}}


def _answer(words: str, name: str, kind: str = "application/json") -> dict[str, Any]:
    return {"description": words, "content": _json(name, kind)}


def _problem(words: str) -> dict[str, Any]:
    return _answer(words, "Problem", "application/problem+json")


def _errors() -> dict[str, Any]:
    return {
        "401": _problem("An API key is needed, or this is none."),
        "403": _problem("The API key lacks the scope."),
        "429": _problem("Too much; Retry-After has the seconds to wait."),
        "503": _problem("Kafka or MongoDB is away; Retry-After has the seconds to wait."),
    }


def _post() -> dict[str, Any]:
    article = {"$ref": _REF + "RawArticle"}
    return {
        "summary": "Send articles; the answer has a verdict for each, in order.",
        "operationId": "sendArticles",
        "parameters": [
            {
                "name": "wait",
                "in": "query",
                "description": "With one article: answer when it went through the pipeline.",
                "schema": {"enum": ["enriched"]},
            },
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "A request with the same key gets the same answer for 24 hours.",
                "schema": {"type": "string", "maxLength": 200},
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"oneOf": [article, {"type": "array", "items": article}]}
                },
                "application/x-ndjson": {
                    "schema": {"type": "string", "description": "One RawArticle a line."}
                },
            },
        },
        "responses": {
            "200": _answer("With `wait=enriched`: the event.", "EnrichedArticle"),
            "201": _answer("None was rejected.", "Verdicts"),
            "202": _answer("With `wait=enriched`: it takes longer; see Location.", "Verdicts"),
            "207": _answer("Some were rejected.", "Verdicts"),
            "400": {
                "description": "All were rejected, or the body is no JSON.",
                "content": _json("Verdicts") | _json("Problem", "application/problem+json"),
            },
            "409": _problem("A request with this Idempotency-Key is being handled."),
            "413": _problem("The body is too large; `verdicts` tells of what was handled."),
            "415": _problem("Neither JSON nor NDJSON, or packed otherwise than by gzip."),
            "422": _problem("With `wait=enriched`: a service rejected the article."),
            **_errors(),
        },
    }


def _get(words: str, name: str) -> dict[str, Any]:
    return {
        "summary": words,
        "parameters": [
            {
                "name": "article_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            }
        ],
        "responses": {
            "200": _answer(words, name),
            "404": _problem("There is no such article."),
            **_errors(),
        },
    }


def _events() -> dict[str, Any]:
    many = {"type": "array", "items": {"type": "string"}}
    queries: dict[str, dict[str, Any]] = {
        **dict.fromkeys(FIELDS, many),
        "since": {"type": "string", "format": "date-time"},
        "last_event_id": {"type": "string"},
        "format": {"enum": ["sse", "ndjson"]},
    }
    topic = {"name": "topic", "in": "path", "required": True, "schema": {"type": "string"}}
    last = {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}}
    return {
        "summary": "The events of a topic as they come, or from an id or a time on.",
        "operationId": "followEvents",
        "parameters": [
            topic,
            last,
            *({"name": name, "in": "query", "schema": schema} for name, schema in queries.items()),
        ],
        "responses": {
            "200": {
                "description": "Events without end.",
                "content": {
                    "text/event-stream": {"schema": {"type": "string"}},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            "400": _problem("A parameter that can't be meant."),
            "404": _problem("There is no such topic here."),
            **_errors(),
        },
    }


_OWN: dict[str, Any] = {
    "Verdict": {
        "type": "object",
        "required": ["verdict"],
        "properties": {
            "verdict": {"enum": ["accepted", "duplicate", "rejected"]},
            "article_id": {"type": "string"},
            "topic": {"type": "string"},
            "partition": {"type": "integer"},
            "offset": {"type": "integer"},
            "reason": {"type": "string"},
            "field": {"type": ["string", "null"]},
            "error": {"type": "string"},
        },
    },
    "Verdicts": {
        "type": "object",
        "required": ["verdicts"],
        "properties": {"verdicts": {"type": "array", "items": {"$ref": _REF + "Verdict"}}},
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "verdicts": {"type": "array", "items": {"$ref": _REF + "Verdict"}},
        },
    },
    "Stored": {
        "type": "object",
        "properties": {
            "article": {"type": "object"},
            "revisions": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Status": {
        "type": "object",
        "properties": {
            "article_id": {"type": "string"},
            "steps": {"type": "array", "items": {"type": "object"}},
        },
    },
}
