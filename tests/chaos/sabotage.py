"""Breaks, one at a time, the rules that keep articles: a suite that notices none proves nothing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace as changed
from typing import Any

from pymongo import ReplaceOne

from services.intake.history import History, LedgerEntry, Revision, Ruling
from services.runtime.runner import StageRunner
from services.runtime.stage import Message, Outcome
from services.storage import mongo
from services.storage import upsert as keep
from services.storage.logic import Change, Document, as_revision, revision_id

LATE_SECONDS = 2.0
_late: set[asyncio.Task[Any]] = set()


def ack_before_delivery() -> None:
    """The carrier returns, and the caller acknowledges, before the outputs are delivered."""
    honest: Any = StageRunner._deliver

    async def deliver(
        self: StageRunner, batch: Sequence[Message], handled: list[Outcome], traces: Sequence[bytes]
    ) -> list[Outcome]:
        async def later() -> None:
            await asyncio.sleep(LATE_SECONDS)
            await honest(self, batch, handled, traces)

        task = asyncio.create_task(later())
        _late.add(task)
        task.add_done_callback(_late.discard)
        return handled

    StageRunner._deliver = deliver  # type: ignore[method-assign]


def no_revision_guard() -> None:
    """Storage takes what comes last for the newest, and writes it over whatever is there."""

    def plan(current: Document | None, incoming: Sequence[Document]) -> Change:
        known = [current, *incoming] if current else list(incoming)
        newest = known[-1]
        others = (one for one in known[:-1] if revision_id(one) != revision_id(newest))
        return Change(
            current, newest, tuple({revision_id(one): as_revision(one) for one in others}.values())
        )

    async def replace(self: mongo.MongoStore, changes: Sequence[Change]) -> Any:
        operations = {
            change.newest["_id"]: ReplaceOne(
                {"_id": change.newest["_id"]}, change.newest, upsert=True
            )
            for change in changes
        }
        await self._write(self._articles, operations)
        return {}, set()

    keep.plan = plan  # type: ignore[attr-defined]
    mongo.MongoStore.replace = replace  # type: ignore[method-assign]


def ledger_ignores_origin() -> None:
    """Intake takes whatever the ledger knows for a duplicate, its own redelivered messages too."""

    def rule(self: History, entry: LedgerEntry) -> Ruling:
        if any(one.revision == entry.revision for one in self.revisions):
            return Ruling(self, None)
        return Ruling(changed(self, revisions=(*self.revisions, Revision.of(entry))), "current")

    History.rule = rule  # type: ignore[method-assign]


TRICKS: dict[str, Callable[[], None]] = {
    "ack-before-delivery": ack_before_delivery,
    "no-revision-guard": no_revision_guard,
    "ledger-ignores-origin": ledger_ignores_origin,
}
