"""Keeps articles in MongoDB: the only place of this service that knows it.

One find and at most three bulk writes carry a batch. No transactions: every write is guarded by
its filter instead, which also works where there is no replica set and holds no locks.
"""

from collections import abc
from collections.abc import Mapping, Sequence
from typing import Any

import bson
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteOne, IndexModel, InsertOne, ReplaceOne, UpdateOne

from services.runtime.mongo import (
    DUPLICATE_KEY,
    Collection,
    Database,
    Operation,
    Refusal,
    ensure_collection,
    outages,
    write,
)
from services.runtime.retry import Outage
from services.storage.keep import Refusals
from services.storage.logic import Change, Document, Sighting

MAX_BSON = 16 * 1024 * 1024
"""The largest document that MongoDB takes, in bytes."""
MAX_ALIASES = 1000
"""Of one entity; the first in the alphabet stay, so that the order of arrival changes nothing."""
OTHERS = {
    "$set": {"aliases": {"$filter": {"input": "$aliases", "cond": {"$ne": ["$$this", "$name"]}}}}
}
TRIES = 5

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


class MongoStore:
    """The collections ``articles``, ``revisions`` and ``entities``."""

    def __init__(self, database: Database) -> None:
        self._articles = database["articles"]
        self._revisions = database["revisions"]
        self._entities = database["entities"]

    async def read(self, article_ids: abc.Collection[str]) -> dict[str, Document]:
        with outages():
            found = await self._articles.find({"_id": {"$in": list(article_ids)}}).to_list(None)
        return {article["_id"]: article for article in found}

    async def note(self, seen: Sequence[Sighting]) -> Refusals:
        operations: dict[str, Operation] = {}
        refusals: dict[str, str] = {}
        for one in seen:
            joined = _encoded({"$set": _joined(one)})
            if isinstance(joined, str):
                refusals[one.id] = joined
            else:
                operations[one.id] = UpdateOne({"_id": one.id}, [joined, OTHERS], upsert=True)
        for _ in range(TRIES):
            refused = await self._write(self._entities, operations)
            raced = [key for key, refusal in refused.items() if _raced(refusal)]
            refusals |= {key: one.error for key, one in refused.items() if key not in raced}
            if not raced:
                return refusals
            # Two writers met an entity for the first time: now it is there and can be updated.
            operations = {key: operations[key] for key in raced}
        raise Outage("mongo", f"entities come and go: {raced[0]:.100}")

    async def file(self, earlier: Sequence[Document], returning: abc.Collection[str]) -> Refusals:
        operations: dict[str, Operation] = {key: DeleteOne({"_id": key}) for key in returning}
        refusals: dict[str, str] = {}
        for one in earlier:
            raw = _encoded(one)
            if isinstance(raw, str):
                refusals[one["_id"]] = raw
            else:
                older = {"_id": one["_id"], "order": {"$lt": one["order"]}}
                operations[one["_id"]] = ReplaceOne(older, raw, upsert=True)
        refused = await self._write(self._revisions, operations)
        # A duplicate key: one that is as new is there.
        return refusals | {key: one.error for key, one in refused.items() if not _raced(one)}

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, set[str]]:
        operations: dict[str, Operation] = {}
        refusals: dict[str, str] = {}
        for change in changes:
            key, raw = change.newest["_id"], _encoded(change.newest)
            if isinstance(raw, str):
                refusals[key] = raw
            elif change.read is None:
                operations[key] = InsertOne(raw)
            else:
                # Where another document stands by now, the upsert meets it as a duplicate key.
                unchanged = {"_id": key, "order": change.read["order"]}
                operations[key] = ReplaceOne(unchanged, raw, upsert=True)
        refused = await self._write(self._articles, operations)
        lost = {key for key, one in refused.items() if _raced(one)}
        return refusals | {key: one.error for key, one in refused.items() if key not in lost}, lost

    @staticmethod
    async def _write(
        collection: Collection, operations: Mapping[str, Operation]
    ) -> dict[str, Refusal]:
        """One bulk write; what was refused, by the operations' keys."""
        keys = list(operations)
        refused = await write(collection, list(operations.values()))
        return {keys[at]: refusal for at, refusal in refused.items()}


def _raced(refusal: Refusal) -> bool:
    return refusal.code == DUPLICATE_KEY


def _encoded(document: Mapping[str, Any]) -> RawBSONDocument | str:
    """The document as bytes, or why it can't be one; encoded here so that only it fails."""
    try:
        encoded = bson.encode(document)
    except (BSONError, OverflowError, UnicodeError) as error:
        return f"{type(error).__name__}: {error}"
    if len(encoded) > MAX_BSON:
        return f"{len(encoded)} bytes as BSON, of at most {MAX_BSON}"
    return RawBSONDocument(encoded)


def _joined(one: Sighting) -> Document:
    """The fields that join a sighting with what is stored: the same in any order and if repeated.

    ``aliases`` holds all names for a moment; ``OTHERS`` then takes out the one that won.
    """
    first, last = one.seen or (None, None)
    known = {"$cond": [{"$eq": [{"$type": "$name"}, "missing"]}, [], ["$name"]]}
    names = {"$setUnion": [{"$ifNull": ["$aliases", []]}, known, _plain(sorted(one.names))]}
    return {
        "type": {"$max": ["$type", _plain(one.type)]},
        "name": {"$max": ["$name", _plain(one.name)]},
        "aliases": {"$slice": [{"$sortArray": {"input": names, "sortBy": 1}}, MAX_ALIASES]},
        "kb": {"$max": ["$kb", _plain(one.kb)]},
        "geo": {"$max": ["$geo", _plain(one.geo)]},
        "first_seen": {"$min": ["$first_seen", first]},
        "last_seen": {"$max": ["$last_seen", last]},
    }


def _plain(value: Any) -> Document:
    """The value itself, even if it begins with a dollar."""
    return {"$literal": value}
