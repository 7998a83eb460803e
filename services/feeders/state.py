"""What feeders keeps in MongoDB: sources and their leases, hosts' turns, the entries seen."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from pymongo import IndexModel, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from services.runtime.mongo.client import Database, Document, outages, read, write
from services.runtime.mongo.collections import ensure_collection

LEASE = timedelta(minutes=10)
"""A replica that died holds a source for so long; one that lives renews it with each page."""
EPOCH = datetime.fromtimestamp(0, UTC)


def digest(*parts: str) -> str:
    """An id of 32 hex digits."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def new_source(url: str, name: str, now: datetime, title: str | None = None) -> Document:
    """The document of a source that nobody has polled yet."""
    return {
        "_id": digest(url)[:16],
        "url": url,
        "name": name,
        "title": title,
        "paused": False,
        "added_at": now,
        "next_at": now,
        "lease_until": EPOCH,
        "lease": None,
        "failures": 0,
        "last_error": None,
    }


class State:
    """The collections of feeders. Every method raises ``Outage`` while the store is away."""

    def __init__(self, database: Database, seen_days: int = 90) -> None:
        self._database = database
        self._sources = database["sources"]
        self._seen = database["sources.seen"]
        self._hosts = database["sources.hosts"]
        self._seen_days = seen_days

    async def prepare(self) -> None:
        """Make the collections and their indexes; safe to repeat."""
        days = 86_400
        due = IndexModel([("next_at", 1)])
        await ensure_collection(self._database, "sources", [due])
        seen = IndexModel([("at", 1)], expireAfterSeconds=self._seen_days * days)
        await ensure_collection(self._database, "sources.seen", [seen])
        hosts = IndexModel([("next_at", 1)], expireAfterSeconds=8 * days)
        await ensure_collection(self._database, "sources.hosts", [hosts])

    async def add(self, source: Document) -> bool:
        """Keep a source; False if there is one of its address already."""
        with outages():
            try:
                await self._sources.insert_one(source)
            except DuplicateKeyError:
                return False
        return True

    async def sources(self) -> list[Document]:
        """All sources by name and address."""
        with outages():
            found = self._sources.find().sort([("name", 1), ("url", 1)])
            return [one async for one in found]

    async def change(self, id: str, change: Document) -> bool:
        """Set fields of a source; False if there is none."""
        with outages():
            done = await self._sources.update_one({"_id": id}, {"$set": change})
        return bool(done.matched_count)

    async def claim(self, lease: str, now: datetime) -> Document | None:
        """A source whose turn it is and that no other replica holds, or None."""
        with outages():
            return await self._sources.find_one_and_update(
                {"paused": False, "next_at": {"$lte": now}, "lease_until": {"$lte": now}},
                {"$set": {"lease": lease, "lease_until": now + LEASE}},
                sort=[("next_at", 1)],
                return_document=ReturnDocument.AFTER,
            )

    async def renew(self, id: str, lease: str, now: datetime) -> bool:
        """Hold a source for longer; False if another has it by now."""
        with outages():
            done = await self._sources.update_one(
                {"_id": id, "lease": lease}, {"$set": {"lease_until": now + LEASE}}
            )
        return bool(done.matched_count)

    async def release(self, id: str, lease: str, change: Document) -> None:
        """Give a source back with what was learned of it, unless another has it by now."""
        ending: dict[str, Any] = {**change, "lease": None, "lease_until": EPOCH}
        with outages():
            await self._sources.update_one({"_id": id, "lease": lease}, {"$set": ending})

    async def turn(self, host: str, gap: float, now: datetime) -> float:
        """Seconds until ``host`` may be asked; 0.0 is our turn, and the next one's is later."""
        after = now + timedelta(seconds=gap)
        with outages():
            try:
                await self._hosts.update_one(
                    {"_id": host, "next_at": {"$lte": now}},
                    {"$set": {"next_at": after}},
                    upsert=True,
                )
            except DuplicateKeyError:
                known = await self._hosts.find_one({"_id": host})
                wait = (known["next_at"] - now).total_seconds() if known else 0.0
                return max(wait, 0.01)
        return 0.0

    async def rest(self, host: str, until: datetime) -> None:
        """Ask ``host`` nothing before ``until``."""
        with outages():
            await self._hosts.update_one({"_id": host}, {"$max": {"next_at": until}}, upsert=True)

    async def seen(self, ids: Iterable[str]) -> dict[str, Document]:
        """What is known of entries, by their ids here."""
        return await read(self._seen, ids)

    async def note_seen(self, entries: Sequence[tuple[str, str]], now: datetime) -> None:
        """Note entries as delivered: id and digest of each."""
        updates = [
            UpdateOne({"_id": id}, {"$set": {"digest": said, "at": now}}, upsert=True)
            for id, said in entries
        ]
        if updates:
            await write(self._seen, updates)
