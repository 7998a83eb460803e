"""The topics of the contract: what lies on each, its key, and how long it stays.

Who writes and who reads a topic is told by the services' registrations.
"""

from dataclasses import dataclass

from schemas.articles import (
    AcceptedArticle,
    CleanedArticle,
    EnrichedArticle,
    Model,
    RawArticle,
)

MIB = 1024 * 1024
DAY_SECONDS = 24 * 60 * 60

DEAD_SUFFIX = ".dead"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. Sizes are in bytes, retention in seconds."""

    name: str
    model: type[Model]
    key: str
    summary: str
    version: int = 1
    partitions: int = 12
    retention_seconds: int = 7 * DAY_SECONDS
    max_message_bytes: int = 8 * MIB
    compacted: bool = False
    from_publishers: bool = False
    """Whether others than our services write it. Its timestamps are the broker's, and headers that
    only we may write are believed only if they are signed."""

    @property
    def is_dead(self) -> bool:
        return self.name.endswith(DEAD_SUFFIX)

    @property
    def schema_header(self) -> str:
        """Value of the header that says what a message holds, such as ``RawArticle/1``."""
        return f"{self.model.__name__}/{self.version}"

    @property
    def configs(self) -> dict[str, str]:
        """Kafka's own names and values for these settings."""
        return {
            "retention.ms": str(self.retention_seconds * 1000),
            "max.message.bytes": str(self.max_message_bytes),
            "cleanup.policy": "compact,delete" if self.compacted else "delete",
            # They order an article's revisions, so no publisher's clock may set them.
            "message.timestamp.type": "LogAppendTime" if self.from_publishers else "CreateTime",
        }


RAW = Topic(
    "articles.raw",
    RawArticle,
    key="free: whatever the publisher likes, or none",
    summary="Scraped articles as publishers hand them over.",
    from_publishers=True,
)
ACCEPTED = Topic(
    "articles.accepted",
    AcceptedArticle,
    key="article_id",
    summary="Articles that intake admitted, each with its identity.",
)
CLEANED = Topic(
    "articles.cleaned",
    CleanedArticle,
    key="article_id",
    summary="Articles without the page around them.",
)
ENRICHED = Topic(
    "articles.enriched",
    EnrichedArticle,
    key="article_id",
    summary="Finished articles with the entities that they name.",
    compacted=True,
)


def dead_topic(topic: Topic) -> Topic:
    """The topic that keeps the messages of ``topic`` which did not get through.

    Twice the retention, for people must look at them, and room for a whole message with headers.
    """
    return Topic(
        topic.name + DEAD_SUFFIX,
        topic.model,
        key="the key of the message",
        summary=f"Messages of {topic.name} that were rejected or failed: the original bytes.",
        partitions=topic.partitions,
        retention_seconds=2 * topic.retention_seconds,
        max_message_bytes=topic.max_message_bytes + MIB,
    )


LIVE = (RAW, ACCEPTED, CLEANED, ENRICHED)
DEAD = tuple(dead_topic(topic) for topic in LIVE)
TOPICS = {topic.name: topic for topic in LIVE + DEAD}
