"""Intake's ledger on a real store."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.app import IntakeSettings, open_stages
from services.intake.history import LedgerEntry
from services.intake.ledger import MongoLedger, prepare
from services.runtime.mongo.client import connect
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.stage import Message
from services.storage.mongo import MongoStore
from services.storage.upsert import upsert_articles
from tests.integration.store import SecantusDB, outlast, own_secantusdb, secantusdb
from tests.unit.intake.ledger_behaviour import LedgerBehaviour, entry
from tests.unit.intake.test_history import any_order, check, messages
from tests.unit.storage.make import enriched

__all__ = ["own_secantusdb", "secantusdb"]

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


class TestMongoLedger(LedgerBehaviour):
    @pytest.fixture
    async def ledger(self, secantusdb: SecantusDB) -> AsyncIterator[MongoLedger]:
        async with connect(Settings(**secantusdb.settings())) as database:
            await prepare(database, 30)
            yield MongoLedger(database, lambda: NOON)


@given(messages, st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_order_the_current_one_is_what_was_said_last(
    secantusdb: SecantusDB, found: list[LedgerEntry], data: st.DataObject
) -> None:
    arriving = data.draw(any_order(found))
    name = uuid.uuid4().hex
    async with connect(Settings(**secantusdb.settings())) as database:
        ledger = MongoLedger(database, lambda: NOON)
        sent = [replace(one, article_id=name) for one in arriving]
        standings = [answer for one in sent for answer in await ledger.admit([one])]
        check(found, arriving, standings)
        assert await ledger.admit(sent) == standings, "all of it, delivered again"


async def test_what_was_deleted_from_the_store_may_come_again(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        await prepare(database, 30)
        ledger, store = MongoLedger(database, lambda: NOON), MongoStore(database)
        article = enriched()
        key = f"{article.article_id}:1"
        await ledger.admit([entry(key, 1)])
        assert await ledger.admit([entry(key, 2)]) == [None], "on its way to the store"
        for offset in (10, 20):
            assert await upsert_articles(store, [article], NOON) == [None]
            assert await ledger.admit([entry(key, offset)]) == [None]
            await database["articles"].delete_one({"_id": article.article_id})
            again = [entry(key, offset + 1), entry(key, offset + 2)]
            assert await ledger.admit(again) == ["current", None]
            assert await ledger.admit(again) == ["current", None], "delivered again"


async def test_the_time_to_forget_follows_the_setting(secantusdb: SecantusDB) -> None:
    async with connect(Settings(**secantusdb.settings())) as database:
        for days in (30, 30, 7):
            await prepare(database, days)
            indexes = await database["ledger"].list_indexes().to_list(None)
            assert [(dict(one["key"]), one.get("expireAfterSeconds")) for one in indexes] == [
                ({"_id": 1}, None),
                ({"seen_at": 1}, days * 86_400),
            ]


async def test_killed_and_back_it_still_knows(own_secantusdb: SecantusDB) -> None:
    settings = IntakeSettings(**own_secantusdb.settings(impatient=True))
    batch = [
        Message(b'{"text": "%d"}' % number, topic="articles.raw", offset=number)
        for number in range(50)
    ]
    copies = [Message(one.value, topic="articles.raw", offset=100) for one in batch]
    async with open_stages(settings) as [stage]:
        first = await outlast(stage.handle, batch)
        own_secantusdb.kill()
        with pytest.raises(Outage, match="mongo is away"):
            await stage.handle(batch)
        own_secantusdb.start()
        assert [one.name for one in await outlast(stage.handle, copies)] == ["dropped"] * 50
        again = await outlast(stage.handle, batch)
        assert [one.name for one in again] == [one.name for one in first] == ["published"] * 50


async def test_a_stage_is_not_opened_without_its_store() -> None:
    settings = IntakeSettings(mongo="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200")
    with pytest.raises(Outage, match="Connection refused"):
        async with open_stages(settings):
            pytest.fail("opened")


async def test_the_stage_tries_articles_of_its_own_and_leaves_the_ledger_alone(
    secantusdb: SecantusDB,
) -> None:
    settings = IntakeSettings(**secantusdb.settings())
    async with open_stages(settings) as [stage], connect(settings) as database:
        assert stage.probe is not None
        for _ in range(2):
            assert await stage.probe()
        assert await database["ledger"].count_documents({}) == 0
        [tried] = await database["probes.ledger"].find().to_list(None)
        assert len(tried["revisions"]) == 1
