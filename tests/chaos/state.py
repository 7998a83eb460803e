"""What lies on the topics and in the store once all is quiet."""

from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient

from schemas.topics import ACCEPTED, CLEANED, DEAD, ENRICHED, RAW
from services.runtime.stage import Message
from tests.chaos.rig import Rig
from tests.integration.reading import read

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """Messages partition by partition in order; documents as they are stored."""

    raw: list[Message]
    accepted: list[Message]
    cleaned: list[Message]
    enriched: list[Message]
    dead: list[Message]
    articles: list[Document]
    revisions: list[Document]
    entities: list[Document]
    deleted_unread: set[tuple[int, int]] = field(default_factory=set)
    """Partitions and offsets on ``articles.raw`` of what nobody could read."""

    def source(self, topic: str) -> list[Message]:
        """The messages of a live topic."""
        live = {RAW: self.raw, ACCEPTED: self.accepted, CLEANED: self.cleaned}
        return {one.name: found for one, found in live.items()}.get(topic, self.enriched)


async def collect(rig: Rig) -> State:
    """Everything, read anew."""
    names = [RAW, ACCEPTED, CLEANED, ENRICHED, *DEAD]
    messages = await read(rig.cluster.address, *(topic.name for topic in names))
    on = {topic.name: [one for one in messages if one.topic == topic.name] for topic in names}
    with MongoClient[Document](rig.store.address, tz_aware=True) as client:
        articles, revisions, entities = (
            list(client.wireroom[name].find()) for name in ("articles", "revisions", "entities")
        )
    return State(
        [*rig.gone, *on[RAW.name]], on[ACCEPTED.name], on[CLEANED.name], on[ENRICHED.name],
        [one for topic in DEAD for one in on[topic.name]],
        articles, revisions, entities, rig.deleted_unread,
    )  # fmt: skip
