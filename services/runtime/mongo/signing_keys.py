"""Finds the keys that sign: those of the settings, else one that all share in MongoDB."""

import secrets
from contextlib import suppress

from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from services.runtime.mongo.client import Database, connect, outages
from services.runtime.mongo.error_codes import AWAY_AT_START
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.signing import Signer

COLLECTION = "secrets"
DOCUMENT = "signing_keys"
KEY_BYTES = 32
"""As many as SHA-256 gives: RFC 2104 asks for no less and more adds nothing."""


async def open_signer(settings: Settings) -> Signer:
    """The signer of the settings, or of the key in MongoDB. Raises ``Outage`` if that is away."""
    keys = settings.signing_secrets
    if not keys:
        async with connect(settings) as database:
            keys = await shared_keys(database)
    return Signer(keys, broker_timestamps=settings.kafka_broker_timestamps)


async def shared_keys(database: Database) -> list[bytes]:
    """The keys in MongoDB, newest first; whoever asks first makes one. Raises ``Outage``."""
    collection = database.get_collection(COLLECTION, read_concern=ReadConcern("majority"))
    ours = {"keys": [secrets.token_hex(KEY_BYTES)]}
    with outages(AWAY_AT_START):
        found = await collection.find_one({"_id": DOCUMENT})
        if found is None:
            with suppress(DuplicateKeyError):  # Another service was first.
                await collection.update_one({"_id": DOCUMENT}, {"$setOnInsert": ours}, upsert=True)
            found = await collection.find_one({"_id": DOCUMENT})
    if found is None:
        raise Outage("mongo", "the key that another service made is not safe there yet")
    return [key.encode() for key in found["keys"]]
