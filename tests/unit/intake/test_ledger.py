"""Both ledgers behave as a ledger must, and what the one in MongoDB writes and waits for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.ledger import ATTEMPTS, MemoryLedger, MongoLedger, prepare
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage
from tests.unit.intake.ledger_behaviour import LedgerBehaviour, admits, entry, replayed
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


ORIGIN = {"topic": "articles.raw", "partition": 0, "offset": 1, "timestamp": 0}
FIRST = {"revision": "1", "origin": ORIGIN, "since": [0, 1, 0], "until": [0, 1, 0]}


async def test_an_article_is_its_revisions_and_when_it_was_last_seen(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a:1", 1, writer="w"), entry("a:1", 2)])
    await made(NOON + timedelta(hours=1)).admit([entry("a:1", 3)])
    assert collection.documents == {
        "a": {
            "_id": "a", "owner": "w", "revisions": [FIRST | {"until": [0, 3, 0]}],
            "version": 2, "seen_at": NOON + timedelta(hours=1),
        }
    }  # fmt: skip


async def test_the_order_within_a_batch_is_that_of_its_entries(
    made: Callable[..., MongoLedger],
) -> None:
    batch = [entry(key, offset) for offset, key in enumerate("abcabca")]
    assert await admits(made(), batch) == [True] * 3 + [False] * 4


async def test_what_is_known_is_not_written_again(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    for _ in range(2):
        await made().admit([entry("a", 1)])
    assert [type(one).__name__ for one in collection.writes] == ["InsertOne", "InsertOne"]


async def test_a_history_that_expires_before_it_is_read_is_begun_again(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a", 1), entry("b", 2)])
    collection.loses = ["a"]
    again = [entry("a", 5), entry("b", 6), entry("c", 7)]
    assert await admits(made(), again) == [True, False, True]


class Contested(Collection):
    """Another writer comes first so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def bulk_write(self, operations: Any, *, ordered: bool) -> None:
        self.times -= 1
        self.refuses = dict.fromkeys("ab", ErrorCode.DUPLICATE_KEY) if self.times >= 0 else {}
        await super().bulk_write(operations, ordered=ordered)


async def test_races_lost_without_end_are_an_outage(
    database: Database, made: Callable[..., MongoLedger]
) -> None:
    database["ledger"] = Contested(ATTEMPTS - 1)
    assert await made().admit([entry("a", 1)]) == ["current"]
    database["ledger"] = Contested(ATTEMPTS)
    with pytest.raises(Outage, match=f"lost {ATTEMPTS} races for a in the ledger") as told:
        await made().admit([entry("a", 1)])
    assert told.value.dependency == "mongo"


async def test_what_was_deleted_from_the_store_may_come_again(
    database: Database, made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a:1", 1)])
    assert await made().admit([entry("a:1", 2)]) == [None], "on its way to the store"
    database["stored"].documents["a"] = {"_id": "a"}
    database["articles"].documents["a"] = {"_id": "a"}
    assert await made().admit([entry("a:1", 3)]) == [None]
    del database["articles"].documents["a"]
    for _ in range(2):
        assert await made().admit([entry("a:1", 4)]) == ["current"]
        assert await made().admit([entry("a:1", 5)]) == [None]
        assert await made().admit([entry("a:1", 1), entry("a:1", 3)]) == ["current", None]


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
    assert dict(index["key"]) == {"seen_at": 1}
    assert index["expireAfterSeconds"] == 129_600


async def test_of_a_replay_it_keeps_where_it_lies_and_after_how_many_attempts(
    made: Callable[..., MongoLedger], collection: Collection
) -> None:
    await made().admit([entry("a", 1)])
    for offset, attempts in ((40, 2), (50, 1), (60, 2)):
        await made().admit([replayed("a", 1, offset, attempts)])
    [kept] = collection.documents["a"]["revisions"]
    assert kept == {**FIRST, "replay": {**ORIGIN, "offset": 40}, "attempts": 2}
