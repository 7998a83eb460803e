"""Decides which messages of one article are revisions of it. Pure.

A message is a revision if it says something else than the revision before it: A, then B, then A
again are three. Messages may come in any order, for they lie on several partitions; which of two is
newer is said by their origins alone.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from schemas.articles import Origin, Standing

Order = tuple[int, int, int]
"""``Origin.order``."""

MOST_REVISIONS = 32
"""Revisions of an article that are remembered, the newest ones. Of a page that differs at every
fetch there are thousands."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger is told of a message: the article and revision in it, and who wrote it.

    ``replay`` is where it lies now if it was put back, after so many ``attempts``. Who may write to
    the article whoever owns it has the ``writer`` None.
    """

    article_id: str
    revision: str
    origin: Origin
    replay: Origin | None = None
    attempts: int = 0
    writer: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision, and the message that it came in, in its latest life.

    From ``since`` to ``until`` other messages said the same.
    """

    revision: str
    origin: Origin
    since: Order
    until: Order
    replay: Origin | None = None
    attempts: int = 0

    @classmethod
    def of(cls, entry: LedgerEntry) -> "Revision":
        """The revision that a message begins."""
        order = entry.origin.order
        return cls(entry.revision, entry.origin, order, order, entry.replay, entry.attempts)

    @property
    def moments(self) -> tuple[Order, Order, Order]:
        """When it is known to have spoken."""
        return (self.since, self.origin.order, self.until)

    def says(self, entry: LedgerEntry) -> bool:
        """Whether the message says what this revision says, while it says it."""
        return self.revision == entry.revision and self.since <= entry.origin.order <= self.until


class Ruling(NamedTuple):
    """What becomes of a message, and what is remembered from then on.

    ``standing`` is None for a duplicate.
    """

    history: "History"
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of one article: its owner, and its revisions in order of their origins.

    ``was_deleted`` says that the current revision was stored and is not there any more.
    """

    owner: str | None = None
    revisions: tuple[Revision, ...] = ()
    was_deleted: bool = False

    def is_owned_by_another(self, entry: LedgerEntry) -> bool:
        """Whether the message was written by somebody else than the owner."""
        return None not in (self.owner, entry.writer) and self.owner != entry.writer

    def has_said(self, revision: str) -> bool:
        """Whether a revision is among those that are remembered."""
        return any(one.revision == revision for one in self.revisions)

    def rule(self, entry: LedgerEntry) -> Ruling:
        """Whether the message is a revision, a duplicate, or known. The same message gets the same
        answer, however often it comes."""
        order = entry.origin.order
        for at, one in enumerate(self.revisions):
            if one.origin == entry.origin:
                return self._rule_on_life(at, entry)
            if one.says(entry):
                return Ruling(self, None)
        before = self._last_before(order)
        after = self._first_after(order)
        is_within = self._is_within(order)
        if before is not None and self.revisions[before].revision == entry.revision:
            if not (self.was_deleted and before == self._current()):
                return self._put(before, replace(self.revisions[before], until=order), None)
        elif (
            after is not None and self.revisions[after].revision == entry.revision and not is_within
        ):
            return self._put(after, replace(self.revisions[after], since=order), None)
        if len(self.revisions) == MOST_REVISIONS and order < self.revisions[0].origin.order:
            # Older than all that is remembered: it may have been admitted. Twice does no harm.
            return Ruling(self, "current")
        revisions = sorted((*self.revisions, Revision.of(entry)), key=lambda one: one.origin.order)
        return Ruling(
            replace(self, revisions=tuple(revisions[-MOST_REVISIONS:]), was_deleted=False),
            "late" if is_within else "current",
        )

    def _last_before(self, order: Order) -> int | None:
        """The place of the revision that spoke last before this moment."""
        spoke = [
            (moment, at)
            for at, one in enumerate(self.revisions)
            for moment in one.moments
            if moment < order
        ]
        return max(spoke)[1] if spoke else None

    def _first_after(self, order: Order) -> int | None:
        """The place of the revision that spoke next after this moment."""
        spoke = [
            (moment, at)
            for at, one in enumerate(self.revisions)
            for moment in one.moments
            if moment > order
        ]
        return min(spoke)[1] if spoke else None

    def _is_within(self, order: Order) -> bool:
        """Whether another revision spoke both before and after this moment: what was said then is
        of no account any more."""
        return any(
            one.since < order < one.until for one in self.revisions if one.origin.order != order
        )

    def _current(self) -> int:
        """The place of the revision that spoke last."""
        return max(range(len(self.revisions)), key=lambda at: self.revisions[at].until)

    def _rule_on_life(self, at: int, entry: LedgerEntry) -> Ruling:
        """What becomes of a message that began a revision: admitted once in each of its lives."""
        known = self.revisions[at]
        standing: Standing = "late" if self._is_within(known.origin.order) else "current"
        if known.attempts < entry.attempts:
            life = replace(known, replay=entry.replay, attempts=entry.attempts)
            return self._put(at, life, standing)
        return Ruling(self, standing if known.replay == entry.replay else None)

    def _put(self, at: int, one: Revision, standing: Standing | None) -> Ruling:
        revisions = (*self.revisions[:at], one, *self.revisions[at + 1 :])
        return Ruling(replace(self, revisions=revisions), standing)
