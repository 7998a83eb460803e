"""Stores articles in MongoDB: the only module of this service that knows it.

A batch takes one find, where articles may be known, and at most three bulk writes. There are no
transactions: the filter of every write guards it, which needs no replica set and holds no locks.
"""

from collections import abc
from collections.abc import Mapping, Sequence
from typing import Any

import bson
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne

from services.runtime.mongo.client import (
    Collection,
    Database,
    Operation,
    Refusal,
    read,
    write,
)
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage
from services.storage.entity_merge import EntityObservation, join
from services.storage.logic import Change, Document
from services.storage.upsert import Refusals

MAX_BSON = 16 * 1024 * 1024
"""The largest document that MongoDB takes, in bytes."""
MAX_ALIASES = 1000
"""Most aliases of an entity. The first in the alphabet stay, whatever the order of arrival."""
OTHERS = {
    "$set": {"aliases": {"$filter": {"input": "$aliases", "cond": {"$ne": ["$$this", "$name"]}}}}
}
TRIES = 5


class MongoStore:
    """The collections ``articles``, ``revisions`` and ``entities``, after ``prefix``."""

    def __init__(self, database: Database, prefix: str = "") -> None:
        self._articles = database[f"{prefix}articles"]
        self._revisions = database[f"{prefix}revisions"]
        self._entities = database[f"{prefix}entities"]
        self._stored = database[f"{prefix}stored"]

    async def forget(self, article_id: str, entity_ids: abc.Sequence[str]) -> None:
        """Delete an article of our own and its entities. Raises ``Outage``."""
        await self._write(self._articles, {article_id: DeleteOne({"_id": article_id})})
        await self._write(self._stored, {article_id: DeleteOne({"_id": article_id})})
        await self._write(self._entities, {one: DeleteOne({"_id": one}) for one in entity_ids})

    async def read(self, article_ids: abc.Collection[str]) -> dict[str, Document]:
        return await read(self._articles, article_ids)

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        waiting = {one.id: one for one in seen}
        refusals: dict[str, str] = {}
        for _ in range(TRIES):
            known = await read(self._entities, waiting)
            operations: dict[str, Operation] = {}
            for key, one in waiting.items():
                if key in known and _says_all(known[key], one):
                    continue
                operation = _join(one) if key in known else _insert(one)
                if isinstance(operation, str):
                    refusals[key] = operation
                else:
                    operations[key] = operation
            refused = await self._write(self._entities, operations)
            raced = [key for key, refusal in refused.items() if _raced(refusal)]
            refusals |= {key: one.error for key, one in refused.items() if key not in raced}
            if not raced:
                return refusals
            # Two writers met an entity for the first time: now it is there and can be joined.
            waiting = {key: waiting[key] for key in raced}
        raise Outage("mongo", f"entities come and go: {raced[0]:.100}")

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: abc.Collection[str]
    ) -> Refusals:
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

    async def note_stored(self, article_ids: abc.Collection[str]) -> None:
        await self._write(self._stored, {one: InsertOne({"_id": one}) for one in article_ids})

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
    return refusal.code == ErrorCode.DUPLICATE_KEY


def _encoded(document: Mapping[str, Any]) -> RawBSONDocument | str:
    """The document as bytes, or why it can't be one; encoded here so that only it fails."""
    try:
        encoded = bson.encode(document)
    except (BSONError, OverflowError, UnicodeError) as error:
        return f"{type(error).__name__}: {error}"
    if len(encoded) > MAX_BSON:
        return f"{len(encoded)} bytes as BSON, of at most {MAX_BSON}"
    return RawBSONDocument(encoded)


def _insert(one: EntityObservation) -> InsertOne[Any] | str:
    first, last = one.seen or (None, None)
    entity = {
        "_id": one.id,
        "type": one.type,
        "name": one.name,
        "aliases": [name for name in sorted(one.names)[:MAX_ALIASES] if name != one.name],
        "kb": one.kb,
        "geo": one.geo,
        "first_seen": first,
        "last_seen": last,
    }
    raw = _encoded(entity)
    return raw if isinstance(raw, str) else InsertOne(raw)


def _says_all(entity: Document, one: EntityObservation) -> bool:
    """Whether the stored entity would stay as it is: most do, and a read is cheap."""
    seen = entity["first_seen"], entity["last_seen"]
    stored = EntityObservation(
        one.id,
        entity["type"],
        entity["name"],
        frozenset((entity["name"], *entity["aliases"])),
        entity["kb"],
        entity["geo"],
        seen if seen[0] else None,
    )
    return join(stored, one) == stored


def _join(one: EntityObservation) -> UpdateOne | str:
    """``entities.join`` done by the store, so that no other writer can come between.

    ``aliases`` holds all names for a moment; ``OTHERS`` then takes out the one that won.
    """
    first, last = one.seen or (None, None)
    names = {"$setUnion": ["$aliases", ["$name"], _plain(sorted(one.names))]}
    joined = {
        "type": {"$max": ["$type", _plain(one.type)]},
        "name": {"$max": ["$name", _plain(one.name)]},
        "aliases": {"$slice": [{"$sortArray": {"input": names, "sortBy": 1}}, MAX_ALIASES]},
        "kb": {"$max": ["$kb", _plain(one.kb)]},
        "geo": {"$max": ["$geo", _plain(one.geo)]},
        "first_seen": {"$min": ["$first_seen", first]},
        "last_seen": {"$max": ["$last_seen", last]},
    }
    raw = _encoded({"$set": joined})
    return raw if isinstance(raw, str) else UpdateOne({"_id": one.id}, [raw, OTHERS])


def _plain(value: Any) -> Document:
    """The value itself, even if it begins with a dollar."""
    return {"$literal": value}
