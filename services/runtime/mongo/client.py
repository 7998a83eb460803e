"""Connects to MongoDB, reads, writes, and sorts the store's errors into three kinds.

Outage     the store is unavailable, full or locked: nothing is wrong with the messages; wait
Refusal    the store will never take this document: that one message is rejected
the rest   is raised as it came: our code or the configuration is wrong
"""

import logging
import warnings
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
)
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from services.runtime.mongo.error_codes import AWAY, REFUSED, ErrorCode
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics

log = logging.getLogger(__name__)

Document = dict[str, Any]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Operation = InsertOne[Any] | ReplaceOne[Any] | UpdateOne | DeleteOne

TIMEOUTS = {
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 20_000,
    "wTimeoutMS": 20_000,
}
"""Unless the connection string says otherwise. Waiting is the runtime's work, so a call gives up
soon; 20 s are enough for the 48 MB of one wire message on a slow disk."""

WRITE_AT_ONCE = 1_000
"""Operations in one command, so that each ends well within the socket's timeout."""
READ_AT_ONCE = 50
"""Ids in one query. 2,000 of 20,000 documents took SecantusDB 0.3 s by fifties, 3 s by hundreds,
and far longer at once; MongoDB does not mind."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the store did not take one document; ``code`` is the server's."""

    code: int
    error: str


@asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, closed at the end. Does not wait for the server.

    Raises ValueError, without the secret, if the connection string can't be used.
    """
    address = settings.mongo.get_secret_value()
    timeouts: dict[str, Any] = {
        name: ms for name, ms in TIMEOUTS.items() if f"{name}=".lower() not in address.lower()
    }
    try:
        if not address.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("not an address")
        with warnings.catch_warnings():
            # The driver only warns of an option that it can't read, and goes on without it.
            warnings.simplefilter("error", UserWarning)
            client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
                address,
                w="majority",
                journal=True,
                tz_aware=True,
                appname="wireroom",
                event_listeners=[CommandTimer()],
                **timeouts,
            )
    except (ConfigurationError, ValueError, TypeError, UserWarning) as unusable:
        kind = type(unusable).__name__
        raise ValueError(f"WIREROOM_MONGO is not a usable connection string ({kind})") from None
    try:
        yield client[settings.mongo_database]
    finally:
        client.close()


@contextmanager
def outages(away: frozenset[ErrorCode] = AWAY) -> Iterator[None]:
    """Raise ``Outage`` for every error in the block that says that the store is away.

    ``away`` holds the server's codes that say so.
    """
    try:
        yield
    except PyMongoError as error:
        if (
            isinstance(error, ConnectionFailure)
            or error.has_error_label("RetryableWriteError")
            or (isinstance(error, OperationFailure) and error.code in away)
        ):
            raise Outage("mongo", _in_brief(error)) from error
        raise


def _in_brief(error: PyMongoError) -> str:
    """One line; the driver's own runs on into its timeouts and its view of every server."""
    return f"{type(error).__name__}: {str(error).splitlines()[0].split(' (configured')[0]:.200}"


async def read(collection: Collection, ids: Iterable[str]) -> dict[str, Document]:
    """The documents that have these ids, by id. Raises ``Outage``."""
    wanted = list(ids)
    found: dict[str, Document] = {}
    with outages():
        for start in range(0, len(wanted), READ_AT_ONCE):
            chunk = wanted[start : start + READ_AT_ONCE]
            async for document in collection.find({"_id": {"$in": chunk}}):
                found[document["_id"]] = document
    return found


async def write(collection: Collection, operations: Sequence[Operation]) -> dict[int, Refusal]:
    """Do all operations in any order; give those that the store refused, by their index.

    A duplicate key is a refusal too: what it means is the caller's to say. Raises ``Outage``; all
    operations may then be done again.
    """
    refusals: dict[int, Refusal] = {}
    for start in range(0, len(operations), WRITE_AT_ONCE):
        part = operations[start : start + WRITE_AT_ONCE]
        with outages():
            try:
                await collection.bulk_write(part, ordered=False)
            except BulkWriteError as partly:
                refused = _refusals(partly.details)
                refusals |= {start + index: refusal for index, refusal in refused.items()}
    return refusals


def _refusals(details: Mapping[str, Any]) -> dict[int, Refusal]:
    concerns, errors = details.get("writeConcernErrors", []), details.get("writeErrors", [])
    for error in (*concerns, *(one for one in errors if one["code"] in AWAY)):
        raise Outage("mongo", f"{error.get('code')}: {error.get('errmsg', ''):.200}")
    for error in errors:
        if error["code"] not in REFUSED | {ErrorCode.DUPLICATE_KEY}:
            # Not the driver's error: its text holds every document of the batch.
            raise OperationFailure(f"{error['errmsg']:.200}", error["code"])
    return {one["index"]: Refusal(one["code"], f"{one['errmsg']:.200}") for one in errors}


COMMANDS = ("find", "insert", "update", "delete")
"""The commands that carry articles; all others are ``other``."""


class CommandTimer(CommandListener):
    """Measures every command where the driver sends it (``wireroom_store_seconds``)."""

    def started(self, event: CommandStartedEvent) -> None:
        return

    def succeeded(self, event: CommandSucceededEvent) -> None:
        _observe(event)

    def failed(self, event: CommandFailedEvent) -> None:
        _observe(event)


def _observe(event: CommandSucceededEvent | CommandFailedEvent) -> None:
    command = event.command_name if event.command_name in COMMANDS else "other"
    metrics.STORE_SECONDS.labels(command).observe(event.duration_micros / 1e6)
