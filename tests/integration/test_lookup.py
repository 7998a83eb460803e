"""One article is found by every name that a user has for it, whatever became of it."""

import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from schemas.articles import AcceptedArticle, EnrichedArticle, Published
from schemas.dead_letter import DeadLetter, dead_headers
from services.cli.accounting.find_article import find_article
from services.cli.demo.embedded import Embedded, embedded
from services.cli.errors import CommandError
from services.intake.history import LedgerEntry
from services.intake.ledger import MongoLedger
from services.intake.ledger import prepare as prepare_ledger
from services.intake.logic import admit
from services.runtime.kafka.producer import Producer
from services.runtime.kafka.reader import as_message, read_all
from services.runtime.mongo.client import Database, connect
from services.runtime.records import Record
from services.storage.collections import prepare as prepare_articles
from services.storage.mongo import MongoStore
from services.storage.upsert import upsert_articles
from tests.integration.test_cli import Done, wireroom

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
RAW: dict[str, dict[str, Any]] = {
    "stored": {"text": "Rain fell on the harbour all night."},
    "named": {
        "text": "Snow fell.", "url": "https://www.example.com/snow", "source": "wire",
        "external_id": "s/1",
    },
    "moving": {"text": "Wind blew.", "url": "https://example.com/wind"},
    "dead": {"text": "Hail.", "url": "https://example.com/hail"},
    "waiting": {"text": "Fog.", "url": "https://example.com/fog"},
    "empty": {"html": " ", "url": "https://example.com/empty"},
}  # fmt: skip
BROKEN = b'{"text": "cut o'


def value(name: str) -> bytes:
    return json.dumps(RAW[name]).encode()


class World:
    """Articles at every point of their way, put there by hand: no service runs."""

    def __init__(self, parts: Embedded, database: Database, articles: dict[str, Any]) -> None:
        self.parts = parts
        self.database = database
        self.articles: dict[str, AcceptedArticle] = articles
        self.letters: dict[str, str] = {}
        self.origins: dict[str, str] = {}

    def id(self, name: str) -> str:
        return self.articles[name].article_id

    async def find(self, name: str) -> str | None:
        return (await find_article(self.parts.settings, self.database, name)).article_id

    async def run(self, *words: str) -> Done:
        return await wireroom(*words, settings=self.parts.environment)


def letter(service: str, reason: str, topic: str, partition: int, offset: int) -> DeadLetter:
    return DeadLetter(
        service=service, outcome="rejected", reason=reason, error="it holds nothing", attempts=1,
        topic=topic, partition=partition, offset=offset, timestamp=1_000, time=NOON, version="1",
    )  # fmt: skip


def stored_event(article: AcceptedArticle, **fields: Any) -> EnrichedArticle:
    raw = article.raw
    return EnrichedArticle(
        article_id=article.article_id, revision=article.revision, origin=article.origin,
        url=article.canonical_url, source=raw.source, external_id=raw.external_id,
        body=raw.text or "", event_id=f"{1:032x}", title=f"Title of {raw.text}", **fields,
    )  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[World]:
    async with embedded([]) as parts, connect(parts.settings) as database:
        yield await fill(parts, database)


async def fill(parts: Embedded, database: Database) -> World:
    raw = [*(value(name) for name in RAW), BROKEN, value("stored")]
    async with Producer(parts.settings) as producer:
        assert not any(await producer.send_all([Record("articles.raw", b"k", one) for one in raw]))
        records = [record async for record in read_all(parts.settings, ["articles.raw"])]
        world = World(parts, database, {})
        dead: dict[str, Record] = {}
        for record in records:
            article = admit(record.value, as_message(record).origin, NOON)
            place = ("articles.raw", record.partition, record.offset)
            name = next((one for one in RAW if value(one) == record.value), "broken")
            if isinstance(article, AcceptedArticle):
                world.articles.setdefault(name, article)
                world.origins.setdefault(name, "/".join(map(str, place)))
            else:
                reason = "bad_json" if name == "broken" else "no_content"
                headers = tuple(dead_headers((), letter("intake", reason, *place)))
                dead[name] = Record("articles.raw.dead", b"k", record.value, headers)
        known = ("stored", "named", "moving", "dead")
        later = [
            Record(
                "articles.accepted",
                world.id(name).encode(),
                world.articles[name].model_dump_json().encode(),
            )
            for name in known
        ]
        hail = later[known.index("dead")]
        headers = tuple(dead_headers((), letter("cleaning", "no_article", hail.topic, 0, 999)))
        dead["dead"] = Record("articles.accepted.dead", hail.key, hail.value, headers)
        # What a service beside the main way could not do is no end of an article.
        beside = tuple(dead_headers((), letter("scoring", "unexpected", "articles.enriched", 0, 0)))
        dead["side"] = Record("articles.enriched.dead", b"k", later[0].value, beside)
        assert not any(await producer.send_all([*later, *dead.values()]))
    topics = sorted({one.topic for one in dead.values()})
    async for record in read_all(parts.settings, topics):
        name = next(
            key
            for key, one in dead.items()
            if (one.topic, one.value) == (record.topic, record.value)
        )
        world.letters[name] = f"{record.topic}/{record.partition}/{record.offset}"
    await prepare_ledger(database, 30)
    await prepare_articles(database)
    # Of now: the store drops what is older than these 30 days within a minute.
    ledger = MongoLedger(database, lambda: datetime.now(UTC))
    entries = [world.articles[name] for name in known]
    assert all(
        await ledger.admit(
            [LedgerEntry(one.article_id, one.revision, one.origin) for one in entries]
        )
    )
    published = Published(value="2026-03-04", precision="day", method="test", confidence=1.0)
    events = [
        stored_event(world.articles["stored"], published=published),
        stored_event(world.articles["named"], warnings=["no_published"]),
    ]
    assert await upsert_articles(MongoStore(database), events, NOON) == [None, None]
    return world


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("name", ["stored", "named", "moving", "dead", "waiting"])
async def test_an_id_finds_an_article_wherever_it_is(world: World, name: str) -> None:
    for digits in (world.id(name), world.id(name)[:12], world.id(name)[:8].upper()):
        assert await world.find(digits) == world.id(name)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("https://www.example.com/snow", "named"),
        ("example.com/snow?utm_source=mail", "named"),
        ("s/1", "named"),
        ("wire/s/1", "named"),
        ("http://www.example.com/wind#top", "moving"),
        ("https://example.com/hail", "dead"),
        ("https://example.com/fog", "waiting"),
    ],
)
async def test_an_address_or_the_publishers_id_finds_it(
    world: World, given: str, name: str
) -> None:
    assert await world.find(given) == world.id(name)


@pytest.mark.parametrize("name", ["stored", "dead", "waiting"])
async def test_a_message_finds_its_article(world: World, name: str) -> None:
    assert await world.find(world.origins[name]) == world.id(name)


async def test_a_dead_letter_finds_its_article_or_its_message(world: World) -> None:
    assert await world.find(world.letters["dead"]) == world.id("dead")
    for name in ("broken", "empty"):
        found = await find_article(world.parts.settings, world.database, world.letters[name])
        assert found.article_id is None
        assert len(found.positions) == 1


async def test_a_file_finds_what_publishing_it_gave(world: World, tmp_path: Path) -> None:
    (tmp_path / "rain.txt").write_text(RAW["stored"]["text"] + "\n")
    assert await world.find(str(tmp_path / "rain.txt")) == world.id("stored")
    # Published with an address, which the file does not tell: its content does.
    (tmp_path / "fog.txt").write_text(RAW["waiting"]["text"])
    assert await world.find(str(tmp_path / "fog.txt")) == world.id("waiting")
    lines = [value("moving"), BROKEN, value("waiting")]
    (tmp_path / "some.jsonl").write_bytes(b"\n".join(lines))
    some = str(tmp_path / "some.jsonl")
    assert await world.find(f"{some}:1") == world.id("moving")
    assert await world.find(f"{some}:3") == world.id("waiting")
    broken = await find_article(world.parts.settings, world.database, f"{some}:2")
    assert len(broken.positions) >= 1
    assert broken.article_id is None
    with pytest.raises(CommandError, match=r"holds several articles; name one: .*:1, .*:3"):
        await world.find(some)
    (tmp_path / "other.txt").write_text("Never published.")
    with pytest.raises(CommandError, match="no article of this content was published"):
        await world.find(str(tmp_path / "other.txt"))


async def test_a_message_that_holds_no_article_is_found_by_what_it_says(world: World) -> None:
    found = await find_article(world.parts.settings, world.database, RAW["empty"]["url"])
    assert found.article_id is None
    assert found.positions


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("abc", "8 characters or more"),
        ("page-nobody-saved.html", "no such file, and no topic and no collection knows this name"),
        (sys.executable, "not a .txt, .html, .json, .xml, .csv, .warc or .eml file, and no topic"),
        ("f" * 32, "no topic and no collection knows it"),
        ("https://example.com/nowhere", "no topic and no collection knows it"),
        ("articles.cleaned/0/77", "no such message"),
        ("articles.raw.dead/0/999", "no such message"),
    ],
)
async def test_what_nobody_knows_is_one_line(world: World, given: str, words: str) -> None:
    with pytest.raises(CommandError, match=words) as raised:
        await world.find(given)
    assert "\n" not in str(raised.value)


async def test_a_name_that_fits_several_names_them(world: World) -> None:
    twins = [f"abcdef00{number:024x}" for number in range(2)]
    await world.database["articles"].insert_many(
        [
            {
                "_id": one, "article_id": one, "order": one, "event_id": one, "body": "x",
                "entity_ids": [], "stored_at": NOON, "title": f"Twin {one[-1]}",
                "domain": "example.org", "url": "https://example.org/both", "external_id": "both",
            }
            for one in twins
        ]
    )  # fmt: skip
    for given in ("abcdef00", "both", "https://example.org/both"):
        with pytest.raises(CommandError, match="fits 2 articles") as raised:
            await world.find(given)
        line = str(raised.value)
        assert '"Twin 0", example.org' in line
        assert '"Twin 1", example.org' in line
        assert "\n" not in line
    assert await world.find(twins[1]) == twins[1]
    done = await world.run("show", "abcdef00")
    assert (done.code, done.out) == (1, b"")
    assert done.said.startswith("wireroom: abcdef00 fits 2 articles; name one by its id: ")
    await world.database["articles"].delete_many({"_id": {"$in": twins}})


async def test_show_reads_an_article(world: World) -> None:
    done = await world.run("show", world.id("stored")[:12])
    assert (done.code, done.said) == (0, "")
    lines = done.out.decode().splitlines()
    assert lines[0] == f"Title of {RAW['stored']['text']}"
    assert lines[1].startswith("4 March 2026")
    assert RAW["stored"]["text"] in lines
    assert any(world.origins["stored"] in line for line in lines)
    as_json = await world.run("show", "wire/s/1", "--json")
    document = json.loads(as_json.out)
    assert document["_id"] == world.id("named")
    assert document["shown_at"] is not None
    assert document["stored_at"] == "2026-03-04T12:00:00Z"
    assert as_json.out.count(b"\n") == 1


async def test_show_says_where_an_article_is_that_is_not_stored(world: World) -> None:
    dead = await world.run("show", "https://example.com/hail")
    assert (dead.code, dead.out) == (1, b"")
    first, *rest = dead.said.splitlines()
    assert first == (
        "wireroom: https://example.com/hail is not in the store: rejected by cleaning: "
        "no_article: it holds nothing (was articles.accepted/0/999)"
    )
    for words in ("dead show", "dead replay"):
        assert any(f"{words} {world.letters['dead']}" in line for line in rest)
    moving = await world.run("show", world.id("moving")[:8])
    assert moving.code == 1
    assert "in flight: last admitted by intake, on articles.accepted/" in moving.said
    waiting = await world.run("show", "https://example.com/fog")
    assert waiting.code == 1
    assert "waiting for intake on articles.raw/" in waiting.said


async def test_explain_tells_the_way_and_what_to_do_next(world: World) -> None:
    done = await world.run("explain", world.origins["stored"], "--json")
    steps = [json.loads(line) for line in done.out.splitlines()]
    told = [(one["service"], one["outcome"]) for one in steps]
    for one in (
        ("publisher", "published"),
        ("intake", "dropped"),
        ("intake", "admitted"),
        ("storage", "stored"),
        ("scoring", "rejected"),
    ):
        assert one in told
    broken = await world.run("explain", world.letters["broken"])
    assert broken.code == 0
    lines = broken.out.decode().splitlines()
    assert lines[0] == "article  none: no message of it holds one"
    assert lines[1].startswith("now      rejected by intake: bad_json")
    assert f"dead show {world.letters['broken']}" in broken.said


async def test_audit_names_each_end_with_its_service_and_reason(world: World) -> None:
    done = await world.run("audit", "--list", "--json")
    *rows, total = [json.loads(line) for line in done.out.splitlines()]
    ends = {
        (one["end"], one["service"], one["reason"])
        for one in rows
        if one["article_id"] != world.id("waiting")
    }
    assert ends >= {
        ("stored", None, None),
        ("rejected", "intake", "bad_json"),
        ("rejected", "intake", "no_content"),
        ("rejected", "cleaning", "no_article"),
    }
    [stored, again] = [one for one in rows if one["article_id"] == world.id("stored")]
    assert {stored["end"], again["end"]} == {"stored", "in_flight"}, "no service has read it yet"
    assert total["in"] == len(rows) == len(RAW) + 2
    assert total["rejected"] == 3
    assert {"service": "scoring", "waiting": 0, "rejected": 1, "failed": 0} in total["branches"]
    table = await world.run("audit", "--list")
    assert f"{world.origins['dead']}\t{world.id('dead')}\trejected by cleaning: no_article" in (
        table.out.decode().splitlines()
    )


async def test_dead_letters_in_json(world: World) -> None:
    done = await world.run("dead", "list", "--json")
    rows = {(one["service"], one["reason"]): one for one in map(json.loads, done.out.splitlines())}
    assert rows["intake", "bad_json"]["count"] == 1
    assert rows["intake", "bad_json"]["example"] == world.letters["broken"]
    ids = await world.run("dead", "list", "--ids", "--json", "--service", "cleaning")
    [one] = map(json.loads, ids.out.splitlines())
    assert (one["id"], one["error"]) == (world.letters["dead"], "it holds nothing")
    dry = await world.run("dead", "replay", world.letters["broken"], "--dry-run", "--json")
    [one] = map(json.loads, dry.out.splitlines())
    assert (one["id"], one["outcome"], one["reason"]) == (
        world.letters["broken"], "rejected", "bad_json",
    )  # fmt: skip


async def test_what_is_away_names_its_variable(world: World) -> None:
    settings = world.parts.environment
    nowhere = {"WIREROOM_MONGO": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"}
    for command in (("show", "x" * 9), ("audit",)):
        done = await wireroom(*command, settings=settings | nowhere)
        assert done.code == 1
        [line] = [one for one in done.said.splitlines() if one.startswith("wireroom: ")]
        assert line.endswith("(WIREROOM_MONGO)")
    without = {**settings, "WIREROOM_KAFKA": "127.0.0.1:9"}
    found = await wireroom("show", world.id("stored"), settings=without)
    assert found.code == 0, "what the store has needs no broker"
    done = await wireroom("show", "0" * 32, settings=without)
    assert done.code == 1
    assert "not found in the store, and no Kafka broker answers at 127.0.0.1:9" in done.said
