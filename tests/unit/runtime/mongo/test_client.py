"""What an error of the store means: it is away, it refuses one document, or our code is wrong."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr
from pymongo import InsertOne
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    NotPrimaryError,
    OperationFailure,
    ServerSelectionTimeoutError,
)
from pymongo.monitoring import CommandFailedEvent, CommandSucceededEvent

from services.runtime.mongo.client import (
    READ_AT_ONCE,
    WRITE_AT_ONCE,
    CommandTimer,
    Refusal,
    connect,
    outages,
    read,
    write,
)
from services.runtime.mongo.error_codes import AWAY, AWAY_AT_START, REFUSED, ErrorCode
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics

T = TypeVar("T", CommandSucceededEvent, CommandFailedEvent)


class Collection:
    """Holds documents by id; ``answer`` says what a bulk write raises, if anything."""

    def __init__(self, answer: Callable[[int], Exception | None] = lambda call: None) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.asked: list[list[str]] = []
        self.written: list[int] = []
        self._answer = answer

    def find(self, query: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        ids = query["_id"]["$in"]
        self.asked.append(ids)

        async def found() -> AsyncIterator[dict[str, Any]]:
            for one in ids:
                if one in self.documents:
                    yield self.documents[one]

        return found()

    async def bulk_write(self, operations: Sequence[Any], *, ordered: bool) -> None:
        assert not ordered
        self.written.append(len(operations))
        error = self._answer(len(self.written))
        if error is not None:
            raise error


def refused(*codes: tuple[int, int]) -> BulkWriteError:
    """Some operations of a bulk write, by index, with these codes."""
    errors = [{"index": at, "code": code, "errmsg": f"no, {code}"} for at, code in codes]
    return BulkWriteError({"writeErrors": errors})


def inserts(count: int) -> list[InsertOne[Any]]:
    return [InsertOne({"_id": str(number)}) for number in range(count)]


def failing(*codes: tuple[int, int]) -> Collection:
    return Collection(lambda call: refused(*codes))


async def test_documents_are_read_by_fifties_and_what_is_not_there_is_left_out() -> None:
    collection = Collection()
    ids = [str(number) for number in range(2 * READ_AT_ONCE + 1)]
    collection.documents = {one: {"_id": one} for one in ids if one != "7"}
    found = await read(collection, iter(ids))  # type: ignore[arg-type]
    assert found == collection.documents
    assert [len(asked) for asked in collection.asked] == [READ_AT_ONCE, READ_AT_ONCE, 1]
    assert [one for asked in collection.asked for one in asked] == ids


async def test_nothing_is_asked_for_nothing() -> None:
    collection = Collection()
    assert await read(collection, []) == {}  # type: ignore[arg-type]
    assert await write(collection, []) == {}  # type: ignore[arg-type]
    assert collection.asked == collection.written == []


async def test_operations_are_written_by_thousands_and_refusals_keep_their_index() -> None:
    collection = Collection(
        lambda call: refused((3, ErrorCode.DUPLICATE_KEY)) if call == 2 else None
    )
    found = await write(collection, inserts(2 * WRITE_AT_ONCE + 5))  # type: ignore[arg-type]
    assert collection.written == [WRITE_AT_ONCE, WRITE_AT_ONCE, 5]
    assert found == {
        WRITE_AT_ONCE + 3: Refusal(ErrorCode.DUPLICATE_KEY, f"no, {ErrorCode.DUPLICATE_KEY}")
    }


@pytest.mark.parametrize("code", sorted({*REFUSED, ErrorCode.DUPLICATE_KEY}))
async def test_what_the_store_refuses_is_told_by_index(code: int) -> None:
    found = await write(failing((1, code), (4, code)), inserts(5))  # type: ignore[arg-type]
    assert found == {1: Refusal(code, f"no, {code}"), 4: Refusal(code, f"no, {code}")}


@pytest.mark.parametrize("code", sorted(AWAY))
async def test_a_store_that_is_away_is_an_outage_whatever_it_also_refused(code: int) -> None:
    with pytest.raises(Outage, match=f"mongo is away: {code}: no, {code}"):
        await write(failing((0, ErrorCode.DUPLICATE_KEY), (1, code)), inserts(2))  # type: ignore[arg-type]


async def test_a_write_that_no_majority_confirmed_is_an_outage() -> None:
    details = {"writeConcernErrors": [{"code": 64, "errmsg": "w" * 500}], "writeErrors": []}
    collection = Collection(lambda call: BulkWriteError(details))
    with pytest.raises(Outage) as raised:
        await write(collection, inserts(1))  # type: ignore[arg-type]
    assert str(raised.value) == f"mongo is away: 64: {'w' * 200}"


async def test_a_write_concern_that_says_nothing_is_an_outage_too() -> None:
    collection = Collection(lambda call: BulkWriteError({"writeConcernErrors": [{}]}))
    with pytest.raises(Outage, match="mongo is away: None: "):
        await write(collection, inserts(1))  # type: ignore[arg-type]


async def test_what_is_neither_is_raised_without_the_documents() -> None:
    with pytest.raises(OperationFailure) as raised:
        await write(failing((0, 999)), inserts(1))  # type: ignore[arg-type]
    assert (raised.value.code, str(raised.value)) == (999, "no, 999")


async def test_the_words_of_a_refusal_are_few() -> None:
    details = {"writeErrors": [{"index": 0, "code": 121, "errmsg": "x" * 500}]}
    found = await write(Collection(lambda call: BulkWriteError(details)), inserts(1))  # type: ignore[arg-type]
    assert found == {0: Refusal(121, "x" * 200)}


RETRYABLE = OperationFailure("odd", 999)
RETRYABLE._add_error_label("RetryableWriteError")


@pytest.mark.parametrize(
    "error",
    [
        AutoReconnect("gone"),
        ServerSelectionTimeoutError("nobody (configured timeouts: 5 s), topology: everything"),
        NotPrimaryError("stepped down"),
        RETRYABLE,
        *(OperationFailure("x", code) for code in sorted(AWAY)),
    ],
)
def test_an_error_that_says_that_the_store_is_away_is_an_outage(error: Exception) -> None:
    with pytest.raises(Outage) as raised, outages():
        raise error
    assert raised.value.dependency == "mongo"
    assert raised.value.__cause__ is error
    assert "configured" not in str(raised.value)


@pytest.mark.parametrize(
    "error", [OperationFailure("x", 121), ConfigurationError("x"), KeyError("x")]
)
def test_every_other_error_stays_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, outages():
        raise error
    assert raised.value is error


@pytest.mark.parametrize("code", sorted(AWAY - AWAY_AT_START))
def test_what_may_not_be_done_at_the_start_is_no_outage(code: int) -> None:
    with pytest.raises(OperationFailure), outages(AWAY_AT_START):
        raise OperationFailure("not allowed", code)


def test_an_outage_is_one_short_line() -> None:
    with pytest.raises(Outage) as raised, outages():
        raise AutoReconnect("a" * 500 + "\nand more")
    assert (
        str(raised.value)
        == "mongo is away: " + f"AutoReconnect: {'a' * 500}"[: len("AutoReconnect: ") + 200]
    )


@pytest.fixture
def seconds() -> Iterator[Callable[[str], float]]:
    metrics.STORE_SECONDS.clear()
    yield lambda command: metrics.STORE_SECONDS.labels(command)._sum.get()
    metrics.STORE_SECONDS.clear()


def test_commands_are_timed_by_their_kind(seconds: Callable[[str], float]) -> None:
    timer = CommandTimer()

    def event(kind: type[T], name: str, seconds: float) -> T:
        return kind(timedelta(seconds=seconds), {}, name, 1, ("127.0.0.1", 1), None)

    timer.succeeded(event(CommandSucceededEvent, "find", 0.25))
    timer.failed(event(CommandFailedEvent, "find", 0.5))
    timer.succeeded(event(CommandSucceededEvent, "hello", 1))
    assert seconds("find") == pytest.approx(0.75)
    assert seconds("other") == pytest.approx(1.0)


def settings(address: str) -> Settings:
    return Settings(mongo=SecretStr(address), mongo_database="mine")


async def test_a_call_gives_up_in_the_time_that_the_runtime_can_wait() -> None:
    async with connect(settings("mongodb://127.0.0.1:1/")) as database:
        options = database.client.delegate.options
        assert database.name == "mine"
        assert options.server_selection_timeout == 5
        assert options.pool_options.connect_timeout == 5
        assert options.pool_options.socket_timeout == 20
        assert options.write_concern.document == {"w": "majority", "j": True, "wtimeout": 20_000}
        assert options.codec_options.tz_aware


async def test_what_the_address_says_of_timeouts_holds() -> None:
    address = "mongodb://127.0.0.1:1/?SOCKETTIMEOUTMS=1500&serverSelectionTimeoutMS=700"
    async with connect(settings(address)) as database:
        options = database.client.delegate.options
        assert options.server_selection_timeout == 0.7
        assert options.pool_options.socket_timeout == 1.5
        assert options.pool_options.connect_timeout == 5


@pytest.mark.parametrize(
    "address",
    ["", "planted", "http://planted", "mongodb://", "mongodb://h/?w=planted&journal=planted"],
)
async def test_an_address_that_is_none_is_named_by_its_setting_alone(address: str) -> None:
    with pytest.raises(ValueError, match="WIREROOM_MONGO is not a usable") as raised:
        async with connect(settings(address)):
            pytest.fail("connected")
    assert "planted" not in str(raised.value)
