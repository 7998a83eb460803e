"""Storage on a real store: what unit tests say of the one in memory holds there too."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from schemas.articles import EnrichedArticle, Geo, Published
from services.runtime.mongo.client import Database, connect
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.stage import Message, Reason, Rejected, Stored
from services.storage import collections
from services.storage.app import StorageSettings, open_stages, storage
from services.storage.collections import ARTICLE_SCHEMA, prepare
from services.storage.logic import Change, Document, document, revision_id
from services.storage.memory import MemoryStore
from services.storage.mongo import MAX_ALIASES, MongoStore
from services.storage.probe import can_store
from services.storage.upsert import InsertFirstPolicy, upsert_articles
from tests.conditions import until
from tests.integration.store import SecantusDB, outlast, own_secantusdb, secantusdb
from tests.unit.storage.make import enriched, entity

__all__ = ["own_secantusdb", "secantusdb"]

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


@pytest.fixture
async def database(secantusdb: SecantusDB) -> AsyncIterator[Database]:
    async with connect(Settings(**secantusdb.settings())) as database:
        await prepare(database)
        yield database


def some_events(seed: int, articles: int = 6, revisions: int = 4) -> list[EnrichedArticle]:
    """Every event of a small world, shuffled."""
    dice = random.Random(seed)
    events = [
        enriched(
            article,
            f"r{at}",
            at,
            version,
            entities=[
                entity(
                    name.casefold(),
                    name,
                    aliases=dice.sample(["$x", "y", "z"], dice.randint(0, 3)),
                    kb=dice.choice([None, {"wikidata": "Q1"}, {"wikidata": "Q2"}]),
                    geo=dice.choice([None, Geo(lat=1, lon=2), Geo(lat=1, lon=2, country="US")]),
                    type=dice.choice(["ORG", "GPE"]),
                )
                for name in dice.sample(["KEN", "Ken", "$Kén", "Ann"], 2)
            ],
        )
        for article in range(articles)
        for at in range(1, revisions + 1)
        for version in ("0.9.0", "0.10.0")
    ]
    dice.shuffle(events)
    return events


async def held(database: Database) -> dict[str, list[Document]]:
    """All that the store holds, times of handling aside."""
    return {
        name: await database[name].find({}, {"stored_at": 0}).sort("_id", 1).to_list(None)
        for name in ("articles", "revisions", "entities")
    }


async def expected(events: Sequence[EnrichedArticle]) -> dict[str, list[Document]]:
    """What the store in memory would hold."""
    store = MemoryStore()
    await upsert_articles(store, events, NOON)

    def bare(documents: dict[str, Document]) -> list[Document]:
        return [
            {name: part for name, part in one.items() if name != "stored_at"}
            for _, one in sorted(documents.items())
        ]

    entities = [
        {
            "_id": one.id,
            "type": one.type,
            "name": one.name,
            "aliases": sorted(one.names - {one.name}),
            "kb": one.kb,
            "geo": one.geo,
            "first_seen": one.seen and one.seen[0],
            "last_seen": one.seen and one.seen[1],
        }
        for _, one in sorted(store.entities.items())
    ]
    return {
        "articles": bare(store.articles),
        "revisions": bare(store.revisions),
        "entities": entities,
    }


@pytest.mark.parametrize("expectation", [None, InsertFirstPolicy()])
@pytest.mark.parametrize("seed", range(3))
async def test_any_order_and_redelivery_ends_as_in_memory(
    database: Database, seed: int, expectation: InsertFirstPolicy | None
) -> None:
    events = some_events(seed)
    dice = random.Random(seed)
    arrived = events + dice.sample(events, 20)
    dice.shuffle(arrived)
    store = MongoStore(database)
    while arrived:
        size = dice.randint(1, 20)
        batch, arrived = arrived[:size], arrived[size:]
        assert await upsert_articles(store, batch, NOON, expectation) == [None] * len(batch)
    assert await held(database) == await expected(events)


async def test_entities_join_one_by_one_in_any_order(database: Database) -> None:
    hour = 3_600_000
    said: list[dict[str, Any]] = [
        {"name": "KEN", "type": "ORG", "aliases": ["$b"], "kb": {"wikidata": "Q2"}},
        {"name": "Ken", "type": "PERSON", "aliases": ["c"], "geo": Geo(lat=1, lon=2)},
        {"name": "Kén", "type": "GPE", "aliases": ["a"], "kb": {"wikidata": "Q1"}},
        {"name": "$K", "type": "GPE", "geo": Geo(lat=1, lon=2, country="US")},
    ]
    expected_entities = None
    for number, arrival in enumerate(permutations(range(4))):
        for index in arrival:
            named = entity(f"e{number}", **said[index])
            event = enriched(number, f"r{index}", (index + 1) * hour, entities=[named])
            assert await upsert_articles(MongoStore(database), [event], NOON) == [None]
        joined = await database["entities"].find_one({"_id": f"e{number}"}, {"_id": 0})
        expected_entities = expected_entities or joined
        assert joined == expected_entities
    assert expected_entities == {
        "type": "PERSON",
        "name": "Kén",
        "aliases": ["$K", "$b", "KEN", "Ken", "a", "c"],
        "kb": {"wikidata": "Q2"},
        "geo": {"lat": 1.0, "lon": 2.0, "country": "US"},
        "first_seen": datetime(1970, 1, 1, 1, tzinfo=UTC),
        "last_seen": datetime(1970, 1, 1, 4, tzinfo=UTC),
    }


async def test_a_replay_leaves_every_byte_as_it_was(database: Database) -> None:
    events = some_events(7)
    store, expectation = MongoStore(database), InsertFirstPolicy()
    await upsert_articles(store, events, NOON, expectation)
    before = {
        name: await database[name].find().sort("_id", 1).to_list(None)
        for name in ("articles", "revisions", "entities")
    }
    assert expectation.mostly_new
    for days in (1, 2):
        await upsert_articles(store, events, NOON + timedelta(days=days), expectation)
        assert not expectation.mostly_new
    for event in events:
        await upsert_articles(store, [event], NOON + timedelta(days=3), InsertFirstPolicy())
    for name, documents in before.items():
        assert await database[name].find().sort("_id", 1).to_list(None) == documents
        assert len(documents) > 0


async def test_writers_that_race_end_as_one_would(database: Database) -> None:
    events = some_events(11)

    async def write(seed: int) -> None:
        dice = random.Random(seed)
        arrived = list(events)
        dice.shuffle(arrived)
        store, expectation = MongoStore(database), InsertFirstPolicy()
        for start in range(0, len(arrived), 8):
            while True:
                try:
                    some = arrived[start : start + 8]
                    assert set(await upsert_articles(store, some, NOON, expectation)) == {None}
                except Outage:
                    await asyncio.sleep(0.05)
                    continue
                break

    await asyncio.gather(*(write(seed) for seed in range(4)))
    assert await held(database) == await expected(events)


async def test_a_zombie_never_puts_an_older_revision_over_a_newer_one(database: Database) -> None:
    """One writer reads, sleeps while another stores what is newer, and then writes."""

    class Zombie(MongoStore):
        async def replace(self, changes: Sequence[Change]) -> tuple[Any, Any]:
            asleep.set()
            await awake.wait()
            return await super().replace(changes)

    asleep, awake = asyncio.Event(), asyncio.Event()
    old, middle, new = (enriched(revision=name, timestamp=at) for at, name in enumerate("abc"))
    await upsert_articles(MongoStore(database), [old], NOON)
    zombie = asyncio.create_task(upsert_articles(Zombie(database), [middle], NOON))
    await asleep.wait()
    assert await upsert_articles(MongoStore(database), [new], NOON) == [None]
    awake.set()
    assert await zombie == [None]
    assert await held(database) == await expected([old, middle, new])


async def test_a_document_that_is_refused_harms_no_other(database: Database) -> None:
    stage = storage(MongoStore(database), lambda: NOON)
    articles = [
        enriched(1),
        enriched(2, meta={"a\0b": "c"}),
        enriched(3, body="x" * (17 << 20)),
        enriched(4, meta={"c\0d": "e"}),
        enriched(5, meta={"$where": "1", "a.b": "2", "": "3"}, title="\0$x"),
        enriched(6, entities=[entity("$x", "$y", aliases=["$z", "$$ROOT"])]),
        enriched(7, entities=[entity("nul", "n", kb={"a\0b": "c"})]),
    ]
    batch = [Message(one.model_dump_json().encode()) for one in articles]
    outcomes = list(await stage.handle(batch))
    names = [one.name for one in outcomes]
    assert names == [
        "stored", "rejected", "rejected", "rejected", "stored", "stored", "rejected",
    ]  # fmt: skip
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            assert outcome.reason is Reason.STORE_REFUSED
            assert 0 < len(outcome.error) < 300
    for number in (0, 4, 5):
        stored = await database["articles"].find_one({"_id": articles[number].article_id})
        assert EnrichedArticle.model_validate(stored) == articles[number]
    assert await database["articles"].count_documents({}) == 3


async def test_what_the_validator_refuses_is_refused_alone(database: Database) -> None:
    await database.command(
        {"collMod": "articles", "validator": {"$jsonSchema": {"required": ["domain"],
         "properties": {"domain": {"bsonType": "string"}}}}}
    )  # fmt: skip
    store = MongoStore(database)
    good, bad = enriched(1, domain="example.com"), enriched(2)
    earlier = enriched(1, "b", 1)
    answers = await upsert_articles(store, [good, bad, earlier], NOON)
    assert answers[0] is None
    assert answers[1] is not None
    assert "validation" in answers[1]
    assert answers[2] is None
    worse = enriched(1, "c", 5_000)
    assert (await upsert_articles(store, [worse], NOON))[0] is not None
    assert [one["_id"] async for one in database["revisions"].find()] == [
        revision_id(document(earlier))
    ]
    assert await database["articles"].distinct("event_id") == [good.event_id]


async def test_aliases_are_bounded(database: Database) -> None:
    store = MongoStore(database)
    for start in (1_000, 0):
        aliases = [f"{number:05d}" for number in range(start, start + 900)]
        await upsert_articles(
            store, [enriched(start, entities=[entity("e", "name", aliases=aliases)])], NOON
        )
    stored = await database["entities"].find_one({"_id": "e"})
    assert stored is not None
    assert len(stored["aliases"]) == MAX_ALIASES
    assert stored["aliases"][:900] == [f"{number:05d}" for number in range(900)]


async def test_collections_have_their_validators_and_indexes(database: Database) -> None:
    await prepare(database)
    indexes = {
        name: {tuple(dict(one["key"])) async for one in database[name].list_indexes()}
        for name in ("articles", "revisions", "entities")
    }
    assert indexes == {
        "articles": {
            ("_id",),
            ("shown_at",),
            ("entity_ids", "shown_at"),
            ("domain", "shown_at"),
            ("language.code", "shown_at"),
            ("published_at",),
            ("stored_at",),
            ("url",),
            ("external_id",),
        },
        "revisions": {("_id",), ("article_id", "order")},
        "entities": {("_id",)},
    }
    async for collection in await database.list_collections():
        assert "$jsonSchema" in collection["options"]["validator"]


@pytest.mark.parametrize(
    ("query", "by", "index"),
    [
        ({}, "shown_at", "shown_at_-1"),
        ({"entity_ids": "wikidata:Q30"}, "shown_at", "entity_ids_1_shown_at_-1"),
        ({"domain": "example.com"}, "shown_at", "domain_1_shown_at_-1"),
        ({"language.code": "en"}, "shown_at", "language.code_1_shown_at_-1"),
        ({"shown_at": {"$gte": NOON}}, "shown_at", "shown_at_-1"),
        ({"published_at": {"$gte": NOON}}, "published_at", "published_at_-1"),
        ({}, "stored_at", "stored_at_-1"),
        ({"url": "https://example.com/"}, None, "url_1"),
        ({"external_id": "7"}, None, "external_id_1"),
    ],
)
async def test_queries_that_readme_tells_use_an_index(
    database: Database, query: Document, by: str | None, index: str
) -> None:
    some = [enriched(number, domain="example.com") for number in range(3)]
    await upsert_articles(MongoStore(database), some, NOON)
    found = database["articles"].find(query)
    plan = str(await (found.sort(by, -1) if by else found).explain())
    assert f"'indexName': '{index}'" in plan
    assert "COLLSCAN" not in plan


async def test_articles_without_a_date_are_listed_by_when_they_came(database: Database) -> None:
    days = {"dated": 5, "undated": 3, "older": 1}
    articles = [
        enriched(
            number,
            timestamp=day * 86_400_000,
            title=name,
            published=None
            if name == "undated"
            else Published(
                value=f"1970-01-0{day + 1}", precision="day", method="test", confidence=1.0
            ),
        )
        for number, (name, day) in enumerate(days.items())
    ]
    await upsert_articles(MongoStore(database), articles, NOON)
    listed = [one["title"] async for one in database["articles"].find().sort("shown_at", -1)]
    assert listed == ["dated", "undated", "older"]


async def test_documents_of_earlier_versions_get_the_date_that_lists_sort_by(
    database: Database,
) -> None:
    events = [
        enriched(1),
        *(enriched(number, published=None, timestamp=5_000) for number in range(2, 120)),
        enriched(120, published=None, timestamp=None),
        enriched(121, published=None, timestamp=2**53),
    ]
    await upsert_articles(MongoStore(database), events, NOON)
    before = await database["articles"].find().sort("_id", 1).to_list(None)
    await database["articles"].update_many({}, {"$unset": {"shown_at": ""}})
    await prepare(database)
    after = await database["articles"].find().sort("_id", 1).to_list(None)
    assert after[:-1] == before[:-1]
    assert after[-1]["shown_at"] == NOON, "a date that no calendar has"


async def test_killed_in_the_middle_and_back_nothing_is_lost(own_secantusdb: SecantusDB) -> None:
    events = some_events(5, articles=20)
    batches = [
        [Message(one.model_dump_json().encode()) for one in events[start : start + 10]]
        for start in range(0, len(events), 10)
    ]
    settings = own_secantusdb.settings(impatient=True)
    met: list[Outage] = []
    async with open_stages(StorageSettings(**settings)) as [stage]:
        for number, batch in enumerate(batches):
            if number == 1:
                own_secantusdb.kill()
            handling = asyncio.create_task(outlast(stage.handle, batch, met.append))
            if number % 4 == 1:
                before = len(met)
                await asyncio.sleep(0.01 * (number % 3))
                await asyncio.to_thread(own_secantusdb.kill)
                await until(
                    lambda handling=handling, before=before: handling.done() or met[before:]
                )
                await asyncio.to_thread(own_secantusdb.start)
            assert await handling == [Stored()] * len(batch)
    assert met
    patient = own_secantusdb.settings() | {"mongo_database": settings["mongo_database"]}
    async with connect(Settings(**patient)) as database:
        assert await held(database) == await expected(events)


async def test_an_article_of_our_own_is_stored_read_and_forgotten(database: Database) -> None:
    for _ in range(2):
        assert await can_store(database, NOON)
    for name in await database.list_collection_names():
        assert await database[name].count_documents({}) == 0, name


async def test_a_store_that_refuses_what_it_should_take_is_found_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stricter = {**ARTICLE_SCHEMA, "required": [*ARTICLE_SCHEMA["required"], "not_there"]}
    monkeypatch.setattr(collections, "ARTICLE_SCHEMA", stricter)
    assert not await can_store(database, NOON)
    assert await database["articles"].count_documents({}) == 0


async def test_the_stage_tries_articles_of_its_own(secantusdb: SecantusDB) -> None:
    async with open_stages(StorageSettings(**secantusdb.settings())) as [stage]:
        assert stage.probe is not None
        assert await stage.probe()
