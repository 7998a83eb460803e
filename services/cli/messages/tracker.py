"""Looks for the ends of published articles: dead letters on the topics, the rest in the store.

Nothing is read from its beginning, and an article's key and message are known from its publication,
so that it costs the same on a large cluster as on a new one.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from schemas.articles import Origin
from schemas.topics import RAW
from services.cli.messages.progress import ArticleProgress, ProgressTracker
from services.cli.messages.topic_admin import admin_client
from services.cli.messages.waiting import tell_missing
from services.intake.registration import SERVICE as INTAKE
from services.runtime.kafka.client import group_id
from services.runtime.kafka.reader import consumer, ends_of, partitions
from services.runtime.mongo.client import READ_AT_ONCE, Database, connect, outages
from services.runtime.registration import topology
from services.runtime.retry import Outage
from services.runtime.settings import Settings

POLL_MS = 200
AT_ONCE = 500
"""Articles that are looked for in the store in one go."""


class EndTracker:
    """Follows the articles of ``progress``; made by ``tracking``."""

    def __init__(
        self,
        database: Database,
        reader: AIOKafkaConsumer,
        admin: AIOKafkaAdminClient,
        raw: Sequence[TopicPartition],
    ) -> None:
        self.progress = ProgressTracker()
        self._database = database
        self._reader = reader
        self._admin = admin
        self._raw = raw

    async def read_topics(self, timeout_ms: int = POLL_MS) -> None:
        """Note what has come on the topics; wait so many milliseconds for something to come."""
        for part, records in (await self._reader.getmany(timeout_ms=timeout_ms)).items():
            for record in records:
                self.progress.see(part.topic, record.headers, record.value)

    async def read_store(self, ways: Iterable[ArticleProgress]) -> None:
        """Note what the store says of these articles. Raises Outage."""
        asked = [
            (way, way.key, way.origin)
            for way in ways
            if way.key is not None and way.origin is not None and way.letter is None
        ]
        keys = {key for _, key, _ in asked}
        with outages():
            ledger = await self._origins("ledger", keys)
            # An article moves from the one to the other: asked in this order, it is not missed.
            current = await self._origins("articles", {article_of(key) for key in keys})
            earlier = await self._origins("revisions", keys)
        theirs = any(key in ledger and not way.is_ours(ledger[key]) for way, key, _ in asked)
        acknowledged = await self._acknowledged() if theirs else {}
        for way, key, origin in asked:
            if way.is_ours(ledger.get(key)):
                way.reached = "admitted" if way.reached == "published" else way.reached
                if way.is_ours(current.get(article_of(key))):
                    way.stored = "articles"
                if way.is_ours(earlier.get(key)):
                    way.stored = "revisions"
            elif key in ledger and origin.offset < acknowledged.get(origin.partition, 0):
                way.admitted = ledger[key]

    async def _origins(self, name: str, ids: Collection[str]) -> dict[str, Origin]:
        """The message that each document of a collection came in, by ``_id``."""
        wanted = sorted(ids)
        found: dict[str, Origin] = {}
        for start in range(0, len(wanted), READ_AT_ONCE):
            chunk = wanted[start : start + READ_AT_ONCE]
            async for one in self._database[name].find({"_id": {"$in": chunk}}, {"origin": True}):
                if one["origin"]:
                    found[one["_id"]] = Origin.model_validate(one["origin"])
        return found

    async def _acknowledged(self) -> dict[int, int]:
        """The first offset in each partition that intake has not acknowledged."""
        try:
            told = await self._admin.list_consumer_group_offsets(
                group_id(INTAKE.name), partitions=self._raw
            )
        except GroupCoordinatorNotAvailableError:  # The first group of a new cluster.
            return {}
        except (KafkaError, OSError) as error:
            raise Outage("kafka", error) from error
        return {part.partition: one.offset for part, one in told.items()}


def article_of(key: str) -> str:
    """The article_id in ``article_id:revision``."""
    return key.partition(":")[0]


@asynccontextmanager
async def tracking(
    settings: Settings, topics: Iterable[str] | None = None
) -> AsyncIterator[EndTracker]:
    """A tracker that reads what comes on these topics from now on: by default all dead letters.

    Raises Outage if the store is away, ReadError if no broker answers or a topic is not there.
    """
    async with connect(settings) as database:
        with outages():
            await database.command("ping")
        async with consumer(settings) as reader, admin_client(settings) as admin:
            parts = await partitions(reader, topics or topology().dead_topics, tell_missing)
            raw = await partitions(reader, [RAW.name])
            reader.assign(parts)
            for part, end in (await ends_of(reader, parts)).items():
                reader.seek(part, end)
            yield EndTracker(database, reader, admin, raw)
