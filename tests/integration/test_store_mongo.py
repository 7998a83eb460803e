"""What the services rely on in the store: writing, refusing, being away, and telling no secret."""

import signal
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import IndexModel, InsertOne
from pymongo.errors import OperationFailure

from services.runtime.mongo.client import Database, Refusal, connect, outages, write
from services.runtime.mongo.collections import ensure_collection
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage, retry_until_available
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS
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
        assert {at: one.code for at, one in refused.items()} == {1: ErrorCode.DUPLICATE_KEY, 2: 121}
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


async def insert(database: Database, key: int) -> dict[int, Refusal]:
    """Outages are waited out; a duplicate key then is a write that was done in one."""
    operation = [InsertOne[Any]({"_id": key})]
    return await retry_until_available(
        lambda: write(database["things"], operation), lambda outage: None
    )


async def test_a_store_that_hangs_is_away(own_secantusdb: SecantusDB) -> None:
    async with connect(Settings(**own_secantusdb.settings(impatient=True))) as database:
        await insert(database, 1)
        own_secantusdb.send(signal.SIGSTOP)
        with pytest.raises(Outage):
            await write(database["things"], [InsertOne({"_id": 2})])
        own_secantusdb.send(signal.SIGCONT)
        refused = await insert(database, 2)
        assert all(one.code == ErrorCode.DUPLICATE_KEY for one in refused.values())


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


async def _fail(database: Database, times: int, **how: Any) -> None:
    """Let the next ``times`` inserts fail."""
    point = {"failCommands": ["insert"], **how}
    await database.client.admin.command(
        {"configureFailPoint": "failCommand", "mode": {"times": times}, "data": point}
    )


@pytest.mark.parametrize(
    "how",
    [
        *({"errorCode": code} for code in (1, 13, 18, 50, 91, 112, 189, 262, 10107, 11600, 14031)),
        {"errorCode": 91, "errorLabels": ["RetryableWriteError"]},
        {"errorCode": 999, "errorLabels": ["RetryableWriteError"]},
        {"writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}},
        {"writeConcernError": {"code": 91, "errmsg": "shutting down"}},
        {"closeConnection": True},
    ],
    ids=str,
)
async def test_a_store_in_trouble_is_away_and_then_takes_what_it_did_not(
    secantusdb: SecantusDB, how: dict[str, Any]
) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        await ensure_collection(database, "things")
        # Twice, for the driver tries again once by itself.
        await _fail(database, 2, **how)
        with pytest.raises(Outage):
            await write(database["things"], [InsertOne({"_id": 1})])
        refused = await insert(database, 1)
        assert all(one.code == ErrorCode.DUPLICATE_KEY for one in refused.values())
        assert await database["things"].count_documents({}) == 1


async def test_trouble_of_a_kind_not_known_is_raised_in_few_words(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        await ensure_collection(database, "things")
        await _fail(database, 2, errorCode=999)
        with pytest.raises(OperationFailure):
            await write(database["things"], [InsertOne({"_id": 1})])
        await database.client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})


@pytest.mark.parametrize("code", [13, 18])
async def test_what_may_not_be_done_at_the_start_is_no_outage(
    secantusdb: SecantusDB, code: int
) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        await _fail(database, 2, errorCode=code, failCommands=["create"])
        with pytest.raises(OperationFailure) as raised:
            await ensure_collection(database, "things")
        assert raised.value.code == code
        await database.client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})


@pytest.mark.long
async def test_it_logs_in_and_says_without_the_secret_when_it_may_not(
    own_secantusdb: SecantusDB,
) -> None:
    options = own_secantusdb.settings()
    async with connect(Settings(**options)) as database:
        await database.client.admin.command(
            {"createUser": "wireroom", "pwd": "planted/se:cret", "roles": ["root"]}
        )
    own_secantusdb.end()
    own_secantusdb.start("--auth")

    patient = f"&serverSelectionTimeoutMS={round(HANG_SECONDS * 1000)}"

    def address(password: str) -> str:
        return (
            f"mongodb://wireroom:{password}@127.0.0.1:{own_secantusdb.port}/?authSource=admin"
            + patient
        )

    options["mongo"] = address("planted%2Fse%3Acret")
    async with connect(Settings(**options)) as database:
        await ensure_collection(database, "things")
        assert await write(database["things"], [InsertOne({"_id": 1})]) == {}
    for wrong in (address("planted-wrong"), own_secantusdb.address):
        options["mongo"] = wrong
        async with connect(Settings(**options)) as database:
            with pytest.raises(OperationFailure) as raised:
                await ensure_collection(database, "things")
            with pytest.raises(Outage) as waiting:
                await write(database["things"], [InsertOne({"_id": 2})])
        for error in (raised.value, waiting.value):
            assert "planted" not in str(error)
