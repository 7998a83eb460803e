"""Upserts enriched articles into any store: read, plan, write, and again after a lost race.

The order of writes makes every crash harmless: first entities, then earlier revisions, last the
current document, whose ``order`` must still be the one that was read. Until that last write the
event counts as not stored, and every write is repeated.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.articles import EnrichedArticle
from services.runtime.retry import Outage
from services.storage.entity_merge import EntityObservation, observations
from services.storage.logic import (
    Change,
    Document,
    as_revision,
    document,
    plan,
    revision_id,
)

ATTEMPTS = 20
"""Attempts before an article counts as an outage. Each lost race means that another writer won."""

MAX_KNOWN_SHARE = 1 / 20
"""Share of known articles in a batch, up to which inserting before reading is cheaper. A read costs
the store a tenth of an insert; an insert in vain with a read after it costs one insert."""

Refusals = Mapping[str, str]
"""Why the store will never take something, by its id."""


@dataclass
class InsertFirstPolicy:
    """Whether to insert articles before reading: if the last batch held few known ones.

    An insert that meets a document is followed by a read.
    """

    mostly_new: bool = True

    def learn(self, known: int, articles: int) -> None:
        """Note how many ``articles`` of a batch the store already had."""
        self.mostly_new = known <= articles * MAX_KNOWN_SHARE


class Store(Protocol):
    """What a store must offer. Each method raises ``Outage`` while the store is unavailable."""

    async def read(self, article_ids: Collection[str]) -> Mapping[str, Document]:
        """The current documents of those articles that have one."""

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        """Merge these observations into the entities."""

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: Collection[str]
    ) -> Refusals:
        """Put documents among the revisions, unless a newer one is there; remove ``returning``."""

    async def note_stored(self, article_ids: Collection[str]) -> None:
        """Note that the store has these, for intake: what is not there later was deleted."""

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, Collection[str]]:
        """Make documents current where the one read still is; refusals and lost races by id."""


async def upsert_articles(
    store: Store,
    articles: Sequence[EnrichedArticle],
    now: datetime,
    policy: InsertFirstPolicy | None = None,
) -> list[str | None]:
    """Store the articles. For each: None, or why the store will never take it.

    ``policy`` learns from the batch; without one the store is always read first. Idempotent, safe
    beside other writers, and the result does not depend on order. Raises ``Outage``.
    """
    refused_entities = await store.upsert_entities(observations(articles))
    documents = [{**document(article), "stored_at": now} for article in articles]
    for one in documents:
        one["shown_at"] = one["shown_at"] or now
        one["last_seen_at"] = one["last_seen_at"] or now
    refused: dict[str, str] = {}
    waiting: dict[str, list[Document]] = {}
    aside: list[Document] = []
    for article in documents:
        if refusal := next(
            (refused_entities[one] for one in article["entity_ids"] if one in refused_entities),
            None,
        ):
            refused[revision_id(article)] = refusal
        elif article["standing"] != "current":
            aside.append(as_revision(article))
        else:
            waiting.setdefault(article["_id"], []).append(article)
    if aside:
        refused |= await store.archive_revisions(aside, [])
    policy = policy or InsertFirstPolicy(mostly_new=False)
    if policy.mostly_new:
        waiting = await _insert(store, waiting, refused, policy)
    archived: set[str] = set()
    for _ in range(ATTEMPTS):
        if not waiting:
            return [refused.get(revision_id(article)) for article in documents]
        again = await _attempt(store, waiting, refused, archived, policy)
        waiting = {
            key: [one for one in waiting[key] if revision_id(one) not in refused] for key in again
        }
    raise Outage("mongo", f"lost {ATTEMPTS} races for article {next(iter(waiting))}")


async def _insert(
    store: Store,
    waiting: Mapping[str, list[Document]],
    refused: dict[str, str],
    policy: InsertFirstPolicy,
) -> dict[str, list[Document]]:
    """Insert articles that may be new, without reading; returns those that still wait.

    No revision is archived here, so nothing must be undone.
    """
    alone = [plan(None, incoming) for incoming in waiting.values() if len(incoming) == 1]
    errors, lost = await store.replace(alone)
    refused |= {
        revision_id(one.newest): errors[one.newest["_id"]]
        for one in alone
        if one.newest["_id"] in errors
    }
    there = [key for one in alone if (key := one.newest["_id"]) not in {*errors, *lost}]
    if there:
        await store.note_stored(there)
    left = {key: some for key, some in waiting.items() if len(some) > 1 or key in lost}
    policy.learn(len(left), len(waiting))
    return left


async def _attempt(
    store: Store,
    waiting: Mapping[str, Sequence[Document]],
    refused: dict[str, str],
    archived: set[str],
    policy: InsertFirstPolicy,
) -> set[str]:
    """One attempt with all waiting articles; adds to ``refused`` and ``archived``.

    Returns the ids of the articles that need another.
    """
    currents = await store.read(waiting.keys())
    if not policy.mostly_new:
        policy.learn(len(currents), len(waiting))
    changes = [
        plan(currents.get(key), incoming)
        for key, incoming in waiting.items()
        if incoming or key in currents
    ]
    earlier = [one for change in changes for one in change.earlier]
    not_archived = await store.archive_revisions(
        earlier,
        # After a refusal, what we archived to make room for the refused document stays current.
        # What another writer has archived meanwhile must stay.
        [key for one in changes if (key := revision_id(one.newest)) in archived or one.is_revision],
    )
    archived.update(one["_id"] for one in earlier if one["_id"] not in not_archived)
    ready: list[Change] = []
    again: set[str] = set()
    for change in changes:
        bad = {
            one["_id"]: not_archived[one["_id"]]
            for one in change.earlier
            if one["_id"] in not_archived
        }
        if change.read and revision_id(change.read) in bad:
            # The current document can't be archived, so the new one has no place.
            bad = {revision_id(change.newest): bad[revision_id(change.read)]}
        if bad:
            refused |= bad
            again.add(change.newest["_id"])
        elif change.is_needed:
            ready.append(change)
    unreplaced, lost = await store.replace(ready)
    # Where nothing was to be written, it may be that this was not noted the last time.
    there = [
        key
        for one in changes
        if (one.read is None or not one.is_needed)
        and (key := one.newest["_id"]) not in {*again, *unreplaced, *lost}
    ]
    if there:
        await store.note_stored(there)
    for change in ready:
        if error := unreplaced.get(change.newest["_id"]):
            refused[revision_id(change.newest)] = error
            again.add(change.newest["_id"])
    return again | set(lost)
