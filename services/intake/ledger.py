"""Remembers the revisions of each article: which message each came in, and who owns the article.

A dead letter that is put back is the message that it first was, in its next life: it is admitted
once in each. So a copy of a replay, signature and all, is a duplicate like any other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from pymongo import DeleteOne, IndexModel, InsertOne, ReplaceOne

from schemas.articles import Origin, Standing
from services.intake.history import History, LedgerEntry, Revision
from services.runtime.mongo.client import (
    Collection,
    Database,
    Document,
    Operation,
    outages,
    read,
    write,
)
from services.runtime.mongo.collections import ensure_collection
from services.runtime.mongo.error_codes import ErrorCode
from services.runtime.retry import Outage

COLLECTION = "ledger"
PROBES = "probes."
"""Begins the names of the collections for articles of our own, which touch no others."""
DAY_SECONDS = 24 * 60 * 60
ATTEMPTS = 20
"""Tries to write what another replica writes at the same time; each lost one is its gain."""


class Ledger(Protocol):
    """Says of each message whether it is a revision of its article."""

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[Standing | None]:
        """For each message what it may become, None for a duplicate.

        The same message always gets the same answer. Raises ``Outage``.
        """


Groups = Mapping[str, Sequence[int]]
"""The messages, by their places in the batch, of each history."""


class _Ruling:
    """The answers to a batch while they are found out."""

    def __init__(self, entries: Sequence[LedgerEntry]) -> None:
        self.entries = entries
        self.standings: list[Standing | None] = [None] * len(entries)
        self._others: dict[int, str] = {}

    def groups(self) -> Groups:
        """The messages by article."""
        groups: dict[str, list[int]] = {}
        for at, entry in enumerate(self.entries):
            groups.setdefault(entry.article_id, []).append(at)
        return groups

    def rule(self, known: History | None, places: Sequence[int]) -> History:
        """Answer these messages; what is remembered of them from then on.

        What other writers than the owner say, and he did not, is left for ``take_others``.
        """
        history = known or History(self.entries[places[0]].writer)
        for at in places:
            entry = self.entries[at]
            self._others.pop(at, None)
            self.standings[at] = None
            if not history.is_owned_by_another(entry):
                history, self.standings[at] = history.rule(entry)
            elif not history.has_said(entry.revision):
                self._others[at] = version_id(entry.article_id, entry.writer or "")
        return history

    def take_others(self) -> Groups:
        """The messages of other writers than the owner, by what each writer says of an article."""
        groups: dict[str, list[int]] = {}
        for at, key in sorted(self._others.items()):
            groups.setdefault(key, []).append(at)
        return groups

    def mark(self, groups: Groups) -> None:
        """These never become current."""
        for at in (at for places in groups.values() for at in places):
            if self.standings[at] is not None:
                self.standings[at] = "other_source"


def version_id(article_id: str, writer: str) -> str:
    """``article_id~writer``, the writer as 8 hex digits."""
    return f"{article_id}~{sha256(writer.encode()).hexdigest()[:8]}"


class MemoryLedger:
    """A ledger in memory: for offline use and tests."""

    def __init__(self) -> None:
        self._held: dict[str, History] = {}

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[Standing | None]:
        ruling = _Ruling(entries)
        for key, places in ruling.groups().items():
            self._held[key] = ruling.rule(self._held.get(key), places)
        others = ruling.take_others()
        for key, places in others.items():
            self._held[key] = ruling.rule(self._held.get(key), places)
        ruling.mark(others)
        return ruling.standings


class MongoLedger:
    """The collection ``ledger``: ``_id`` (an article, or ``article_id~writer``), ``owner``,
    ``revisions``, ``version`` (raised by each write) and ``seen_at`` (a date). Storage's ``stored``
    and ``articles`` tell it what was deleted."""

    def __init__(self, database: Database, now: Callable[[], datetime], prefix: str = "") -> None:
        self._collection = database[f"{prefix}{COLLECTION}"]
        self._articles = database[f"{prefix}articles"]
        self._stored = database[f"{prefix}stored"]
        self._now = now

    async def admit(self, entries: Sequence[LedgerEntry]) -> list[Standing | None]:
        ruling = _Ruling(entries)
        await self._settle(ruling, ruling.groups())
        others = ruling.take_others()
        await self._settle(ruling, others)
        ruling.mark(others)
        return ruling.standings

    async def foresee(self, entries: Sequence[LedgerEntry]) -> list[Standing | None]:
        """What ``admit`` would say just now, with nothing remembered. Raises ``Outage``."""
        ruling = _Ruling(entries)
        await self._look(ruling, ruling.groups())
        others = ruling.take_others()
        await self._look(ruling, others)
        ruling.mark(others)
        return ruling.standings

    async def _look(self, ruling: _Ruling, groups: Groups) -> None:
        known = await self._read(list(groups)) if groups else {}
        for key, places in groups.items():
            ruling.rule(known[key][0] if key in known else None, places)

    async def _settle(self, ruling: _Ruling, waiting: Groups) -> None:
        """Rule on the messages of these histories and remember it. Raises ``Outage``.

        First as if none were known, for most articles are new: that saves reading.
        """
        known: dict[str, tuple[History, int]] = {}
        for _ in range(ATTEMPTS):
            operations: dict[str, Operation] = {}
            again: set[str] = set()
            for key, places in waiting.items():
                held = known.get(key)
                after = ruling.rule(held[0] if held else None, places)
                if held is None:
                    operations[key] = InsertOne({"_id": key, **self._document(after, 1)})
                elif after != held[0]:
                    operations[key] = self._replacement(key, after, held[1])
                    again |= {key} if held[0].was_deleted and not after.was_deleted else set()
            lost = await self._write(operations)
            # On its way to the store once more.
            await write(self._stored, [DeleteOne({"_id": key}) for key in again - {*lost}])
            if not lost:
                return
            known = await self._read(lost)
            waiting = {key: waiting[key] for key in lost}
        raise Outage("mongo", f"lost {ATTEMPTS} races for {lost[0]} in the ledger")

    def _document(self, history: History, version: int) -> Document:
        return {
            "owner": history.owner,
            "revisions": [_revision_document(one) for one in history.revisions],
            "version": version,
            "seen_at": self._now(),
        }

    def _replacement(self, key: str, history: History, version: int) -> Operation:
        # Where another version stands by now, the upsert meets it as a duplicate key.
        known = {"_id": key, "version": version}
        return ReplaceOne(known, self._document(history, version + 1), upsert=True)

    async def _write(self, operations: Mapping[str, Operation]) -> list[str]:
        """Write histories; the ids of those that another replica has written meanwhile."""
        keys = list(operations)
        refused = await write(self._collection, list(operations.values()))
        for refusal in refused.values():
            if refusal.code != ErrorCode.DUPLICATE_KEY:
                raise RuntimeError(f"the ledger refused an entry: {refusal.error}")
        return [keys[index] for index in refused]

    async def _read(self, keys: Sequence[str]) -> dict[str, tuple[History, int]]:
        documents = await read(self._collection, keys)
        gone = await self._deleted(list(documents))
        return {
            key: (replace(_history(one), was_deleted=key in gone), one["version"])
            for key, one in documents.items()
        }

    async def _deleted(self, article_ids: Sequence[str]) -> set[str]:
        """Which of these articles were stored and are not there any more."""
        absent = sorted({*article_ids} - await _ids(self._articles, article_ids))
        if not absent:
            return set()
        # In this order: what is noted as stored stood among the articles before.
        stored = sorted(await _ids(self._stored, absent))
        return {*stored} - await _ids(self._articles, stored) if stored else set()


async def _ids(collection: Collection, ids: Sequence[str]) -> set[str]:
    """Which of these ids the collection has."""
    with outages():
        found = collection.find({"_id": {"$in": list(ids)}}, {"_id": True})
        return {one["_id"] async for one in found}


def _revision_document(one: Revision) -> Document:
    document: dict[str, Any] = {
        "revision": one.revision,
        "origin": one.origin.model_dump(),
        "since": list(one.since),
        "until": list(one.until),
    }
    if one.replay:
        document |= {"replay": one.replay.model_dump(), "attempts": one.attempts}
    return document


def _history(document: Document) -> History:
    return History(document["owner"], tuple(revision_in(one) for one in document["revisions"]))


def revision_in(document: Document) -> Revision:
    """A revision as the ledger keeps it."""
    replay = document.get("replay")
    first, second, third = document["since"]
    return Revision(
        document["revision"],
        Origin.model_validate(document["origin"]),
        (first, second, third),
        tuple(document["until"]),
        Origin.model_validate(replay) if replay else None,
        document.get("attempts", 0),
    )


async def prepare(database: Database, days: float, prefix: str = "") -> None:
    """Make the collection, and the index that lets histories expire after ``days`` unseen."""
    expiry = IndexModel([("seen_at", 1)], expireAfterSeconds=int(days * DAY_SECONDS))
    await ensure_collection(database, f"{prefix}{COLLECTION}", [expiry])
