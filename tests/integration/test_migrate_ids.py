"""A store that an earlier version filled becomes what this one would have stored."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from schemas.articles import RawArticle
from services.cli.migration.ids import MigrationReport, migrate
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id
from services.runtime.mongo.client import Database, connect
from services.runtime.settings import Settings
from services.storage.collections import prepare
from services.storage.logic import Document, document
from services.storage.mongo import MongoStore
from services.storage.upsert import upsert_articles
from tests.integration.store import SecantusDB, own_secantusdb, secantusdb
from tests.unit.storage.make import enriched

__all__ = ["own_secantusdb", "secantusdb"]

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)
URL = "https://lindmark.example.com/storm"


def old_id(*parts: str) -> str:
    """As the version before made it."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def stored(key: str, revision: str, timestamp: int, **fields: Any) -> Document:
    """A document as the version before wrote it."""
    made = document(enriched(revision=revision, timestamp=timestamp, **fields))
    for name in ("content", "standing", "last_seen_at"):
        del made[name]
    return made | {"_id": key, "article_id": key, "stored_at": NOON}


def revised(made: Document) -> Document:
    return {**made, "_id": f"{made['article_id']}:{made['revision']}"}


def new_id(**fields: Any) -> str:
    raw = RawArticle(text="-", **fields)
    return article_id(raw, canonical_url(raw.url))


async def fill(database: Database) -> None:
    await prepare(database)
    by_feed = old_id("external_id", "front", "1")
    await database["articles"].insert_many(
        [
            stored(by_feed, "b", 3_000, url=URL, source="front", external_id="1"),
            stored(old_id("url", URL[8:]), "c", 9_000, url=URL),
            stored(old_id("content", "Rain."), "d", 4_000, url=None),
            stored(old_id("external_id", "wire", "7"), "e", 5_000, source="wire", external_id="7",
                   url=None),
        ]
    )  # fmt: skip
    await database["revisions"].insert_one(
        revised(stored(by_feed, "a", 1_000, url=URL, source="front", external_id="1"))
    )


async def all_of(database: Database, name: str) -> dict[str, Document]:
    return {one["_id"]: one async for one in database[name].find()}


async def test_documents_of_one_article_are_joined(secantusdb: SecantusDB) -> None:
    settings = Settings(**secantusdb.settings())
    async with connect(settings) as database:
        await fill(database)
        before = await all_of(database, "articles")
        told = await migrate(settings, dry_run=True)
        assert await all_of(database, "articles") == before
        [example] = told.examples
        assert example[0] == URL
        assert told == MigrationReport(4, 4, 1, 2, 1, told.examples)
        assert await migrate(settings) == told
        articles = await all_of(database, "articles")
        assert set(articles) == {
            new_id(url=URL), new_id(source="wire", external_id="7"), old_id("content", "Rain.")
        }  # fmt: skip
        assert articles[new_id(url=URL)]["body"] == "What revision c says."
        revisions = await all_of(database, "revisions")
        assert sorted(one["body"] for one in revisions.values()) == [
            "What revision a says.", "What revision b says."
        ]  # fmt: skip
        assert {one["article_id"] for one in revisions.values()} == {new_id(url=URL)}
        assert all(one["content"] for one in (*articles.values(), *revisions.values()))
        assert await migrate(settings) == MigrationReport(articles=3)
        assert await all_of(database, "articles") == articles
        assert await all_of(database, "revisions") == revisions


async def test_what_comes_afterwards_finds_its_article(secantusdb: SecantusDB) -> None:
    settings = Settings(**secantusdb.settings())
    async with connect(settings) as database:
        await fill(database)
        await migrate(settings)
        articles = await all_of(database, "articles")
        known = articles[new_id(url=URL)]
        again = enriched(
            revision="c", timestamp=20_000, article_id=known["_id"], url=URL,
            content=known["content"],
        )  # fmt: skip
        assert await upsert_articles(MongoStore(database), [again], NOON) == [None]
        found = await all_of(database, "articles")
        assert found[known["_id"]]["origin"] == known["origin"]
        assert len(await all_of(database, "revisions")) == 2
