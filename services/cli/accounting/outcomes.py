"""Says of every message on ``articles.raw`` how it ended. Pure: from the evidence alone.

The sum always holds: in = stored + duplicates + rejected + failed + in flight + missing.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import DeadLetter

MessagePosition = tuple[str, int, int]
"""Topic, partition and offset of a message."""


class End(StrEnum):
    """How a message ended, or that it has not yet, or that nothing is left of it."""

    STORED = "stored"
    DUPLICATE = "duplicates"
    REJECTED = "rejected"
    FAILED = "failed"
    IN_FLIGHT = "in flight"
    MISSING = "missing"


@dataclass(slots=True)
class TopicEvidence:
    """What the topics say. A key is ``article_id:revision``.

    Only audited services count here: what becomes of an article on a side branch is no end of it.
    """

    committed: dict[tuple[str, int], int] = field(default_factory=dict)
    """The first offset that an audited reader has not acknowledged, by topic and partition."""
    letters: dict[MessagePosition, str] = field(default_factory=dict)
    """The outcome that a dead letter tells, by the place of the message that it was."""
    dead: dict[str, str] = field(default_factory=dict)
    """The same by key, for articles that intake had admitted."""
    moving: set[str] = field(default_factory=set)
    """Keys of messages that a later stage has not acknowledged."""

    def is_waiting(self, spot: MessagePosition) -> bool:
        """Whether the reader of its topic has not acknowledged this message."""
        topic, partition, offset = spot
        return offset >= self.committed.get((topic, partition), 0)

    def add_dead_letter(self, letter: DeadLetter, key: str | None) -> None:
        """Note a dead letter; ``key`` names its article if it can be told."""
        self.letters[letter.topic, letter.partition, letter.offset] = letter.outcome
        if key is not None:
            self.dead[key] = letter.outcome


@dataclass(frozen=True, slots=True)
class StoredState:
    """What the store holds of one key: the origin in the ledger and that of the document."""

    admitted: Origin | None = None
    stored: Origin | None = None
    is_stored: bool = False


def key_of(article_id: str, revision: str | None) -> str:
    """Names one revision of one article, as the ledger and the revisions do."""
    return f"{article_id}:{revision}"


def end_of(
    spot: MessagePosition,
    origin: Origin,
    article: AcceptedArticle | None,
    kept: StoredState,
    seen: TopicEvidence,
) -> End:
    """How the message at ``spot`` ended; ``article`` is None where it holds none."""
    letter = seen.letters.get(spot)
    if article is not None:
        key = key_of(article.article_id, article.revision)
        first = kept.admitted or kept.stored
        if first is not None and first != origin:
            return End.IN_FLIGHT if seen.is_waiting(spot) else End.DUPLICATE
        if first is not None:
            if kept.is_stored:
                return End.STORED
            letter = seen.dead.get(key, letter)
            if letter is None and key in seen.moving:
                return End.IN_FLIGHT
    if letter is not None:
        return End(letter)
    return End.IN_FLIGHT if seen.is_waiting(spot) else End.MISSING


@dataclass(slots=True)
class Branch:
    """What a service beside the audited ones has not done: its lag and its dead letters."""

    service: str
    waiting: int = 0
    rejected: int = 0
    failed: int = 0


class Ended(NamedTuple):
    """How one message ended. ``article_id`` is None where it holds no article."""

    message: MessagePosition
    article_id: str | None
    end: End


@dataclass(slots=True)
class Account:
    """The whole account. ``listed`` holds the missing messages, or all."""

    counts: Counter[End] = field(default_factory=Counter)
    listed: list[Ended] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    list_all: bool = False

    @property
    def missing(self) -> list[Ended]:
        """The messages of which nothing is left."""
        return [one for one in self.listed if one.end is End.MISSING]

    def add(self, spot: MessagePosition, article_id: str | None, end: End) -> None:
        """Count the end of one more message."""
        self.counts[end] += 1
        if end is End.MISSING or self.list_all:
            self.listed.append(Ended(spot, article_id, end))
