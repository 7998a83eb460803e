"""Follows published articles through topics, store and counters until each has come to an end."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from schemas.articles import EnrichedArticle
from schemas.topics import RAW
from services.cli.demo.embedded import Embedded
from services.cli.demo.progress import ProgressTracker, Stored
from services.cli.messages.input_files import Draft
from services.cli.messages.publisher import Count, new_trace, publish
from services.cli.processes import page
from services.runtime.kafka.producer import Producer
from services.runtime.kafka.reader import consumer, partitions
from services.runtime.mongo.client import Database, connect
from services.runtime.registration import topology

POLL_MS = 200
SHOWN = {"article_id": True, "revision": True}

Outcomes = dict[tuple[str, str, str], int]
"""From service, outcome and reason to the number of messages that ended so."""


@dataclass
class Tracker:
    """Publishes drafts on embedded parts, and follows them. ``on_progress`` is called often."""

    ours: Embedded
    on_progress: Callable[[ProgressTracker], object] = lambda _: None
    ends: ProgressTracker = field(default_factory=ProgressTracker)
    outcomes: Outcomes = field(default_factory=dict)
    entities: int = 0

    async def follow(self, drafts: Sequence[Draft], seconds: float) -> bool:
        """Publish, and return True once every article has ended and the services' own counts say
        the same, or False if that is not so after so many seconds."""
        deadline = time.monotonic() + seconds
        traces = {draft.where: new_trace() for draft in drafts}
        for draft in drafts:
            self.ends.expect(traces[draft.where], draft.where)
        settings = self.ours.settings
        async with Producer(settings) as producer:
            await publish(producer.send_all, drafts, Count(), trace=lambda d: traces[d.where])
        async with connect(settings) as database, consumer(settings) as reader:
            topics = [name for name in topology().all_topics if name != RAW.name]
            reader.assign(await partitions(reader, topics))
            while time.monotonic() < deadline:
                for part, records in (await reader.getmany(timeout_ms=POLL_MS)).items():
                    for record in records:
                        self.ends.see(part.topic, record.headers, record.value)
                await self._settle(database)
                self.on_progress(self.ends)
                if self.ends.all_ended and self._adds_up():
                    return True
        return False

    async def _settle(self, database: Database) -> None:
        self.outcomes = {}
        for service in topology():
            _, metrics = await page(self.ours.parts[service].port, "/metrics")
            self.outcomes |= outcomes_in(service, metrics)
        dropped = sum(n for (_, outcome, _), n in self.outcomes.items() if outcome == "dropped")
        self.ends.record(await _stored(database, self.ends.tagged), dropped)
        self.entities = await database["entities"].estimated_document_count()

    def _adds_up(self) -> bool:
        """Whether each service has counted an end for all that lies on the topics it reads."""
        counted, published = Counter[str](), Counter({RAW.name: len(self.ends.ways)})
        for (service, outcome, _), count in self.outcomes.items():
            counted[service] += count
            outputs = topology()[service].outputs
            # A service's counts do not tell its outputs apart.
            if outcome == "published" and len(outputs) == 1:
                published[outputs[0].name] += count
        return all(
            counted[name] >= sum(published[topic.name] for topic in service.inputs)
            for name, service in topology().items()
        )


async def _stored(database: Database, events: Sequence[EnrichedArticle]) -> Stored:
    ids = [event.article_id for event in events]
    # Asked for all of them each time: what is current becomes an earlier revision.
    return {
        (found["article_id"], found["revision"]): name
        for name in ("revisions", "articles")
        async for found in database[name].find({"article_id": {"$in": ids}}, SHOWN)
    }


def outcomes_in(service: str, metrics: str) -> Outcomes:
    """What a service has counted so far, from its page of metrics."""
    return {
        (service, sample.labels["outcome"], sample.labels["reason"]): int(sample.value)
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
        if sample.name == "wireroom_messages_total"
    }
