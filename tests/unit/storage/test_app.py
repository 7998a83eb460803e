"""Each message stored or rejected on its own; offline the document is shown instead."""

import json
from datetime import UTC, datetime

from schemas.topics import ENRICHED
from services.runtime.stage import Message, Published, Reason, Rejected, Stored
from services.storage.app import StorageSettings, open_offline, storage
from services.storage.memory import MemoryStore
from tests.unit.storage.make import enriched

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


async def test_good_messages_are_stored_beside_bad_ones() -> None:
    store = MemoryStore()
    stage = storage(store, lambda: NOON)
    good = [Message(enriched(number).model_dump_json().encode()) for number in range(3)]
    outcomes = await stage.handle([good[0], Message(b"{}"), good[1], Message(None), good[2]])
    assert [outcome.name for outcome in outcomes] == [
        "stored", "rejected", "stored", "rejected", "stored",
    ]  # fmt: skip
    assert len(store.articles) == 3
    assert await stage.handle(good) == [Stored()] * 3
    assert store.articles[enriched(1).article_id]["stored_at"] == NOON


async def test_a_line_with_only_what_is_required_is_stored() -> None:
    store = MemoryStore()
    value = b'{"article_id": "a", "body": "Storm", "event_id": "e"}'
    assert await storage(store, lambda: NOON).handle([Message(value)]) == [Stored()]
    assert store.articles["a"]["published_at"] is None


async def test_offline_the_document_is_the_output() -> None:
    async with open_offline(StorageSettings()) as [stage]:
        assert (stage.name, stage.input) == ("storage", ENRICHED)
        shown, bad = await stage.handle(
            [Message(enriched(1).model_dump_json().encode()), Message(b"{")]
        )
    assert isinstance(shown, Published)
    stored = json.loads(shown.value)
    assert stored["_id"] == enriched(1).article_id
    assert stored["published_at"] == "2026-01-26T08:00:00Z"
    assert isinstance(bad, Rejected)
    assert bad.reason is Reason.BAD_JSON
