"""Brings enriched articles into a store, whichever it is: read, plan, write, and again if raced.

The order of the writes makes every crash harmless: entities, then earlier revisions, and last the
current document, whose ``order`` must still be the one that was read. Until that last write the
event counts as not stored, and all of it is done again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from schemas.articles import EnrichedArticle
from services.runtime.retry import Outage
from services.storage.logic import (
    Change,
    Document,
    Sighting,
    document,
    plan,
    revision_id,
    sightings,
)

ROUNDS = 20
"""A lost race means that another writer won; more losses than this are no races."""

Refusals = Mapping[str, str]
"""Why the store will never take something, by its id."""


class Store(Protocol):
    """What a store must be able to do. Each of these raises ``Outage`` when it is away."""

    async def read(self, article_ids: Collection[str]) -> Mapping[str, Document]:
        """The current documents of those articles that have one."""

    async def note(self, seen: Sequence[Sighting]) -> Refusals:
        """Join what is known of these entities with what was seen."""

    async def file(self, earlier: Sequence[Document], returning: Collection[str]) -> Refusals:
        """Put documents among the revisions, unless one as new is there; take others away."""

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, Collection[str]]:
        """Make documents current where what was read still is; refusals and lost races by id."""


async def keep(
    store: Store, articles: Sequence[EnrichedArticle], now: datetime
) -> list[str | None]:
    """Store the articles; for each None, or why the store will never take it.

    Idempotent, safe beside other writers, and the same in any order. Raises ``Outage``.
    """
    strange = await store.note(sightings(articles))
    documents = [{**document(article), "stored_at": now} for article in articles]
    refused: dict[str, str] = {}
    waiting: defaultdict[str, list[Document]] = defaultdict(list)
    for article in documents:
        if odd := next((strange[one] for one in article["entity_ids"] if one in strange), None):
            refused[revision_id(article)] = odd
        else:
            waiting[article["_id"]].append(article)
    for _ in range(ROUNDS):
        if not waiting:
            return [refused.get(revision_id(article)) for article in documents]
        again = await _round(store, waiting, refused)
        for article_id in list(waiting):
            left = [one for one in waiting[article_id] if revision_id(one) not in refused]
            if article_id in again and left:
                waiting[article_id] = left
            else:
                del waiting[article_id]
    raise Outage("mongo", f"lost {ROUNDS} races for article {next(iter(waiting))}")


async def _round(
    store: Store, waiting: Mapping[str, Sequence[Document]], refused: dict[str, str]
) -> set[str]:
    """One try with all that waits; adds to ``refused``; the articles that need another."""
    currents = await store.read(waiting.keys())
    changes = [plan(currents.get(key), incoming) for key, incoming in waiting.items()]
    unfiled = await store.file(
        [one for change in changes for one in change.earlier],
        [change.returning for change in changes if change.returning],
    )
    again: set[str] = set()
    ready: list[Change] = []
    for change in changes:
        bad = {one["_id"]: unfiled[one["_id"]] for one in change.earlier if one["_id"] in unfiled}
        if bad:
            # Without room for what it replaces, the new document can't become current.
            newest = change.current or change.read
            assert newest is not None
            stuck = change.read is not None and revision_id(change.read) in bad
            refused |= {revision_id(newest): next(iter(bad.values()))} if stuck else bad
            again.add(newest["_id"])
        elif change.current is not None:
            ready.append(change)
    unreplaced, lost = await store.replace(ready)
    for change in ready:
        assert change.current is not None
        if error := unreplaced.get(change.current["_id"]):
            refused[revision_id(change.current)] = error
            again.add(change.current["_id"])
    return again | set(lost)
