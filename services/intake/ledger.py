"""Remembers which message each revision of an article first came in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pymongo import IndexModel, InsertOne

from schemas.articles import Origin
from services.runtime.mongo.client import Database, read, write
from services.runtime.mongo.collections import ensure_collection
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage

COLLECTION = "ledger"
PROBES = "probes.ledger"
"""For articles of our own, which are to touch no other entry."""
DAY_SECONDS = 24 * 60 * 60
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A revision, ``article_id:revision``, and the message that carries it."""

    key: str
    origin: Origin


class Ledger(Protocol):
    """Admits each revision once, with the message that it first came in."""

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        """For each entry, whether its message is the first one with that revision.

        The same message always gets the same answer. Raises ``Outage``.
        """


class MemoryLedger:
    """A ledger in memory: for offline use and tests."""

    def __init__(self) -> None:
        self._origins: dict[str, Origin] = {}

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        return [
            self._origins.setdefault(entry.key, entry.origin) == entry.origin for entry in entries
        ]


class MongoLedger:
    """A collection such as ``ledger``: ``_id`` (the key), ``origin``, ``admitted_at`` (a date)."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], collection: str = COLLECTION
    ) -> None:
        self._collection = database[collection]
        self._now = now

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        origins = await self._claim({entry.key: entry.origin for entry in reversed(entries)})
        return [origins[entry.key] == entry.origin for entry in entries]

    async def _claim(self, wanted: dict[str, Origin]) -> dict[str, Origin]:
        """The first message of each revision: the wanted one, unless another was earlier."""
        origins: dict[str, Origin] = {}
        missing = list(wanted)
        for _ in range(ATTEMPTS):
            taken = await self._insert({key: wanted[key] for key in missing})
            origins |= {key: wanted[key] for key in missing if key not in taken}
            there = await read(self._collection, taken)
            origins |= {key: Origin.model_validate(there[key]["origin"]) for key in there}
            missing = [key for key in taken if key not in origins]
            if not missing:
                return origins
        # Each round the insert met it and the read missed it: expiry can do that once.
        raise Outage("mongo", f"the ledger's entries come and go: {missing[0]}")

    async def _insert(self, origins: dict[str, Origin]) -> list[str]:
        """Insert new entries; returns the keys that were taken."""
        now = self._now()
        keys = list(origins)
        refused = await write(
            self._collection,
            [
                InsertOne({"_id": key, "origin": origins[key].model_dump(), "admitted_at": now})
                for key in keys
            ],
        )
        for refusal in refused.values():
            if refusal.code != ErrorCode.DUPLICATE_KEY:
                raise RuntimeError(f"the ledger refused an entry: {refusal.error}")
        return [keys[index] for index in refused]


async def prepare(database: Database, days: float, collection: str = COLLECTION) -> None:
    """Make the collection, and the index that lets entries expire after ``days``."""
    expiry = IndexModel([("admitted_at", 1)], expireAfterSeconds=int(days * DAY_SECONDS))
    await ensure_collection(database, collection, [expiry])
