"""Stands in for a database: inserts, replaces and deletes by ``_id``, and is away on demand."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteOne, IndexModel, InsertOne, ReplaceOne
from pymongo.errors import BulkWriteError

from services.runtime.mongo.error_codes import ErrorCode

Document = dict[str, Any]


class Cursor:
    """What was found, at most so many."""

    def __init__(self, found: list[Document]) -> None:
        self._found = found

    def limit(self, count: int) -> "Cursor":
        return Cursor(self._found[:count])

    async def __aiter__(self) -> AsyncIterator[Document]:
        for one in self._found:
            yield one


def matches(document: Document, query: Document) -> bool:
    """A query by values, by ``$in`` or by ``$not`` ``$gte``; a field that is not there is None."""
    return all(fits(document.get(name), wanted) for name, wanted in query.items())


def fits(held: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(held == wanted)
    if "$in" in wanted:
        return held in wanted["$in"]
    if "$lt" in wanted:
        return bool(held < wanted["$lt"])
    return held is None or not held >= wanted["$not"]["$gte"]


class Collection:
    """Documents by their ids. ``writes`` holds all operations, ``refuses`` codes by id.

    ``loses`` ids are gone again once something was written, as if they had expired.
    """

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.indexes: list[Document] = []
        self.writes: list[Any] = []
        self.refuses: dict[str, int] = {}
        self.loses: list[str] = []
        self.updates: list[tuple[str, Any]] = []

    def find(self, query: Document, projection: Document | None = None) -> "Cursor":
        return Cursor([one for one in self.documents.values() if matches(one, query)])

    async def update_many(self, query: Document, change: Any) -> None:
        for one in self.documents.values():
            if matches(one, query):
                self.updates.append((one["_id"], change))
                one.update({name: "set" for stage in change for name in stage["$set"]})

    async def update_one(self, query: Document, change: Document) -> None:
        for one in [one for one in self.documents.values() if matches(one, query)][:1]:
            one.update(change["$set"])

    async def bulk_write(self, operations: Sequence[Any], *, ordered: bool) -> None:
        assert not ordered
        self.writes += operations
        errors: list[Document] = []
        for index, operation in enumerate(operations):
            code = self._write(operation)
            if code:
                errors.append({"index": index, "code": code, "errmsg": f"refused with {code:d}"})
        if self.loses:
            self.documents.pop(self.loses.pop(0), None)
        if errors:
            raise BulkWriteError({"writeErrors": errors})

    def _write(self, operation: Any) -> int:
        match operation:
            case InsertOne():
                return self._put(plain(operation._doc), expected=None)
            case ReplaceOne():
                return self._replace(operation._filter, plain(operation._doc))
            case DeleteOne():
                self.documents.pop(operation._filter["_id"], None)
        return 0

    def _replace(self, query: Document, document: Document) -> int:
        there = self.documents.get(query["_id"])
        fits = there is not None and matches(there, query)
        return self._put({"_id": query["_id"], **document}, expected=there if fits else None)

    def _put(self, document: Document, expected: Document | None) -> int:
        key = document["_id"]
        if key in self.refuses:
            return self.refuses[key]
        if self.documents.get(key) is not expected:
            return ErrorCode.DUPLICATE_KEY
        self.documents[key] = document
        return 0

    async def create_indexes(self, indexes: Sequence[IndexModel]) -> None:
        self.indexes += [dict(index.document) for index in indexes]


class Database(defaultdict[str, Collection]):
    """Collections by name; ``commands`` holds what it was told."""

    def __init__(self) -> None:
        super().__init__(Collection)
        self.commands: list[Document] = []

    async def command(self, command: Document) -> None:
        self.commands.append(command)


def plain(document: Any) -> Document:
    """A document as the store would give it back."""
    if isinstance(document, RawBSONDocument):
        return bson.decode(document.raw, bson.CodecOptions(tz_aware=True))
    return dict(document)
