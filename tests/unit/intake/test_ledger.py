"""Both ledgers behave as a ledger must, and what the one in MongoDB writes and waits for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.ledger import ATTEMPTS, MemoryLedger, MongoLedger, prepare
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage
from tests.unit.intake.ledger_behaviour import LedgerBehaviour, entry, replayed
from tests.unit.runtime.mongo.fakes import Collection, Database

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


class TestMemoryLedger(LedgerBehaviour):
    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger()


class TestMongoLedger(LedgerBehaviour):
    @pytest.fixture
    def ledger(self, made: Callable[..., MongoLedger]) -> MongoLedger:
        return made()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def collection(database: Database) -> Collection:
    return database["ledger"]


@pytest.fixture
def made(database: Database) -> Callable[..., MongoLedger]:
    """A ledger on the database, at some time."""

    def make(now: datetime = NOON) -> MongoLedger:
        return MongoLedger(database, lambda: now)  # type: ignore[arg-type]

    return make


async def test_an_entry_is_the_first_message_and_when_it_was_admitted(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a:1", 1, timestamp=7), entry("a:1", 2)])
    await made(NOON + timedelta(hours=1)).admit([entry("a:1", 3)])
    origin = {"topic": "articles.raw", "partition": 0, "offset": 1, "timestamp": 7}
    assert collection.documents == {"a:1": {"_id": "a:1", "origin": origin, "admitted_at": NOON}}


async def test_the_order_within_a_batch_is_that_of_its_entries(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    batch = [entry(key, offset) for offset, key in enumerate("abcabca")]
    assert await made().admit(batch) == [True] * 3 + [False] * 4
    assert {key: one["origin"]["offset"] for key, one in collection.documents.items()} == {
        "a": 0, "b": 1, "c": 2
    }  # fmt: skip


async def test_an_entry_that_expires_before_it_is_read_is_claimed_again(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a", 1), entry("b", 2)])
    collection.loses = ["a"]
    assert await made().admit([entry("a", 5), entry("b", 6), entry("c", 7)]) == [True, False, True]
    assert {key: one["origin"]["offset"] for key, one in collection.documents.items()} == {
        "a": 5, "b": 2, "c": 7
    }  # fmt: skip


class Flickering(Collection):
    """Has every key for an insert, and none for a read."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def bulk_write(self, operations: Any, *, ordered: bool) -> None:
        self.times -= 1
        self.refuses = dict.fromkeys("ab", ErrorCode.DUPLICATE_KEY) if self.times >= 0 else {}
        await super().bulk_write(operations, ordered=ordered)


async def test_entries_that_come_and_go_are_an_outage_at_last(
    database: Database, made: Callable[..., MongoLedger]
) -> None:
    database["ledger"] = Flickering(ATTEMPTS - 1)
    assert await made().admit([entry("a", 1)]) == [True]
    database["ledger"] = Flickering(ATTEMPTS)
    with pytest.raises(Outage, match="mongo is away: the ledger's entries come and go: a") as told:
        await made().admit([entry("a", 1)])
    assert told.value.dependency == "mongo"


async def test_an_entry_that_the_store_refuses_is_a_fault_of_ours(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    collection.refuses = {"a": ErrorCode.DOCUMENT_VALIDATION_FAILURE}
    with pytest.raises(RuntimeError, match="the ledger refused an entry: refused with 121"):
        await made().admit([entry("a", 1)])


async def test_entries_expire_after_the_days_that_they_are_kept(
    database: Database, collection: Collection
) -> None:
    await prepare(database, 1.5)  # type: ignore[arg-type]
    assert database.commands == [{"create": "ledger", "validator": {}}]
    [index] = collection.indexes
    assert dict(index["key"]) == {"admitted_at": 1}
    assert index["expireAfterSeconds"] == 129_600


async def test_of_a_replay_it_keeps_where_it_lies_and_after_how_many_attempts(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a", 1)])
    for offset, attempts in ((40, 2), (50, 1), (60, 2)):
        await made(NOON + timedelta(hours=1)).admit([replayed("a", 1, offset, attempts)])
    origin = {"topic": "articles.raw", "partition": 0, "offset": 1, "timestamp": 0}
    assert collection.documents["a"] == {
        "_id": "a", "origin": origin, "admitted_at": NOON,
        "replay": {**origin, "offset": 40}, "attempts": 2,
    }  # fmt: skip
