"""Grants less time to an owner whose messages keep reaching their limit, so that others go on."""

import threading
from collections.abc import Callable

SHARED_TIME_SHARE = 0.25
"""Share of its time limit that a message may use within a chunk; alone it may use the rest."""
RECOVERY = 1000
"""Outcomes after which every shortened time doubles."""

OwnerOf = Callable[[bytes], str]
"""Whose a message is, from its value; must not raise."""


class TimeBudget:
    """How long a message may compute, by whose it is. All threads of a pool share it.

    Each message that reaches its limit, or kills its process, halves the time of its owner's next
    ones, from ``seconds`` down to ``least``. It doubles again with every ``RECOVERY`` outcomes of
    the pool. No clock is asked: the same messages in the same order get the same time.
    """

    def __init__(self, seconds: float, least: float, owner_of: OwnerOf | None) -> None:
        """Everyone gets ``seconds``, always, where ``owner_of`` is None."""
        self.seconds = seconds
        self._least = min(least, seconds)
        self._owner_of = owner_of
        self._shortened: dict[str, float] = {}
        self._done = 0
        self._changing = threading.Lock()

    def seconds_for(self, value: bytes | None) -> float:
        """Seconds of processor that a message with this value may use."""
        if not self._shortened or self._owner_of is None:  # Nearly always: the value is not read.
            return self.seconds
        return self._shortened.get(self._owner_of(value or b""), self.seconds)

    def is_short(self, value: bytes | None) -> bool:
        """Whether the message may use less alone than others may within a chunk."""
        return self.seconds_for(value) < SHARED_TIME_SHARE * self.seconds

    def note_trouble(self, value: bytes | None) -> None:
        """A message reached its limit, or killed its process."""
        if self._owner_of is None:
            return
        owner = self._owner_of(value or b"")
        with self._changing:
            seconds = self._shortened.get(owner, self.seconds)
            self._shortened[owner] = max(seconds / 2, self._least)

    def note_done(self, outcomes: int) -> None:
        """So many messages have got an outcome."""
        with self._changing:
            self._done += outcomes
            if self._done >= RECOVERY:
                self._done -= RECOVERY
                doubled = {owner: 2 * one for owner, one in self._shortened.items()}
                self._shortened = {
                    owner: one for owner, one in doubled.items() if one < self.seconds
                }
