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

    def find(self, query: Document) -> AsyncIterator[Document]:
        async def found() -> AsyncIterator[Document]:
            for key in query["_id"]["$in"]:
                if key in self.documents:
                    yield self.documents[key]

        return found()

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
        order = query["order"]
        fits = there is not None and (
            there["order"] < order["$lt"] if isinstance(order, dict) else there["order"] == order
        )
        return self._put(document, expected=there if fits else None)

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
