"""The whole road in one process: the real stages, with broker, ledger and store in memory."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from schemas.topics import ACCEPTED, CLEANED, ENRICHED, RAW, Topic
from services.cleaning import pool_work as cleaning
from services.cli.registry import find, open_offline
from services.intake.app import IntakeSettings, intake
from services.intake.ledger import MemoryLedger
from services.runtime.pool.process import Work
from services.runtime.records import Record
from services.runtime.registration import topology
from services.runtime.stage import Message, Outcome, Stage
from services.runtime.testing import MemoryBroker
from services.storage.app import storage
from services.storage.memory import MemoryStore
from services.tagging import tagger as tagging

_tagging_work = cache(tagging.work)  # It takes two seconds to load its model.

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def in_process(name: str, source: Topic, target: Topic, work: Work) -> Stage:
    """The stage of a service whose work runs in children, without the children."""

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return list(work([message.value for message in batch]))

    return Stage(name, "test", source, (target,), handle)


@dataclass
class Road:
    """The stages, the broker between them, the ledger and the store at the ends.

    A service that this file does not name runs as ``wireroom stage`` runs it.
    """

    broker: MemoryBroker = field(default_factory=lambda: MemoryBroker(now=NOW.timestamp))
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.stages = [
            intake(IntakeSettings(), self.ledger, lambda: NOW),
            in_process("cleaning", ACCEPTED, CLEANED, cleaning.work()),
            in_process("tagging", CLEANED, ENRICHED, _tagging_work()),
            storage(self.store, lambda: NOW),
        ]

    async def publish(self, *values: bytes) -> None:
        await self.broker.deliver([Record(RAW.name, None, value) for value in values])

    async def run(self, batch_size: int = 100) -> Counter[tuple[str, str]]:
        """Carry all there is to its end; the outcomes by stage and name."""
        ends: Counter[tuple[str, str]] = Counter()
        async with AsyncExitStack() as stack:
            for stage in [*self.stages, *await self._others(stack)]:
                outcomes = await self.broker.run(stage, batch_size=batch_size)
                ends.update((stage.name, outcome.name) for outcome in outcomes)
        return ends

    async def _others(self, stack: AsyncExitStack) -> list[Stage]:
        """The stages of the other installed services, in their order."""
        ours = {stage.name for stage in self.stages}
        found: list[Stage] = []
        for name in topology():
            _, app = find(name)
            if name not in ours and hasattr(app, "open_offline"):
                opened = await stack.enter_async_context(open_offline(name, app))
                found += [stage for stage in opened if stage.input.name != RAW.name]
        return found
