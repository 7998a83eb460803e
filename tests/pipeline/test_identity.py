"""What makes one article, and what is a revision of it, from raw messages to documents."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from schemas.topics import ENRICHED, RAW
from services.cleaning import pool_work as cleaning
from services.intake.app import IntakeSettings, intake
from services.runtime.records import Record
from services.runtime.stage import Published
from services.runtime.testing import MemoryBroker
from services.storage.app import storage
from services.storage.logic import Document
from tests.pipeline.road import ACCEPTED, CLEANED, NOW, Road, in_process

BODY = (
    "The harbour of Lindmark was closed on Monday after a storm tore two ferries from their piers. "
    "Nobody was hurt, the coast guard said.",
    "Repairs will take until Friday, the port's director told reporters at the quay. Until then "
    "freight goes by road.",
)
URL = "https://lindmark.example.com/2031/05/storm"


def text_of(*paragraphs: str, title: str = "Storm Closes the Harbour of Lindmark") -> str:
    return "\n\n".join((title, *(paragraphs or BODY)))


class Newsroom:
    """The pipeline without a model, and one publisher who sends in order."""

    def __init__(self, **settings: Any) -> None:
        self._at = NOW.timestamp()
        broker = MemoryBroker(partitions=1, now=self._now)
        self.road = Road(broker)
        self.road.stages = [
            intake(IntakeSettings(**settings), self.road.ledger, lambda: NOW),
            in_process("cleaning", ACCEPTED, CLEANED, cleaning.work()),
            in_process("tagging", CLEANED, ENRICHED, self._tagged),
            storage(self.road.store, lambda: NOW),
        ]

    def _now(self) -> float:
        self._at += 60
        return self._at

    @staticmethod
    def _tagged(values: Sequence[bytes | None]) -> list[Any]:
        """As tagging would publish them, without entities."""
        events = [json.loads(value or b"") for value in values]
        return [
            Published(
                (
                    one["article_id"]
                    if "standing" not in one
                    else f"{one['article_id']}:{one['revision']}"
                ).encode(),
                json.dumps({**one, "event_id": f"{one['article_id']}{one['origin']}"}).encode(),
            )
            for one in events
        ]

    async def send(self, *articles: dict[str, Any]) -> None:
        """Publish these and carry them to their ends."""
        for one in articles:
            await self.road.broker.deliver([Record(RAW.name, None, json.dumps(one).encode())])
            await self.road.run()

    def deliver_again(self) -> None:
        """From now on nothing counts as acknowledged."""
        again = MemoryBroker(partitions=1, now=self._now)
        again._logs = self.road.broker._logs
        self.road.broker = again

    @property
    def articles(self) -> list[Document]:
        return list(self.road.store.articles.values())

    @property
    def article(self) -> Document:
        [only] = self.articles
        return only

    @property
    def revisions(self) -> list[Document]:
        return sorted(self.road.store.revisions.values(), key=lambda one: str(one["order"]))


def held(newsroom: Newsroom) -> str:
    """All that the store holds."""
    store = newsroom.road.store
    return json.dumps([store.articles, store.revisions], default=str, sort_keys=True)


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


async def test_what_is_said_again_after_something_else_is_current(newsroom: Newsroom) -> None:
    first, other = text_of(), text_of("The port is open again, its director said on Friday.")
    await newsroom.send(*({"url": URL, "text": one} for one in (first, other, first, first)))
    assert [one["body"] for one in newsroom.revisions] == [
        "\n\n".join(BODY), "The port is open again, its director said on Friday."
    ]  # fmt: skip
    assert newsroom.article["body"] == "\n\n".join(BODY)


async def test_fetches_that_a_reader_cant_tell_apart_are_one_revision(
    newsroom: Newsroom,
) -> None:
    def page(**fetch: str) -> dict[str, Any]:
        around = {"views": "17", "nonce": "a1", "box": "Tram Line Opens", "ago": "3 min ago"}
        around |= fetch
        paragraphs = "".join(f"<p>{one}</p>" for one in BODY)
        html = (
            f"<html><head><title>Storm Closes the Harbour of Lindmark</title>"
            f"<script nonce='{around['nonce']}'>var views = {around['views']};</script></head>"
            f"<body><article><h1>Storm Closes the Harbour of Lindmark</h1>"
            f"<p class='meta'>{around['ago']} · {around['views']} views</p>{paragraphs}</article>"
            f"<aside><h2>Related</h2><a href='/t'>{around['box']}</a></aside></body></html>"
        )
        return {"url": URL, "html": html, "fetched_at": "2026-01-01T10:00:00Z"}

    await newsroom.send(
        page(),
        page(views="18"),
        page(nonce="b2"),
        page(box="Museum Finds a Map"),
        page(ago="5 min ago") | {"fetched_at": "2026-01-01T10:02:00+00:00", "language": "EN"},
    )
    assert newsroom.revisions == []
    article = newsroom.article
    assert article["origin"]["offset"] == 0
    last = newsroom.road.broker.messages(RAW.name)[-1]
    assert article["last_seen_at"].timestamp() * 1000 == last.timestamp
    contents = {
        json.loads(one.value or b"")["content"]
        for one in newsroom.road.broker.messages(ENRICHED.name)
    }
    assert contents == {article["content"]}, "a reader can pass over what is unchanged"


@pytest.mark.parametrize("correction", [{"authors": ["Ana Costa"]}, {"meta": {"desk": "city"}}])
async def test_corrected_fields_are_a_revision(
    newsroom: Newsroom, correction: dict[str, Any]
) -> None:
    sent = {"url": URL, "text": text_of()}
    await newsroom.send(sent, {**sent, **correction})
    assert len(newsroom.revisions) == 1


async def test_another_sources_text_is_its_version(newsroom: Newsroom) -> None:
    ours = {"url": URL, "source": "lindmark", "text": text_of()}
    theirs = {"url": URL, "source": "copier", "text": text_of("The storm never was. Buy here now.")}
    await newsroom.send(ours, theirs, theirs)
    assert newsroom.article["source"] == "lindmark"
    [version] = newsroom.revisions
    assert (version["source"], version["standing"]) == ("copier", "other_source")
    again = ours | {"text": text_of("The port is open again, its director said on Friday.")}
    await newsroom.send(again)
    assert newsroom.article["body"].startswith("The port is open")
    keys = [one.key for one in newsroom.road.broker.messages(ENRICHED.name)]
    assert len(set(keys)) == 2, "compaction must not put a version in the article's place"


async def test_where_nobody_names_a_source_the_later_one_is_current(newsroom: Newsroom) -> None:
    await newsroom.send(
        {"url": URL, "text": text_of()},
        {"url": URL, "text": text_of("The port is open again, its director said on Friday.")},
    )
    assert newsroom.article["body"].startswith("The port is open")


async def test_where_all_may_write_the_later_one_is_current() -> None:
    newsroom = Newsroom(ownership="open")
    await newsroom.send(
        {"url": URL, "source": "one", "text": text_of()},
        {"url": URL, "source": "two", "text": text_of("The port is open again, he said.")},
    )
    assert newsroom.article["source"] == "two"


async def test_two_feeds_with_ids_of_their_own_are_one_article(newsroom: Newsroom) -> None:
    for number, source in enumerate(("front", "city")):
        await newsroom.send(
            {"url": URL, "source": source, "external_id": f"{number}", "text": text_of()}
        )
    assert len(newsroom.articles) == 1


async def test_a_redelivery_changes_nothing() -> None:
    newsroom = Newsroom()
    sent = [{"url": URL, "text": text_of(one)} for one in (BODY[0], BODY[1], BODY[0])]
    await newsroom.send(*sent)
    before = held(newsroom)
    newsroom.deliver_again()
    await newsroom.road.run()
    assert held(newsroom) == before
