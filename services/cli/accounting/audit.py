"""Reads what an audit needs, in the order that keeps it true while everything moves.

First which dead letters were put back and how far every reader has acknowledged, then the topics,
last the store: whatever was acknowledged before we looked has left its trace further on by the
time we look there.
"""

from collections.abc import AsyncIterator, Container, Sequence
from datetime import UTC, datetime

from aiokafka import TopicPartition

from schemas.articles import AcceptedArticle, CleanedArticle, Model, Origin
from schemas.dead_letter import read_dead_letter
from schemas.topics import ACCEPTED, CLEANED, DEAD, ENRICHED, LIVE, RAW, dead_topic
from services.cli.accounting.outcomes import Account, StoredState, TopicEvidence, end_of, key_of
from services.cli.dead_letters.handled_store import COLLECTION, HandledStore
from services.cli.dead_letters.operations import parse_dead_letter
from services.intake.logic import MAX_ARTICLE_BYTES, admit
from services.runtime.kafka.lag import LagReader
from services.runtime.kafka.reader import Record, as_message, consumer, partitions, until_now
from services.runtime.mongo.client import Database, connect, outages
from services.runtime.settings import Settings
from services.runtime.stage import Rejected, decode

LATER: dict[str, type[Model]] = {
    ACCEPTED.name: AcceptedArticle,
    CLEANED.name: CleanedArticle,
    ENRICHED.name: CleanedArticle,
}
"""The topics behind intake, with the least model that names the article's revision."""
DEAD_OF = {dead_topic(topic).name: topic.name for topic in LIVE}
AT = datetime.fromtimestamp(0, UTC)
"""When it was received changes nothing of an article's identity."""


async def audit(settings: Settings) -> Account:
    """Account for every message on ``articles.raw``. Raises Outage if broker or store is away."""
    async with connect(settings) as database:
        with outages():
            replayed = await HandledStore(database[COLLECTION]).replayed()
    async with LagReader(settings) as lag:
        places = [place for topic in LIVE for place in await lag.measure(topic)]
    seen = TopicEvidence({(place.topic, place.partition): place.committed for place in places})
    ends = {
        TopicPartition(place.topic, place.partition): place.end
        for place in places
        if place.topic == RAW.name
    }
    await _look(settings, seen, replayed)
    async with connect(settings) as database:
        return await _account(settings, database, seen, ends)


async def _look(settings: Settings, seen: TopicEvidence, replayed: Container[str]) -> None:
    """Note the dead letters, and what later readers have not acknowledged.

    A letter that was put back on a later topic is no end any more: the article went on from there.
    One of ``articles.raw`` stays one, for what was put back is a message there of its own.
    """
    async with consumer(settings) as reader:
        parts = await partitions(reader, [*LATER, *(topic.name for topic in DEAD)])
        reader.assign(parts)
        first = await reader.beginning_offsets(parts)
        for part in parts:
            reader.seek(part, max(first[part], seen.committed.get((part.topic, part.partition), 0)))
        async for part, records in until_now(reader, parts):
            for record in records:
                if part.topic in LATER:
                    key = _key(record, LATER[part.topic])
                    seen.moving |= {key} if key else set()
                elif letter := read_dead_letter(record.headers):
                    model = LATER.get(DEAD_OF[part.topic])
                    if model and parse_dead_letter(record).id in replayed:
                        continue
                    seen.add_dead_letter(letter, _key(record, model) if model else None)


def _key(record: Record, model: type[Model]) -> str | None:
    article = decode(model, record.value)
    if isinstance(article, AcceptedArticle | CleanedArticle):
        return key_of(article.article_id, article.revision)
    return None


async def _account(
    settings: Settings, database: Database, seen: TopicEvidence, ends: dict[TopicPartition, int]
) -> Account:
    account = Account()
    async for records in _raw(settings, ends):
        messages = [as_message(record) for record in records]
        # What is too large for intake may be so by its setting; then its dead letter says so.
        admitted = [admit(one.value, one.origin, AT, MAX_ARTICLE_BYTES) for one in messages]
        articles = [None if isinstance(one, Rejected) else one for one in admitted]
        keys = {key_of(one.article_id, one.revision) for one in articles if one}
        kept = await _kept(database, keys)
        for message, article in zip(messages, articles, strict=True):
            spot = (message.topic, message.partition, message.offset)
            key = key_of(article.article_id, article.revision) if article else ""
            end = end_of(spot, message.origin, article, kept.get(key, StoredState()), seen)
            account.add(spot, article.article_id if article else None, end)
    return account


async def _raw(
    settings: Settings, ends: dict[TopicPartition, int]
) -> AsyncIterator[Sequence[Record]]:
    """The raw messages that were there when the audit began, a fetch at a time."""
    async with consumer(settings) as reader:
        reader.assign(list(ends))
        async for part, records in until_now(reader, list(ends)):
            yield [record for record in records if record.offset < ends[part]]


async def _kept(database: Database, keys: set[str]) -> dict[str, StoredState]:
    """What the store holds of these keys: the document is looked for last, where it comes last."""
    ids = [key.partition(":")[0] for key in keys]
    with outages():
        ledger = {
            one["_id"]: Origin.model_validate(one["origin"])
            async for one in database["ledger"].find({"_id": {"$in": list(keys)}})
        }
        stored: dict[str, Origin | None] = {}
        shown = {"article_id": True, "revision": True, "origin": True}
        # An article moves from the one to the other: asked in this order, it is not missed.
        for name, wanted in (
            ("articles", {"_id": {"$in": ids}}),
            ("revisions", {"_id": {"$in": list(keys)}}),
        ):
            async for one in database[name].find(wanted, shown):
                origin = one["origin"]
                stored[key_of(one["article_id"], one["revision"])] = (
                    Origin.model_validate(origin) if origin else None
                )
    return {
        key: StoredState(ledger.get(key), stored.get(key), key in stored)
        for key in {*ledger, *stored}
    }
