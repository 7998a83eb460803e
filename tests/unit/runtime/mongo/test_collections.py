"""A collection, its validator and its indexes become what the code says, however they were."""

from typing import Any

import pytest
from pymongo import IndexModel
from pymongo.errors import AutoReconnect, OperationFailure

from services.runtime.mongo.collections import ensure_collection
from services.runtime.retry import Outage

SCHEMA = {"bsonType": "object"}
EXPIRY = IndexModel([("at", 1)], expireAfterSeconds=60)
PLAIN = IndexModel([("a", 1)])


class Indexes:
    def __init__(self, database: "Database") -> None:
        self.database = database

    async def create_indexes(self, indexes: list[IndexModel]) -> None:
        for index in indexes:
            self.database.asked.append({"createIndex": dict(index.document["key"])})
            if self.database.differs:
                raise OperationFailure("differs", self.database.differs)


class Database:
    """Answers as a server that has the collection (with some validator) or has it not."""

    def __init__(
        self, validator: dict[str, Any] | None = None, *, there: bool = False, differs: int = 0
    ) -> None:
        self.asked: list[dict[str, Any]] = []
        self.validator = validator or {}
        self.there = there
        self.differs = differs
        self.error: Exception | None = None

    def __getitem__(self, name: str) -> Indexes:
        return Indexes(self)

    async def command(self, command: dict[str, Any]) -> None:
        self.asked.append(command)
        if self.error is not None:
            raise self.error
        if "create" in command and self.there:
            raise OperationFailure("there", 48)

    async def list_collections(self, filter: dict[str, Any]) -> Any:
        async def found() -> Any:
            yield {"name": filter["name"], "options": {"validator": self.validator}}

        return found()


async def ensure(database: Database, *indexes: IndexModel, **options: Any) -> list[dict[str, Any]]:
    await ensure_collection(database, "things", indexes, **options)  # type: ignore[arg-type]
    return database.asked


async def test_a_new_collection_is_made_with_its_validator_and_indexes() -> None:
    assert await ensure(Database(), PLAIN, EXPIRY, schema=SCHEMA) == [
        {"create": "things", "validator": {"$jsonSchema": SCHEMA}},
        {"createIndex": {"a": 1}},
        {"createIndex": {"at": 1}},
    ]


async def test_a_validator_is_changed_only_where_it_differs() -> None:
    made = {"create": "things", "validator": {"$jsonSchema": SCHEMA}}
    same = Database({"$jsonSchema": SCHEMA}, there=True)
    assert await ensure(same, schema=SCHEMA) == [made]
    other = Database({"$jsonSchema": {"bsonType": "int"}}, there=True)
    assert await ensure(other, schema=SCHEMA) == [
        made, {"collMod": "things", "validator": {"$jsonSchema": SCHEMA}}
    ]  # fmt: skip


async def test_without_a_schema_a_validator_is_taken_away() -> None:
    database = Database({"$jsonSchema": SCHEMA}, there=True)
    assert await ensure(database) == [
        {"create": "things", "validator": {}}, {"collMod": "things", "validator": {}}
    ]  # fmt: skip


@pytest.mark.parametrize("differs", [85, 86])
async def test_an_expiry_that_differs_is_changed(differs: int) -> None:
    assert (await ensure(Database(differs=differs), EXPIRY))[-1] == {
        "collMod": "things", "index": {"keyPattern": {"at": 1}, "expireAfterSeconds": 60}
    }  # fmt: skip


@pytest.mark.parametrize(("index", "code"), [(PLAIN, 85), (EXPIRY, 67)])
async def test_every_other_index_that_differs_is_for_people(index: IndexModel, code: int) -> None:
    with pytest.raises(OperationFailure):
        await ensure(Database(differs=code), index)


@pytest.mark.parametrize(
    ("error", "raised"),
    [(AutoReconnect("gone"), Outage), (OperationFailure("no right", 13), OperationFailure)],
)
async def test_a_store_that_is_away_is_an_outage_and_a_missing_right_is_not(
    error: Exception, raised: type[Exception]
) -> None:
    database = Database()
    database.error = error
    with pytest.raises(raised):
        await ensure(database)
