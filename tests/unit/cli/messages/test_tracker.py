"""What the store says of an article is believed only where it is about the message published."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaConnectionError
from aiokafka.structs import OffsetAndMetadata

from schemas.articles import Origin
from services.cli.messages.progress import ArticleProgress
from services.cli.messages.tracker import EndTracker
from services.runtime.mongo.client import READ_AT_ONCE
from services.runtime.retry import Outage
from services.storage.logic import arrival

REVISION = "r1"
KEY = f"a1:{REVISION}"


def at(offset: int, timestamp: int = 1_000_000) -> Origin:
    return Origin(topic="articles.raw", partition=2, offset=offset, timestamp=timestamp)


class Collection:
    def __init__(self) -> None:
        self.origins: dict[str, Origin | None] = {}
        self.asked: list[int] = []

    async def find(
        self, query: dict[str, Any], shown: dict[str, Any]
    ) -> AsyncIterator[dict[str, Any]]:
        assert "body" not in shown, "documents are large"
        [(_, wanted)] = query.items()
        ids: Iterable[str] = wanted["$in"]
        self.asked.append(len(list(ids)))
        for one in ids:
            if one in self.origins:
                yield record(one, self.origins[one])


def record(article_id: str, origin: Origin | None) -> dict[str, Any]:
    """As the ledger and the store keep it, in one."""
    return {
        "_id": article_id,
        "article_id": article_id,
        "revision": REVISION,
        "origin": origin.model_dump() if origin else None,
        "order": f"{arrival(origin) if origin else ''}/",
        "revisions": [
            {
                "revision": REVISION,
                "origin": origin.model_dump(),
                "since": list(origin.order),
                "until": list(origin.order),
            }
        ]
        if origin
        else [],
    }


class Admin:
    """Says how far intake has acknowledged partition 2."""

    def __init__(self) -> None:
        self.acknowledged = 0
        self.error: Exception | None = None

    async def list_consumer_group_offsets(
        self, group: str, partitions: list[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        assert group == "wireroom-intake"
        if self.error is not None:
            raise self.error
        return {part: OffsetAndMetadata(self.acknowledged, "") for part in partitions}


class Fixture:
    def __init__(self) -> None:
        self.ledger, self.articles, self.revisions = Collection(), Collection(), Collection()
        self.admin = Admin()
        database: Any = {
            "ledger": self.ledger,
            "articles": self.articles,
            "revisions": self.revisions,
        }
        reader: Any = None
        admin: Any = self.admin
        self.tracker = EndTracker(database, reader, admin, [TopicPartition("articles.raw", 2)])
        self.way = ArticleProgress("file", KEY, at(7))

    async def outcome(self) -> str:
        await self.tracker.read_store([self.way])
        return self.way.outcome


@pytest.fixture
def store() -> Fixture:
    return Fixture()


async def test_an_article_is_admitted_then_stored_then_an_earlier_revision(
    store: Fixture,
) -> None:
    assert await store.outcome() == "unfinished"
    store.ledger.origins["a1"] = at(7)
    assert await store.outcome() == "unfinished"
    assert store.way.reached == "admitted"
    store.articles.origins["a1"] = at(7)
    assert await store.outcome() == "stored"
    assert store.way.reason == ""
    store.articles.origins["a1"] = at(8)
    store.revisions.origins["a1"] = at(7)
    assert await store.outcome() == "stored"
    assert store.way.reason == "an earlier revision"


async def test_a_duplicate_is_one_only_after_intake_is_done_with_it(store: Fixture) -> None:
    store.ledger.origins["a1"] = at(3)
    store.articles.origins["a1"] = at(3)
    store.admin.acknowledged = 7
    assert await store.outcome() == "unfinished"
    store.admin.acknowledged = 8
    assert await store.outcome() == "duplicate"


@pytest.mark.parametrize("older", [at(3), at(7, 0), None])
async def test_a_document_of_another_message_is_not_ours(
    store: Fixture, older: Origin | None
) -> None:
    store.ledger.origins["a1"] = at(7)
    store.articles.origins["a1"] = store.revisions.origins["a1"] = older
    assert await store.outcome() == "unfinished"


async def test_a_group_that_is_new_has_acknowledged_nothing(store: Fixture) -> None:
    store.ledger.origins["a1"] = at(3)
    store.admin.error = GroupCoordinatorNotAvailableError()
    assert await store.outcome() == "unfinished"
    store.admin.error = KafkaConnectionError("gone")
    with pytest.raises(Outage, match="kafka is away"):
        await store.outcome()


async def test_what_intake_will_reject_is_not_looked_for(store: Fixture) -> None:
    await store.tracker.read_store([ArticleProgress("file", None, at(1))])
    assert store.ledger.asked == []


async def test_many_articles_are_asked_for_in_parts(store: Fixture) -> None:
    ways = [ArticleProgress("file", f"a{n}:r", at(n)) for n in range(2 * READ_AT_ONCE + 1)]
    await store.tracker.read_store(ways)
    assert store.articles.asked == [READ_AT_ONCE, READ_AT_ONCE, 1]
