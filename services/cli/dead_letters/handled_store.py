"""Remembers which dead letters were handled.

A broker can't take a single message off a topic, so a small collection holds the ids of those
that were replayed or dropped, for as long as they can still lie on their topic.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from pymongo import UpdateOne

from services.cli.dead_letters.selection import DeadLetterMessage
from services.runtime.mongo.client import Collection, connect, outages
from services.runtime.registration import topology
from services.runtime.settings import Settings

COLLECTION = "dead_letters_handled"


class HandledStore:
    """The ids of the dead letters that were handled."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def prepare(self) -> None:
        """An id is of no use once its message has left the topic."""
        longest = max(topic.retention_seconds for topic in topology().dead_topics.values())
        await self._collection.create_index("when", expireAfterSeconds=longest)

    async def find(self, ids: list[str]) -> dict[str, str]:
        """What was done with those that were handled, by id."""
        cursor = self._collection.find({"_id": {"$in": ids}})
        return {found["_id"]: found["what"] async for found in cursor}

    async def replayed(self) -> set[str]:
        """The ids of all that were put back."""
        return {found["_id"] async for found in self._collection.find({"what": "replayed"}, {})}

    async def count(self) -> int:
        """About how many have been handled."""
        return await self._collection.estimated_document_count()

    async def record(self, letters: list[DeadLetterMessage], what: str) -> None:
        """Remember that these were ``replayed`` or ``dropped``."""
        entry = {"what": what, "when": datetime.now(UTC)}
        if letters:
            await self._collection.bulk_write(
                [UpdateOne({"_id": one.id}, {"$set": entry}, upsert=True) for one in letters]
            )


@asynccontextmanager
async def handled(settings: Settings) -> AsyncIterator[HandledStore]:
    """The memory in the store. Raises Outage if the store is away."""
    async with connect(settings) as database:
        with outages():
            memory = HandledStore(database[COLLECTION])
            await memory.prepare()
            yield memory
