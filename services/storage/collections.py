"""The store's collections: what their documents must hold, and the questions they answer fast."""

from pymongo import IndexModel

from services.runtime.mongo.client import (
    READ_AT_ONCE,
    Collection,
    Database,
    Document,
    outages,
)
from services.runtime.mongo.collections import ensure_collection
from services.runtime.mongo.error_codes import AWAY_AT_START

NEWEST_FIRST = ("shown_at", -1)
"""Lists sort by this date, for most pages tell none: sorted by ``published_at`` they came last.

A second list of entities sorted by ``stored_at`` would cost the store half as much again (1.1 ms
of CPU an article to 1.7, of 25 entities, SecantusDB); these indexes cost it a tenth.
"""
ARTICLE_INDEXES = [
    IndexModel([NEWEST_FIRST]),
    IndexModel([("entity_ids", 1), NEWEST_FIRST]),
    IndexModel([("domain", 1), NEWEST_FIRST]),
    IndexModel([("language.code", 1), NEWEST_FIRST]),
    IndexModel([("published_at", -1)]),
    IndexModel([("stored_at", -1)]),
    IndexModel([("url", 1)]),
    IndexModel([("external_id", 1)]),
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
        "shown_at": _DATE,
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


WHEN_SHOWN = {
    "$ifNull": [
        "$published_at",
        {"$toDate": {"$min": [{"$toLong": "$origin.timestamp"}, {"$toLong": "$stored_at"}]}},
    ]
}
"""``logic.shown_at`` done by the store."""


async def prepare(database: Database, prefix: str = "") -> None:
    """Make the collections with their validators and indexes; safe to repeat. Their names begin
    with ``prefix``.

    Documents of versions that wrote no ``shown_at`` get one.
    """
    await ensure_collection(database, f"{prefix}articles", ARTICLE_INDEXES, ARTICLE_SCHEMA)
    await _date_older_documents(database[f"{prefix}articles"])
    await ensure_collection(database, f"{prefix}revisions", REVISION_INDEXES, ARTICLE_SCHEMA)
    await ensure_collection(database, f"{prefix}entities", [], ENTITY_SCHEMA)


async def _date_older_documents(articles: Collection) -> None:
    undated: Document = {"shown_at": None}
    with outages(AWAY_AT_START):
        while ids := [
            one["_id"] async for one in articles.find(undated, {"_id": True}).limit(READ_AT_ONCE)
        ]:
            # Two replicas that do this at once write the same.
            await articles.update_many({"_id": {"$in": ids}}, [{"$set": {"shown_at": WHEN_SHOWN}}])
