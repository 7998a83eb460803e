"""Which dead letters were handled is remembered for as long as they can lie on their topics."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from services.cli.dead_letters.handled_store import HandledStore
from services.runtime.registration import topology


class Collection:
    """Takes upserts by ``_id``, and finds by ids or by what was done."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.indexes: dict[str, int] = {}
        self.writes = 0

    async def create_index(self, field: str, *, expireAfterSeconds: int) -> None:
        self.indexes[field] = expireAfterSeconds

    def find(self, query: dict[str, Any], *_: Any) -> AsyncIterator[dict[str, Any]]:
        async def found() -> AsyncIterator[dict[str, Any]]:
            for key, one in self.documents.items():
                if key in query["_id"]["$in"] if "_id" in query else one["what"] == query["what"]:
                    yield {"_id": key, **one}

        return found()

    async def estimated_document_count(self) -> int:
        return len(self.documents)

    async def bulk_write(self, operations: list[Any]) -> None:
        self.writes += 1
        for one in operations:
            assert one._upsert
            self.documents[one._filter["_id"]] = one._doc["$set"]


def letters(*ids: str) -> Any:
    return [SimpleNamespace(id=one) for one in ids]


async def test_what_was_done_last_is_known_by_id() -> None:
    collection = Collection()
    store = HandledStore(collection)  # type: ignore[arg-type]
    begun = datetime.now(UTC)
    await store.record(letters("a", "b"), "replayed")
    await store.record(letters("b", "c"), "dropped")
    await store.record([], "dropped")
    assert collection.writes == 2
    assert await store.find(["a", "b", "none"]) == {"a": "replayed", "b": "dropped"}
    assert await store.replayed() == {"a"}
    assert await store.count() == 3
    assert all(begun <= one["when"] <= datetime.now(UTC) for one in collection.documents.values())


async def test_an_id_is_kept_as_long_as_the_longest_topic() -> None:
    collection = Collection()
    await HandledStore(collection).prepare()  # type: ignore[arg-type]
    longest = max(topic.retention_seconds for topic in topology().dead_topics.values())
    assert collection.indexes == {"when": longest}
