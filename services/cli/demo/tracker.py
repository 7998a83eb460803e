"""Follows published articles through topics, store and counters until each has come to an end."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from schemas.topics import RAW
from services.cli.demo.embedded import Embedded
from services.cli.inputs.drafts import Draft
from services.cli.messages.progress import ProgressTracker
from services.cli.messages.publisher import key_of, ledger_ids_of, new_trace, publish_all
from services.cli.messages.tracker import tracking
from services.cli.processes import page
from services.runtime.kafka.producer import Producer
from services.runtime.mongo.client import Database, connect
from services.runtime.registration import topology

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
        """Publish, and return True once every article has ended, the event of each stored one was
        read, and the services' own counts say the same, or False if that is not so after so many
        seconds."""
        deadline = time.monotonic() + seconds
        settings = self.ours.settings
        topics = [name for name in topology().all_topics if name != RAW.name]
        async with tracking(settings, topics) as tracker, connect(settings) as database:
            self.ends = tracker.progress
            ways = {
                draft.where: (
                    trace,
                    self.ends.expect(
                        trace, draft.where, key_of(draft), ledger_ids=ledger_ids_of(draft)
                    ),
                )
                for draft in drafts
                for trace in [new_trace()]
            }
            async with Producer(settings) as producer:
                origins = await publish_all(
                    producer.write_all, drafts, lambda draft: ways[draft.where][0]
                )
            for draft, origin in zip(drafts, origins, strict=True):
                ways[draft.where][1].origin = origin
            while time.monotonic() < deadline:
                await tracker.read_topics()
                # Of all of them each time: what is current becomes an earlier revision.
                await tracker.read_store(self.ends.ways.values())
                await self._count(database)
                self.on_progress(self.ends)
                if self.ends.all_ended and self.ends.all_events_read and self._adds_up():
                    return True
        return False

    async def _count(self, database: Database) -> None:
        self.outcomes = {}
        for service in filter(self.ours.parts.__contains__, topology()):
            _, metrics = await page(self.ours.parts[service].port, "/metrics")
            self.outcomes |= outcomes_in(service, metrics)
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


def outcomes_in(service: str, metrics: str) -> Outcomes:
    """What a service has counted so far, from its page of metrics."""
    return {
        (service, sample.labels["outcome"], sample.labels["reason"]): int(sample.value)
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
        if sample.name == "wireroom_messages_total"
    }
