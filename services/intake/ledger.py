"""Remembers which message each revision of an article first came in.

A dead letter that is put back is the message that it first was, in its next life: it is admitted
once in each. So a copy of a replay, signature and all, is a duplicate like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pymongo import IndexModel, InsertOne

from schemas.articles import Origin
from services.runtime.mongo.client import Database, Document, outages, read, write
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
    """A revision, ``article_id:revision``, and the message that carries it.

    ``replay`` is where it lies now if it was put back, after so many ``attempts``.
    """

    key: str
    origin: Origin
    replay: Origin | None = None
    attempts: int = 0

    def admits(self, other: "LedgerEntry") -> bool:
        """Whether the other is this message in this life, delivered again perhaps."""
        return (self.origin, self.replay) == (other.origin, other.replay)

    def is_before(self, other: "LedgerEntry") -> bool:
        """Whether the other is this message in a later life."""
        return self.origin == other.origin and self.attempts < other.attempts


class Ledger(Protocol):
    """Admits each revision once, with the message that it first came in."""

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        """For each entry, whether its message is the first one with that revision, or its replay.

        The same message always gets the same answer. Raises ``Outage``.
        """


class MemoryLedger:
    """A ledger in memory: for offline use and tests."""

    def __init__(self) -> None:
        self._held: dict[str, LedgerEntry] = {}

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        for entry in entries:
            if self._held.setdefault(entry.key, entry).is_before(entry):
                self._held[entry.key] = entry
        return [self._held[entry.key].admits(entry) for entry in entries]


class MongoLedger:
    """A collection such as ``ledger``: ``_id`` (the key), ``origin``, ``admitted_at`` (a date), and
    for a message that was put back ``replay`` and ``attempts``."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], collection: str = COLLECTION
    ) -> None:
        self._collection = database[collection]
        self._now = now

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[bool]:
        held = await self._claim({entry.key: entry for entry in reversed(entries)})
        for entry in entries:
            if held[entry.key].is_before(entry):
                held |= await self._renew(entry)
        return [held[entry.key].admits(entry) for entry in entries]

    async def _renew(self, entry: LedgerEntry) -> dict[str, LedgerEntry]:
        """What is held after a message came in a later life: that, or one later still."""
        with outages():
            await self._collection.update_one(
                {"_id": entry.key, "attempts": {"$not": {"$gte": entry.attempts}}},
                {"$set": _life(entry)},
            )
        return await self._claim({entry.key: entry})

    async def _claim(self, wanted: dict[str, LedgerEntry]) -> dict[str, LedgerEntry]:
        """The first message of each revision: the wanted one, unless another was earlier."""
        held: dict[str, LedgerEntry] = {}
        missing = list(wanted)
        for _ in range(ATTEMPTS):
            taken = await self._insert({key: wanted[key] for key in missing})
            held |= {key: wanted[key] for key in missing if key not in taken}
            there = await read(self._collection, taken)
            held |= {key: _entry(there[key]) for key in there}
            missing = [key for key in taken if key not in held]
            if not missing:
                return held
        # Each round the insert met it and the read missed it: expiry can do that once.
        raise Outage("mongo", f"the ledger's entries come and go: {missing[0]}")

    async def _insert(self, entries: dict[str, LedgerEntry]) -> list[str]:
        """Insert new entries; returns the keys that were taken."""
        now = self._now()
        keys = list(entries)
        refused = await write(
            self._collection,
            [
                InsertOne(
                    {
                        "_id": key,
                        "origin": entry.origin.model_dump(),
                        "admitted_at": now,
                        **(_life(entry) if entry.replay else {}),
                    }
                )
                for key, entry in entries.items()
            ],
        )
        for refusal in refused.values():
            if refusal.code != ErrorCode.DUPLICATE_KEY:
                raise RuntimeError(f"the ledger refused an entry: {refusal.error}")
        return [keys[index] for index in refused]


def _life(entry: LedgerEntry) -> dict[str, Any]:
    replay = entry.replay.model_dump() if entry.replay else None
    return {"replay": replay, "attempts": entry.attempts}


def _entry(document: Document) -> LedgerEntry:
    replay = document.get("replay")
    return LedgerEntry(
        document["_id"],
        Origin.model_validate(document["origin"]),
        Origin.model_validate(replay) if replay else None,
        document.get("attempts", 0),
    )


async def prepare(database: Database, days: float, collection: str = COLLECTION) -> None:
    """Make the collection, and the index that lets entries expire after ``days``."""
    expiry = IndexModel([("admitted_at", 1)], expireAfterSeconds=int(days * DAY_SECONDS))
    await ensure_collection(database, collection, [expiry])
