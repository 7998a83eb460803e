"""The models and headers as JSON Schema 2020-12, for readers and writers in other languages.

The schemas say what a reader must accept: a field with a default may be missing, and a field that
they don't know must be ignored.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from schemas.articles import Model, RawArticle
from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    DEAD_PREFIX,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    SIGNATURE_HEADER,
    TRACE_HEADER,
    DeadLetter,
)
from schemas.topics import RAW, Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JsonSchema = dict[str, Any]

_HOLDS_SOMETHING = [
    {"required": [name], "properties": {name: {"type": "string", "pattern": r"\S"}}}
    for name in ("text", "html")
]


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, less a title for every field, which only repeats the name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _reflow(node: Any) -> Any:
    """``node`` with its descriptions, which are docstrings, as running text in single backticks."""
    if isinstance(node, dict):
        return {
            key: _running(value)
            if key == "description" and isinstance(value, str)
            else _reflow(value)
            for key, value in node.items()
        }
    return [_reflow(one) for one in node] if isinstance(node, list) else node


def _running(docstring: str) -> str:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", docstring).replace("``", "`")


def _whole(name: str, schema: JsonSchema) -> JsonSchema:
    """``schema`` in running text, with the one rule that a validator holds beyond its fields."""
    readable: JsonSchema = _reflow(schema)
    return {**readable, "anyOf": _HOLDS_SOMETHING} if name == RawArticle.__name__ else readable


def json_schema(model: type[Model]) -> JsonSchema:
    """The schema of ``model``, complete in itself: what it refers to lies in its ``$defs``."""
    schema = _whole(model.__name__, model.model_json_schema(schema_generator=_Generator))
    defs = schema.pop("$defs", {})
    schema = {
        "$schema": DIALECT,
        "$id": f"urn:wireroom:v1:{model.__name__}",
        **{key: schema.pop(key) for key in ("title", "description", "type")},
        **schema,
    }
    return {**schema, "$defs": {name: _whole(name, one) for name, one in defs.items()}}


def definitions(models: Sequence[type[Model]], ref_template: str) -> dict[str, JsonSchema]:
    """The schemas of ``models`` and of all that they refer to, by name.

    ``ref_template`` says where they will lie, such as ``#/components/schemas/{model}``.
    """
    _, found = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=ref_template,
        schema_generator=_Generator,
    )
    return {name: _whole(name, schema) for name, schema in sorted(found["$defs"].items())}


def header_schema(topic: Topic) -> JsonSchema:
    """The schema of the headers on ``topic``: UTF-8 text each. Publishers may leave theirs out."""
    properties: JsonSchema = {
        SCHEMA_HEADER: {
            "type": "string",
            "const": topic.schema_header,
            "description": "Model and version of the value.",
        },
        TRACE_HEADER: {
            "type": "string",
            "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "W3C trace context: one trace per article, through every topic.",
        },
        ORIGIN_HEADER: {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "On a replayed message only: the Origin of the first one, as JSON.",
        },
        PUBLISHED_HEADER: {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "When the article was published on `articles.raw`: milliseconds since "
            "1970 UTC. Absent there.",
        },
        ATTEMPTS_HEADER: {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "On a replayed message only: how often it was tried before.",
        },
        SIGNATURE_HEADER: {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "On replays and dead letters of a topic that publishers write: "
            "HMAC-SHA256 of the topic, the key, the value and the headers that only Wireroom may "
            "write.",
        },
    }
    required = [] if topic is RAW or topic.is_dead else [SCHEMA_HEADER]
    if topic.is_dead:
        dead = {
            DEAD_PREFIX + name: {"type": "string", "description": field.description}
            for name, field in DeadLetter.model_fields.items()
        }
        properties |= dead
        required = [
            DEAD_PREFIX + name
            for name, field in DeadLetter.model_fields.items()
            if field.is_required()
        ]
    return {"type": "object", "required": required, "properties": properties}
