"""The store in memory keeps the promises that the one in MongoDB keeps by its filters."""

from datetime import UTC, datetime

import pytest

from services.storage.entity_merge import observations
from services.storage.logic import Document, document, plan
from services.storage.memory import MemoryStore
from tests.unit.storage.make import enriched, entity

HOUR_MS = 3_600_000
NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def stored(revision: str, at: int) -> Document:
    return {**document(enriched(0, revision, at)), "stored_at": NOON}


async def test_only_what_was_read_is_replaced(store: MemoryStore) -> None:
    old, new, newer = (stored(name, at) for at, name in enumerate("abc"))
    assert await store.replace([plan(None, [old])]) == ({}, set())
    assert await store.replace([plan(None, [new])]) == ({}, {old["_id"]})
    assert await store.replace([plan(old, [newer])]) == ({}, set())
    assert await store.replace([plan(old, [new])]) == ({}, {old["_id"]})
    assert await store.read([old["_id"], "none"]) == {old["_id"]: newer}


async def test_a_revision_gives_way_to_a_newer_one_alone(store: MemoryStore) -> None:
    older, newer = ({**stored("a", at), "_id": "x"} for at in (1, 2))
    for one in (newer, older):
        assert await store.archive_revisions([one], []) == {}
    assert store.revisions == {"x": newer}
    assert await store.archive_revisions([], ["x", "none"]) == {}
    assert store.revisions == {}


async def test_entities_are_joined(store: MemoryStore) -> None:
    for at, name in ((2 * HOUR_MS, "Ken"), (HOUR_MS, "KEN")):
        await store.upsert_entities(
            list(observations([enriched(0, "a", at, entities=[entity("x", name)])]))
        )
    joined = store.entities["x"]
    assert joined.names == {"Ken", "KEN"}
    assert joined.seen is not None
    assert [moment.timestamp() for moment in joined.seen] == [3600, 7200]
