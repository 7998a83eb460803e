"""Sums up the dead letters that nobody has handled, for the status page."""

from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass

from services.cli.dead_letters.handled_store import HandledStore
from services.cli.dead_letters.operations import batches
from services.cli.dead_letters.selection import DeadLetterMessage, Selection
from services.runtime.registration import topology
from services.runtime.settings import Settings

MOST = 10_000
"""Dead letters read at most; with more of them their number is a lower bound."""


UNREADABLE = ("?", "?", "no headers")
"""Service, outcome and reason of a message whose headers can't be read."""


@dataclass(slots=True)
class LetterGroup:
    """Open dead letters of one topic, service and reason. ``newest`` in milliseconds since 1970
    UTC; ``example`` and ``error`` are of the newest one."""

    topic: str
    service: str
    outcome: str
    reason: str
    count: int = 0
    newest: int = -1
    example: str = ""
    error: str = ""

    def add(self, one: DeadLetterMessage) -> None:
        """Count one more."""
        self.count += 1
        if one.timestamp >= self.newest:
            self.newest, self.example = one.timestamp, str(one.place)
            self.error = one.letter.error if one.letter else ""


@dataclass(slots=True)
class OpenLetters:
    """What is known of the open dead letters. ``unknown`` says why nothing is."""

    groups: list[LetterGroup]
    complete: bool = True
    unknown: str = ""

    @property
    def count(self) -> int:
        """How many there are, at least."""
        return sum(one.count for one in self.groups)


Groups = dict[tuple[str, str, str, str], LetterGroup]


async def read_open_letters(
    settings: Settings, memory: HandledStore, most: int = MOST
) -> OpenLetters:
    """Read the dead letters that nobody has handled, ``most`` of them at most.

    Raises Outage or ReadError where Kafka or the store gives no answer.
    """
    found: Groups = {}
    seen = 0
    async with aclosing(batches(settings, Selection(), memory)) as read:
        async for batch in read:
            _add(found, batch)
            seen += len(batch)
            if seen >= most:
                break
    return OpenLetters(_sorted(found), complete=seen < most)


def sum_up(letters: Iterable[DeadLetterMessage]) -> list[LetterGroup]:
    """The letters by topic, service, outcome and reason."""
    found: Groups = {}
    _add(found, letters)
    return _sorted(found)


def _add(found: Groups, letters: Iterable[DeadLetterMessage]) -> None:
    for one in letters:
        letter = one.letter
        told = (letter.service, letter.outcome, letter.reason) if letter else UNREADABLE
        key = (topology().source_of(one.place.topic).name, *told)
        found.setdefault(key, LetterGroup(*key)).add(one)


def _sorted(found: Groups) -> list[LetterGroup]:
    return [found[key] for key in sorted(found)]
