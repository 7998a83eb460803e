"""Names dead letters, chooses among them and sums them up; knows no Kafka and no store."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from schemas.articles import utc_moment
from schemas.dead_letter import DeadLetter, read_dead_letter
from schemas.topics import dead_topic
from services.cli.errors import CommandError
from services.runtime.registration import topology


class DeadLetterId(NamedTuple):
    """Where a dead letter lies."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @classmethod
    def parse(cls, name: str) -> "DeadLetterId":
        """The place that ``articles.raw.dead/3/17`` names. Raises CommandError if it is none."""
        topic, _, numbers = name.partition("/")
        partition, _, offset = numbers.partition("/")
        if topic not in topology().dead_topics or not (
            re.fullmatch(r"\d{1,10}", partition) and re.fullmatch(r"\d{1,19}", offset)
        ):
            raise CommandError(f"{name}: not a dead letter's id, such as articles.raw.dead/3/17")
        return cls(topic, int(partition), int(offset))


@dataclass(frozen=True, slots=True)
class DeadLetterMessage:
    """A message on a dead-letter topic. ``timestamp`` in milliseconds since 1970 UTC."""

    place: DeadLetterId
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    letter: DeadLetter | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "letter", read_dead_letter(self.headers))

    @property
    def topic(self) -> str:
        """The dead-letter topic that it lies on."""
        return self.place.topic

    @property
    def id(self) -> str:
        """Names it for ever: a topic that is made anew has other timestamps."""
        return f"{self.place}/{self.timestamp}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which dead letters are meant: those at places, or all with a service and a reason."""

    places: frozenset[DeadLetterId] = frozenset()
    service: str | None = None
    reason: str | None = None

    @property
    def topics(self) -> list[str]:
        """The topics on which they can lie."""
        if self.places:
            return sorted({place.topic for place in self.places})
        if self.service is None:
            return list(topology().dead_topics)
        return [dead_topic(topic).name for topic in topology()[self.service].inputs]

    def matches(self, message: DeadLetterMessage) -> bool:
        """Whether this one is meant."""
        if self.places:
            return message.place in self.places
        service = message.letter.service if message.letter else None
        reason = message.letter.reason if message.letter else None
        return self.service in (None, service) and self.reason in (None, reason)


@dataclass(slots=True)
class Group:
    """Dead letters of one service with one reason. Times in milliseconds since 1970 UTC."""

    example: DeadLetterId
    count: int = 0
    oldest: int = 0
    newest: int = 0


Kind = tuple[str, str, str]


def add(found: dict[Kind, Group], message: DeadLetterMessage) -> None:
    """Count one more."""
    letter = message.letter
    kind = (letter.service, letter.outcome, letter.reason) if letter else ("?", "?", "no headers")
    one = found.setdefault(kind, Group(message.place, 0, message.timestamp, message.timestamp))
    one.count += 1
    one.oldest = min(one.oldest, message.timestamp)
    one.newest = max(one.newest, message.timestamp)


def as_row(kind: Kind, group: Group) -> dict[str, object]:
    """Dead letters of one kind, for ``--json``."""
    service, outcome, reason = kind
    return {
        "service": service,
        "outcome": outcome,
        "reason": reason,
        "count": group.count,
        "oldest": _moment(group.oldest),
        "newest": _moment(group.newest),
        "example": str(group.example),
    }


def as_cells(kind: Kind, group: Group, now: float) -> tuple[str, ...]:
    """The same for a table; ``now`` in seconds since 1970."""
    ages = (
        age(now - at / 1000) if _moment(at) else "unknown" for at in (group.oldest, group.newest)
    )
    return (*kind, f"{group.count:,}", *ages, str(group.example))


def as_entry(message: DeadLetterMessage) -> dict[str, object]:
    """One dead letter, for ``--ids --json``; what can't be read is null."""
    letter = message.letter
    return {
        "id": str(message.place),
        "service": letter and letter.service,
        "outcome": letter and letter.outcome,
        "reason": letter and letter.reason,
        "error": letter and letter.error,
        "attempts": letter and letter.attempts,
        "time": _moment(message.timestamp),
    }


def _moment(milliseconds: int) -> datetime | None:
    """None where the timestamp names no time; 0 stands for none."""
    return utc_moment(milliseconds) if milliseconds else None


def age(seconds: float) -> str:
    """A time span for people: ``40 s``, ``3 min``, ``5 h``, ``2 d``."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"
