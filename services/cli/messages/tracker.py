"""Looks for the ends of published articles: dead letters on the topics, the rest in the store.

Nothing is read from its beginning, and an article's key and message are known from its publication,
so that it costs the same on a large cluster as on a new one.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from schemas.articles import Origin
from schemas.topics import RAW
from services.cli.accounting.store_records import ArticleRecords, covers, is_of, read_records
from services.cli.messages.progress import ArticleProgress, ProgressTracker
from services.cli.messages.topic_admin import admin_client
from services.cli.messages.waiting import tell_missing
from services.intake.registration import SERVICE as INTAKE
from services.runtime.kafka.client import group_id
from services.runtime.kafka.reader import consumer, ends_of, partitions
from services.runtime.mongo.client import Database, connect, outages
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
        records = await read_records(
            self._database,
            {article_of(key) for _, key, _ in asked},
            set[str]().union(*(way.ledger_ids for way, _, _ in asked)),
        )
        known = [
            (way, records.get(article_of(key), ArticleRecords()), key.partition(":")[2], origin)
            for way, key, origin in asked
        ]
        ours = [_ours(way, there) for way, there, _, _ in known]
        acknowledged = await self._acknowledged() if None in ours else {}
        for (way, there, revision, origin), admitted in zip(known, ours, strict=True):
            if admitted is not None:
                way.reached = "admitted" if way.reached == "published" else way.reached
                _note_documents(way, there, admitted)
            elif origin.offset < acknowledged.get(origin.partition, 0):
                way.admitted = there.first_with(revision)

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


def _ours(way: ArticleProgress, there: ArticleRecords) -> Origin | None:
    """The article's message as the ledger knows it."""
    return next((one.origin for one in there.admitted if way.is_ours(one.origin)), None)


def _note_documents(way: ArticleProgress, there: ArticleRecords, admitted: Origin) -> None:
    if any(is_of(one, admitted) for one in there.current):
        way.stored = "articles"
    elif any(is_of(one, admitted) for one in there.earlier):
        way.stored = "revisions"
    elif same := next((one for one in there.documents if covers(one, admitted)), None):
        # It said nothing new, as storage found.
        way.admitted = Origin.model_validate(same["origin"])


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
