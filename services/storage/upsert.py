"""Brings enriched articles into a store, whichever it is: read, plan, write, and again if raced.

The order of the writes makes every crash harmless: entities, then earlier revisions, and last the
current document, whose ``order`` must still be the one that was read. Until that last write the
event counts as not stored, and all of it is done again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.articles import EnrichedArticle
from services.runtime.retry import Outage
from services.storage.entity_merge import EntityObservation, sightings
from services.storage.logic import (
    Change,
    Document,
    document,
    plan,
    revision_id,
)

ROUNDS = 20
"""A lost race means that another writer won; more losses than this are no races."""

MAX_KNOWN_SHARE = 1 / 20
"""Of the articles of a batch. Looking for one costs the store a tenth of an insert, inserting one
in vain and then looking as much as an insert: below this share it is cheaper not to look first."""

Refusals = Mapping[str, str]
"""Why the store will never take something, by its id."""


@dataclass
class InsertFirstPolicy:
    """Whether what comes is mostly new to the store, as the batch before tells.

    Then nothing is looked for before it is inserted; what an insert meets is read after it.
    """

    mostly_new: bool = True

    def learn(self, known: int, articles: int) -> None:
        """Told how many articles of a batch the store had."""
        self.mostly_new = known <= articles * MAX_KNOWN_SHARE


class Store(Protocol):
    """What a store must be able to do. Each of these raises ``Outage`` when it is away."""

    async def read(self, article_ids: Collection[str]) -> Mapping[str, Document]:
        """The current documents of those articles that have one."""

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        """Join what is known of these entities with what was seen."""

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: Collection[str]
    ) -> Refusals:
        """Put documents among the revisions, unless one as new is there; take others away."""

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, Collection[str]]:
        """Make documents current where what was read still is; refusals and lost races by id."""


async def upsert_articles(
    store: Store,
    articles: Sequence[EnrichedArticle],
    now: datetime,
    expectation: InsertFirstPolicy | None = None,
) -> list[str | None]:
    """Store the articles; for each None, or why the store will never take it.

    ``expectation`` learns from the batch; without one the store is always read first.
    Idempotent, safe beside other writers, and the same in any order. Raises ``Outage``.
    """
    strange = await store.upsert_entities(sightings(articles))
    documents = [{**document(article), "stored_at": now} for article in articles]
    refused: dict[str, str] = {}
    waiting: dict[str, list[Document]] = {}
    for article in documents:
        if odd := next((strange[one] for one in article["entity_ids"] if one in strange), None):
            refused[revision_id(article)] = odd
        else:
            waiting.setdefault(article["_id"], []).append(article)
    expectation = expectation or InsertFirstPolicy(mostly_new=False)
    if expectation.mostly_new:
        waiting = await _insert(store, waiting, refused, expectation)
    filed: set[str] = set()
    for _ in range(ROUNDS):
        if not waiting:
            return [refused.get(revision_id(article)) for article in documents]
        again = await _round(store, waiting, refused, filed, expectation)
        waiting = {
            key: [one for one in waiting[key] if revision_id(one) not in refused] for key in again
        }
    raise Outage("mongo", f"lost {ROUNDS} races for article {next(iter(waiting))}")


async def _insert(
    store: Store,
    waiting: Mapping[str, list[Document]],
    refused: dict[str, str],
    expectation: InsertFirstPolicy,
) -> dict[str, list[Document]]:
    """Insert what may be new, unread; what still waits. Nothing is filed, so nothing is undone."""
    alone = [plan(None, incoming) for incoming in waiting.values() if len(incoming) == 1]
    errors, lost = await store.replace(alone)
    refused |= {
        revision_id(one.newest): errors[one.newest["_id"]]
        for one in alone
        if one.newest["_id"] in errors
    }
    left = {key: some for key, some in waiting.items() if len(some) > 1 or key in lost}
    expectation.learn(len(left), len(waiting))
    return left


async def _round(
    store: Store,
    waiting: Mapping[str, Sequence[Document]],
    refused: dict[str, str],
    filed: set[str],
    expectation: InsertFirstPolicy,
) -> set[str]:
    """One try with all that waits; adds to ``refused`` and ``filed``; the articles that need
    another."""
    currents = await store.read(waiting.keys())
    if not expectation.mostly_new:
        expectation.learn(len(currents), len(waiting))
    changes = [
        plan(currents.get(key), incoming)
        for key, incoming in waiting.items()
        if incoming or key in currents
    ]
    earlier = [one for change in changes for one in change.earlier]
    unfiled = await store.archive_revisions(
        earlier,
        # After a refusal, what we filed to make room for the refused document stays current. What
        # another writer has filed meanwhile is not ours to take away.
        [key for one in changes if (key := revision_id(one.newest)) in filed or one.is_revision],
    )
    filed.update(one["_id"] for one in earlier if one["_id"] not in unfiled)
    ready: list[Change] = []
    again: set[str] = set()
    for change in changes:
        bad = {one["_id"]: unfiled[one["_id"]] for one in change.earlier if one["_id"] in unfiled}
        if change.read and revision_id(change.read) in bad:
            # The current document can't give way, so the new one has no place.
            bad = {revision_id(change.newest): bad[revision_id(change.read)]}
        if bad:
            refused |= bad
            again.add(change.newest["_id"])
        elif change.is_needed:
            ready.append(change)
    unreplaced, lost = await store.replace(ready)
    for change in ready:
        if error := unreplaced.get(change.newest["_id"]):
            refused[revision_id(change.newest)] = error
            again.add(change.newest["_id"])
    return again | set(lost)
