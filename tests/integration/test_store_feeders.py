"""Feeders on a real store: two replicas share the work, and what is interrupted is sent again."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from schemas.articles import Origin, RawArticle
from services.feeders.fetcher import Answer, FetchFailed
from services.feeders.poller import Poller
from services.feeders.settings import FeedersSettings
from services.feeders.state import State, new_source
from services.runtime.mongo.client import connect
from services.runtime.records import Record
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.integration.store import SecantusDB, secantusdb

__all__ = ["secantusdb"]

FEED = "https://n.example/feed"
ITEM = "<item><link>https://n.example/{0}</link><title>T{0}</title></item>"
SETTINGS = FeedersSettings(feeders_host_gap=0)


class World:
    """A web of two feeds that name the same pages, a broker, and a clock."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 26, 12, tzinfo=UTC)
        self.pages = ["1", "2", "3"]
        self.asked: list[str] = []
        self.conditions: list[dict[str, str]] = []
        self.sent: list[str] = []
        self.broker_away = False

    async def get(self, url: str, headers: dict[str, str]) -> Answer:
        self.asked.append(url)
        if url.startswith(FEED):
            self.conditions.append(headers)
            items = "".join(map(ITEM.format, self.pages))
            etag = f'"{len(self.pages)}"'
            if headers.get("if-none-match") == etag:
                return Answer(304, url, {}, b"")
            body = f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>"
            return Answer(200, url, {"etag": etag}, body.encode())
        if url.endswith("robots.txt"):
            return Answer(200, url, {}, b"User-agent: *\nDisallow: /3")
        if url.endswith("/broken"):
            raise FetchFailed("endless")
        return Answer(200, url, {"content-type": "text/html"}, b"<p>page</p>")

    async def write(self, records: Sequence[Record]) -> list[Origin | Exception]:
        if self.broker_away:
            raise Outage("kafka", "away")
        found = [RawArticle.model_validate_json(one.value or b"") for one in records]
        self.sent += [one.url or "" for one in found]
        return [Origin(topic="articles.raw", partition=0, offset=0, timestamp=0) for _ in found]


@pytest.fixture
async def state(secantusdb: SecantusDB) -> AsyncIterator[State]:
    async with connect(Settings(**secantusdb.settings())) as database:
        for name in ("sources", "sources.seen", "sources.hosts"):
            await database.drop_collection(name)
        state = State(database)
        await state.prepare()
        yield state


def poller(state: State, world: World) -> Poller:
    return Poller(SETTINGS, state, world.get, world.write, lambda: world.now)


async def test_each_page_is_fetched_and_sent_once(state: State) -> None:
    world = World()
    for url in (FEED, f"{FEED}2"):
        assert await state.add(new_source(url, "n.example", world.now))
    assert not await state.add(new_source(FEED, "n.example", world.now))
    one, other = poller(state, world), poller(state, world)
    assert [await one.poll_next(), await other.poll_next()] == [True, True]
    assert not await one.poll_next(), "both were polled"
    assert sorted(world.sent) == ["https://n.example/1", "https://n.example/2"]
    assert world.asked.count("https://n.example/1") == 1
    assert "https://n.example/3" not in world.asked, "robots.txt"
    world.now += timedelta(hours=1)
    world.pages.append("4")
    assert await other.poll_next()
    assert world.conditions[-1] == {"if-none-match": '"3"'}
    assert sorted(world.sent)[2:] == ["https://n.example/4"]
    world.now += timedelta(hours=1)
    assert await one.poll_next()
    assert await one.poll_next()
    assert world.sent.count("https://n.example/4") == 1


async def test_what_the_broker_did_not_take_is_sent_when_it_is_back(state: State) -> None:
    world = World()
    await state.add(new_source(FEED, "n.example", world.now))
    world.broker_away = True
    with pytest.raises(Outage):
        await poller(state, world).poll_next()
    world.broker_away = False
    assert not await poller(state, world).poll_next(), "the lease of the one that broke off"
    world.now += timedelta(minutes=11)
    assert await poller(state, world).poll_next()
    assert sorted(world.sent) == ["https://n.example/1", "https://n.example/2"]


async def test_a_page_that_fails_is_tried_again_and_nothing_else_waits(state: State) -> None:
    world = World()
    world.pages = ["broken", "1"]
    await state.add(new_source(FEED, "n.example", world.now))
    replica = poller(state, world)
    for _ in range(3):
        assert await replica.poll_next()
        world.now += timedelta(days=1)
    assert world.sent == ["https://n.example/1"]
    assert world.asked.count("https://n.example/broken") == 3
    [source] = await state.sources()
    assert source["failures"] == 0


async def test_a_host_has_one_turn_at_a_time(state: State) -> None:
    now = datetime(2026, 1, 26, 12, tzinfo=UTC)
    assert await state.turn("n.example", 5, now) == 0
    assert 0 < await state.turn("n.example", 5, now) <= 5
    assert await state.turn("other.example", 5, now) == 0
    await state.rest("n.example", now + timedelta(hours=1))
    assert await state.turn("n.example", 5, now + timedelta(minutes=1)) > 3000
