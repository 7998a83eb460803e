"""Says of every message on ``articles.raw`` how it ended. Pure: from the evidence alone.

The sum always holds: in = stored + duplicates + rejected + failed + in flight + missing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from schemas.articles import AcceptedArticle
from schemas.dead_letter import DeadLetter
from services.runtime.stage import Reason

MessagePosition = tuple[str, int, int]
"""Topic, partition and offset of a message."""


MISSING_KEPT = 1000
"""Missing messages that an account names; it counts them all."""


def name_of(position: MessagePosition) -> str:
    """``articles.raw/3/17``."""
    return "/".join(str(part) for part in position)


class End(StrEnum):
    """How a message ended, or that it has not yet, or that nothing is left of it."""

    STORED = "stored"
    DUPLICATE = "duplicates"
    REJECTED = "rejected"
    FAILED = "failed"
    IN_FLIGHT = "in flight"
    MISSING = "missing"

    @property
    def of_one(self) -> str:
        """What it is called of one message."""
        return "duplicate" if self is End.DUPLICATE else str(self)


class DeadLetterKind(NamedTuple):
    """What a dead letter says of its message."""

    outcome: str
    service: str
    reason: str


@dataclass(slots=True)
class Branch:
    """What a service beside the audited ones has not done: its lag and its dead letters."""

    service: str
    waiting: int = 0
    rejected: int = 0
    failed: int = 0


@dataclass(slots=True)
class PartitionAccount:
    """What became of the offsets of one partition of ``articles.raw``.

    ``offsets`` are those that the partition holds, ``read`` the messages there, ``dead`` those of
    them that are dead letters, ``deleted`` how many more were deleted before they were read.
    """

    partition: int
    offsets: int = 0
    read: int = 0
    dead: int = 0
    deleted: int = 0

    @property
    def markers(self) -> int:
        """Offsets without a message: ends of transactions, and what these aborted."""
        return max(self.offsets - self.read, 0)


@dataclass(slots=True)
class TopicEvidence:
    """What the topics say. A key is ``article_id:revision``.

    Only ``audited`` services count here: what becomes of an article on a side branch is no end of
    it. The evidence grows with the dead letters and with what is in flight, not with the messages.
    """

    audited: frozenset[str] = frozenset()
    committed: dict[tuple[str, int], int] = field(default_factory=dict)
    """The first offset that an audited reader has not acknowledged, by topic and partition."""
    letters: dict[tuple[str, int], dict[int, DeadLetterKind]] = field(default_factory=dict)
    """The dead letters by the place of the message that each was: topic and partition, offset."""
    dead: dict[str, DeadLetterKind] = field(default_factory=dict)
    """The same by key, for articles that intake had admitted."""
    moving: set[str] = field(default_factory=set)
    """Keys of messages that a later stage has not acknowledged."""
    branches: dict[str, Branch] = field(default_factory=dict)
    """The services that are not audited, by name."""
    deleted: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Messages that were deleted before an audited service read them, by topic and partition."""
    _kinds: dict[DeadLetterKind, DeadLetterKind] = field(default_factory=dict)

    def add_branches(self, services: Iterable[str]) -> None:
        """Tell these services apart, also while nothing is known of them."""
        for name in services:
            self.branches.setdefault(name, Branch(name))

    def is_waiting(self, position: MessagePosition) -> bool:
        """Whether the reader of its topic has not acknowledged this message."""
        topic, partition, offset = position
        return offset >= self.committed.get((topic, partition), 0)

    def letter_of(self, position: MessagePosition) -> DeadLetterKind | None:
        """The dead letter that the message at this place became."""
        topic, partition, offset = position
        return self.letters.get((topic, partition), {}).get(offset)

    def add_dead_letter(self, letter: DeadLetter, key: str | None) -> None:
        """Note a dead letter; ``key`` names its article if it can be told.

        One of a service that is not audited counts for its branch alone.
        """
        if letter.service not in self.audited:
            self.add_branches([letter.service])
            branch = self.branches[letter.service]
            branch.rejected += letter.outcome == "rejected"
            branch.failed += letter.outcome == "failed"
            return
        if letter.reason == Reason.DELETED_UNREAD:
            self.deleted[letter.topic, letter.partition] += letter.messages or 1
            return
        kind = DeadLetterKind(letter.outcome, letter.service, letter.reason)
        kind = self._kinds.setdefault(kind, kind)  # One object for all of a kind.
        self.letters.setdefault((letter.topic, letter.partition), {})[letter.offset] = kind
        if key is not None:
            self.dead[key] = kind


@dataclass(frozen=True, slots=True)
class StoredState:
    """What the store holds of one message.

    ``is_admitted``: intake took it for a revision. ``is_stored``: a document came of it.
    ``is_repeat``: a document says what it says. ``is_known``: another message said the same before.
    """

    is_admitted: bool = False
    is_stored: bool = False
    is_repeat: bool = False
    is_known: bool = False


def key_of(article_id: str, revision: str | None) -> str:
    """Names one revision of one article, as the ledger and the revisions do."""
    return f"{article_id}:{revision}"


class Verdict(NamedTuple):
    """How a message ended, and the dead letter that says so of a rejected or failed one."""

    end: End
    letter: DeadLetterKind | None = None


def end_of(
    position: MessagePosition,
    article: AcceptedArticle | None,
    kept: StoredState,
    seen: TopicEvidence,
) -> Verdict:
    """How the message at ``position`` ended; ``article`` is None where it holds none."""
    letter = seen.letter_of(position)
    waiting = Verdict(End.IN_FLIGHT)
    if article is not None:
        key = key_of(article.article_id, article.revision)
        if kept.is_stored:
            return Verdict(End.STORED)
        if kept.is_admitted:
            letter = seen.dead.get(key, letter)
            if letter is None and key in seen.moving:
                return waiting
        elif kept.is_known and letter is None:
            return waiting if seen.is_waiting(position) else Verdict(End.DUPLICATE)
        if letter is None and kept.is_repeat:
            return Verdict(End.DUPLICATE)
    if letter is not None:
        # Who may write there may write any outcome.
        end = End.REJECTED if letter.outcome == End.REJECTED else End.FAILED
        return Verdict(end, letter)
    return waiting if seen.is_waiting(position) else Verdict(End.MISSING)


class Ended(NamedTuple):
    """How one message ended. ``article_id`` is None where it holds no article."""

    message: MessagePosition
    article_id: str | None
    end: End
    letter: DeadLetterKind | None = None


@dataclass(slots=True)
class Account:
    """The whole account; it stays small however many messages there are."""

    counts: Counter[End] = field(default_factory=Counter)
    dead: Counter[DeadLetterKind] = field(default_factory=Counter)
    """The rejected and failed messages by outcome, service and reason."""
    missing: list[Ended] = field(default_factory=list)
    """The first ``MISSING_KEPT`` messages of which nothing is left."""
    branches: list[Branch] = field(default_factory=list)
    partitions: dict[int, PartitionAccount] = field(default_factory=dict)

    @property
    def deleted(self) -> int:
        """Messages that were deleted before they were read."""
        return sum(one.deleted for one in self.partitions.values())

    def partition(self, number: int) -> PartitionAccount:
        """The account of a partition of ``articles.raw``."""
        return self.partitions.setdefault(number, PartitionAccount(number))

    def add(self, ended: Ended) -> None:
        """Count the end of one more message."""
        self.counts[ended.end] += 1
        partition = self.partition(ended.message[1])
        partition.read += 1
        partition.dead += ended.letter is not None
        if ended.letter is not None:
            self.dead[ended.letter] += 1
        if ended.end is End.MISSING and len(self.missing) < MISSING_KEPT:
            self.missing.append(ended)
