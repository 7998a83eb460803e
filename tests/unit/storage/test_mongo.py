"""What storage writes to MongoDB: guarded writes, and a refusal for what no document can hold."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.articles import Geo
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage
from services.storage import mongo
from services.storage.entity_merge import EntityObservation, observations
from services.storage.logic import Change, Document, document, plan, revision_id
from services.storage.mongo import MAX_ALIASES, TRIES, MongoStore
from services.storage.upsert import upsert_articles
from tests.unit.runtime.mongo.fakes import Collection, Database
from tests.unit.storage.make import enriched, entity

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def store(database: Database) -> MongoStore:
    return MongoStore(database)  # type: ignore[arg-type]


def stored(revision: str, at: int, **fields: Any) -> Document:
    return {**document(enriched(0, revision, at, **fields)), "stored_at": NOON}


async def test_revisions_move_out_of_the_way_of_newer_ones(
    store: MongoStore, database: Database
) -> None:
    events = [enriched(0, name, at) for at, name in enumerate("abc")]
    for event in (events[1], events[0], events[2], events[0]):
        assert await upsert_articles(store, [event], NOON) == [None]
    [current] = database["articles"].documents.values()
    assert current["event_id"] == events[2].event_id
    assert sorted(database["revisions"].documents) == sorted(
        revision_id(document(event)) for event in events[:2]
    )


async def test_only_what_was_read_is_replaced(store: MongoStore, database: Database) -> None:
    old, new, newer = (stored(name, at) for at, name in enumerate("abc"))
    assert await store.replace([plan(None, [old])]) == ({}, set())
    assert await store.replace([plan(None, [new])]) == ({}, {old["_id"]})
    assert await store.replace([plan(old, [newer])]) == ({}, set())
    assert await store.replace([plan(old, [new])]) == ({}, {old["_id"]})
    assert database["articles"].documents[old["_id"]]["order"] == newer["order"]
    assert await store.read([old["_id"], "none"]) == database["articles"].documents


async def test_an_archived_revision_is_never_replaced_by_an_older_one(
    store: MongoStore, database: Database
) -> None:
    older, newer = (
        {**stored("a", 1, version=version), "_id": "x"} for version in ("0.1.0", "0.2.0")
    )
    for one in (newer, older, newer):
        assert await store.archive_revisions([one], []) == {}
    assert database["revisions"].documents["x"]["order"] == newer["order"]
    assert await store.archive_revisions([], ["x", "none"]) == {}
    assert database["revisions"].documents == {}


async def test_what_no_document_can_hold_is_refused_alone(
    store: MongoStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, odd, large = (
        Change(None, {**stored("a", 1), "_id": key, **more}, ())
        for key, more in (("1", {}), ("2", {"a\0b": 1}), ("3", {"body": "x" * 5000}))
    )
    size = len(mongo.bson.encode(large.newest))
    monkeypatch.setattr(mongo, "MAX_BSON", size - 1)
    refusals, lost = await store.replace([good, odd, large])
    assert lost == set()
    assert set(refusals) == {"2", "3"}
    assert refusals["2"].startswith("InvalidDocument: ")
    assert refusals["3"] == f"{size} bytes as BSON, of at most {size - 1}"
    assert list(database["articles"].documents) == ["1"]
    archived = await store.archive_revisions([good.newest, odd.newest, large.newest], [])
    assert archived == refusals
    monkeypatch.setattr(mongo, "MAX_BSON", size)
    assert await store.replace([large]) == ({}, set())


async def test_what_the_store_refuses_is_told_with_its_words(
    store: MongoStore, database: Database
) -> None:
    for name in ("articles", "revisions", "entities"):
        database[name].refuses = {"x": ErrorCode.DOCUMENT_VALIDATION_FAILURE}
    one = {**stored("a", 1), "_id": "x"}
    said = {"x": "refused with 121"}
    assert await store.replace([Change(None, one, ())]) == (said, set())
    assert await store.archive_revisions([one], []) == said
    assert await store.upsert_entities(seen(entity("x", "X"))) == said


def seen(*entities: Any, at: int | None = 3_600_000) -> list[EntityObservation]:
    return list(observations([enriched(0, "a", at, entities=list(entities))]))


async def test_a_new_entity_is_written_with_all_that_was_seen(
    store: MongoStore, database: Database
) -> None:
    kb, geo = {"wikidata": "Q1"}, Geo(lat=1, lon=2)
    named = entity("x", "Beta", aliases=["Gamma", "$Alpha"], kb=kb, geo=geo, type="ORG")
    assert await store.upsert_entities(seen(named)) == {}
    moment = datetime(1970, 1, 1, 1, tzinfo=UTC)
    [written] = database["entities"].documents.values()
    assert written["geo"].items() >= {"lat": 1.0, "lon": 2.0}.items()
    assert {**written, "geo": None} == {
        "_id": "x", "type": "ORG", "name": "Beta", "aliases": ["$Alpha", "Gamma"], "kb": kb,
        "geo": None, "first_seen": moment, "last_seen": moment,
    }  # fmt: skip


async def test_an_entity_of_an_article_without_a_time_was_never_seen(
    store: MongoStore, database: Database
) -> None:
    [one] = seen(entity("x", "X"), at=None)
    assert one.seen is None
    await store.upsert_entities([one])
    assert database["entities"].documents["x"]["first_seen"] is None
    writes = len(database["entities"].writes)
    await store.upsert_entities([one])
    assert len(database["entities"].writes) == writes


async def test_an_entity_that_is_known_is_joined_only_where_something_is_new(
    store: MongoStore, database: Database
) -> None:
    [one] = seen(entity("x", "Beta", aliases=["Gamma"]))
    await store.upsert_entities([one])
    for known in (one, replace(one, names=frozenset({"Beta"}))):
        await store.upsert_entities([known])
    assert len(database["entities"].writes) == 1
    await store.upsert_entities([replace(one, names=one.names | {"$Delta"})])
    joined = database["entities"].writes[-1]
    assert joined._filter == {"_id": "x"}
    told = mongo.bson.decode(joined._doc[0].raw)["$set"]
    assert told["name"] == {"$max": ["$name", {"$literal": "Beta"}]}
    names = told["aliases"]["$slice"][0]["$sortArray"]["input"]["$setUnion"]
    assert names == ["$aliases", ["$name"], {"$literal": ["$Delta", "Beta", "Gamma"]}]
    assert told["aliases"]["$slice"][1] == MAX_ALIASES
    assert joined._doc[1] == mongo.OTHERS


async def test_aliases_are_bounded_by_the_alphabet(store: MongoStore, database: Database) -> None:
    names = [f"{number:05d}" for number in range(MAX_ALIASES + 9)]
    await store.upsert_entities(seen(entity("x", "name", aliases=names)))
    assert database["entities"].documents["x"]["aliases"] == names[:MAX_ALIASES]


async def test_an_entity_that_another_writer_met_first_is_joined_then(
    store: MongoStore, database: Database
) -> None:
    class Raced(Collection):
        """Has nothing until something was written."""

        def find(self, query: Document) -> Any:
            return super().find(query if self.writes else {"_id": {"$in": []}})

    database["entities"] = Raced()
    store = MongoStore(database)  # type: ignore[arg-type]
    [one] = seen(entity("x", "X", aliases=["Y"]))
    database["entities"].documents["x"] = {
        "_id": "x", "type": "GPE", "name": "X", "aliases": [], "kb": None, "geo": None,
        "first_seen": None, "last_seen": None,
    }  # fmt: skip
    assert await store.upsert_entities([one]) == {}
    kinds = [type(operation).__name__ for operation in database["entities"].writes]
    assert kinds == ["InsertOne", "UpdateOne"]


async def test_entities_that_come_and_go_are_an_outage(
    store: MongoStore, database: Database
) -> None:
    database["entities"].refuses = {"x": ErrorCode.DUPLICATE_KEY}
    with pytest.raises(Outage, match="mongo is away: entities come and go: x"):
        await store.upsert_entities(seen(entity("x", "X")))
    assert len(database["entities"].writes) == TRIES


async def test_an_entity_that_no_document_can_hold_is_refused(
    store: MongoStore, database: Database
) -> None:
    refusals = await store.upsert_entities(
        seen(entity("x", "X", kb={"a\0b": "c"}), entity("y", "Y"))
    )
    assert list(refusals) == ["x"]
    assert list(database["entities"].documents) == ["y"]
