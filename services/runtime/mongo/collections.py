"""Makes a collection, its indexes and its validator what the code says that they are."""

from collections.abc import Sequence

from pymongo import IndexModel
from pymongo.errors import OperationFailure

from services.runtime.mongo.client import Database, Document, outages
from services.runtime.mongo.error_codes import AWAY_AT_START

NAMESPACE_EXISTS = 48
INDEX_DIFFERS = {85, 86}


async def ensure_collection(
    database: Database,
    name: str,
    indexes: Sequence[IndexModel] = (),
    schema: Document | None = None,
) -> None:
    """Make the collection, its indexes and its validator what they should be; safe to repeat.

    ``schema`` is a ``$jsonSchema``. Raises ``Outage``; OperationFailure if we may not do this.
    """
    validator = {"$jsonSchema": schema} if schema else {}
    with outages(AWAY_AT_START):
        try:
            await database.command({"create": name, "validator": validator})
        except OperationFailure as error:
            if error.code != NAMESPACE_EXISTS:
                raise
            await _ensure_validator(database, name, validator)
        for index in indexes:
            await _ensure_index(database, name, index)


async def _ensure_validator(database: Database, name: str, validator: Document) -> None:
    cursor = await database.list_collections(filter={"name": name})
    async for collection in cursor:
        if collection["options"].get("validator", {}) != validator:
            await database.command({"collMod": name, "validator": validator})


async def _ensure_index(database: Database, name: str, index: IndexModel) -> None:
    try:
        await database[name].create_indexes([index])
    except OperationFailure as error:
        expiry = index.document.get("expireAfterSeconds")
        if error.code not in INDEX_DIFFERS or expiry is None:
            raise
        change = {"keyPattern": index.document["key"], "expireAfterSeconds": expiry}
        await database.command({"collMod": name, "index": change})
