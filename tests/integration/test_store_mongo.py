"""What the services rely on in the store: writing, refusing, being away, and telling no secret."""

import signal
import time
from datetime import UTC, datetime

import pytest
from pymongo import IndexModel, InsertOne
from pymongo.errors import OperationFailure

from services.runtime.mongo import (
    DUPLICATE_KEY,
    connect,
    ensure_collection,
    outages,
    write,
)
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.integration.store import SecantusDB, own_secantusdb, secantusdb

__all__ = ["own_secantusdb", "secantusdb"]


async def test_refused_operations_are_told_by_index_and_the_others_done(
    secantusdb: SecantusDB,
) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        schema = {"bsonType": "object", "properties": {"n": {"bsonType": "int"}}}
        await ensure_collection(database, "things", [], schema)
        refused = await write(
            database["things"],
            [
                InsertOne({"_id": 1, "n": 1}),
                InsertOne({"_id": 1, "n": 2}),
                InsertOne({"_id": 2, "n": "two"}),
                InsertOne({"_id": 3, "n": 3}),
            ],
        )
        assert {at: one.code for at, one in refused.items()} == {1: DUPLICATE_KEY, 2: 121}
        assert [one["_id"] async for one in database["things"].find()] == [1, 3]
        assert await write(database["things"], []) == {}


async def test_every_write_is_journaled_by_a_majority(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        assert database.write_concern.document == {"w": "majority", "j": True, "wtimeout": 20_000}


async def test_a_collection_is_brought_up_to_date(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        first = {"bsonType": "object", "required": ["a"]}
        second = {"bsonType": "object", "required": ["b"]}
        for schema in (None, first, first, second):
            await ensure_collection(database, "things", [IndexModel([("a", 1)])], schema)
            options = (await (await database.list_collections()).to_list(None))[0]["options"]
            expected = {"$jsonSchema": schema} if schema else {}
            assert options.get("validator", {}) == expected
        indexes = await database["things"].list_indexes().to_list(None)
        assert [dict(one["key"]) for one in indexes] == [{"_id": 1}, {"a": 1}]


async def test_a_store_that_hangs_is_away(own_secantusdb: SecantusDB) -> None:
    async with connect(Settings(**own_secantusdb.settings())) as database:
        await write(database["things"], [InsertOne({"_id": 1})])
        own_secantusdb.send(signal.SIGSTOP)
        start = time.monotonic()
        with pytest.raises(Outage):
            await write(database["things"], [InsertOne({"_id": 2})])
        assert time.monotonic() - start < 15
        own_secantusdb.send(signal.SIGCONT)
        refused = await write(database["things"], [InsertOne({"_id": 2})])
        assert all(one.code == DUPLICATE_KEY for one in refused.values())


async def test_what_is_not_an_outage_is_raised_as_it_is(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        with pytest.raises(OperationFailure), outages():
            await database.command({"noSuchCommand": 1})


@pytest.mark.parametrize(
    "address",
    [
        "mongodb://u:planted/secret@host/",
        "mongodb://u:planted@secret@host/",
        "mongodb://u:planted:secret@host/",
        "mongodb://u:plantedsecret@host:port/",
        "mongodb://u:plantedsecret@host/?w=x&authMechanism=plantedsecret",
        "plantedsecret",
        "",
    ],
)
async def test_a_wrong_connection_string_is_told_without_what_it_says(address: str) -> None:
    with pytest.raises(ValueError, match="WIREROOM_MONGO") as raised:
        async with connect(Settings(mongo=address)):
            pytest.fail("connected")
    assert "planted" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


async def test_an_outage_tells_no_secret_and_is_one_line() -> None:
    address = "mongodb://user:plantedsecret@127.0.0.1:1/?serverSelectionTimeoutMS=200"
    async with connect(Settings(mongo=address)) as database:
        with pytest.raises(Outage) as raised:
            await write(database["things"], [InsertOne({"_id": 1, "at": datetime.now(UTC)})])
    assert "planted" not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300
