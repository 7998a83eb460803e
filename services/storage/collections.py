"""The store's collections: what their documents must hold, and the questions they answer fast."""

from pymongo import IndexModel

from services.runtime.mongo.client import Database, Document
from services.runtime.mongo.collections import ensure_collection

NEWEST_FIRST = ("published_at", -1)
ARTICLE_INDEXES = [
    IndexModel([NEWEST_FIRST]),
    IndexModel([("entity_ids", 1), NEWEST_FIRST]),
    IndexModel([("domain", 1), NEWEST_FIRST]),
    IndexModel([("language.code", 1), NEWEST_FIRST]),
    IndexModel([("url", 1)]),
]
REVISION_INDEXES = [IndexModel([("article_id", 1), ("order", -1)])]

_TEXT = {"bsonType": "string"}
_TEXTS = {"bsonType": "array", "items": _TEXT}
_DATE = {"bsonType": ["date", "null"]}
ARTICLE_SCHEMA: Document = {
    "bsonType": "object",
    "required": ["_id", "article_id", "order", "event_id", "body", "entity_ids", "stored_at"],
    "properties": {
        **dict.fromkeys(("_id", "article_id", "order", "event_id", "body"), _TEXT),
        "entity_ids": _TEXTS,
        "published_at": _DATE,
        "stored_at": {"bsonType": "date"},
        "entities": {"bsonType": "array", "items": {"bsonType": "object"}},
    },
}
ENTITY_SCHEMA: Document = {
    "bsonType": "object",
    "required": ["_id", "type", "name", "aliases", "first_seen", "last_seen"],
    "properties": {
        **dict.fromkeys(("_id", "type", "name"), _TEXT),
        "aliases": _TEXTS,
        "first_seen": _DATE,
        "last_seen": _DATE,
    },
}


async def prepare(database: Database) -> None:
    """Make the collections with their validators and indexes; safe to repeat."""
    await ensure_collection(database, "articles", ARTICLE_INDEXES, ARTICLE_SCHEMA)
    await ensure_collection(database, "revisions", REVISION_INDEXES, ARTICLE_SCHEMA)
    await ensure_collection(database, "entities", [], ENTITY_SCHEMA)
