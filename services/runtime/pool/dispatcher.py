"""Divides a batch into chunks for pool processes, and decides about messages left undone.

Pure bookkeeping: ``pool.py`` has the processes and the clock.
"""

from collections import deque
from collections.abc import Sequence
from math import ceil

from services.runtime.pool.time_budget import SHARED_TIME_SHARE, TimeBudget
from services.runtime.stage import Outcome, Reason, Rejected, chunk_ranges

TRIES = 2
"""A message alone may kill its process this often before it is rejected. A message that reaches its
time limit is rejected at once."""
CHUNK_BYTES = 512 * 1024
"""Bytes in one chunk. Larger messages go alone: within a chunk their time is short."""

_SAID = {
    Reason.TIMED_OUT: "it took longer than its time limit",
    Reason.CHILD_DIED: "the process that worked on it died or was stopped: a crash, or more memory "
    "than its limit",
}
_SHORT = "; it had little time, because others of the same owner had reached their limits"


class BatchDispatcher:
    """The chunks of one batch that no process has taken yet, shared by all threads.

    A chunk holds at most ``most`` messages. Each of ``processes`` gets the same number of chunks,
    so that none waits for another with one chunk more. A message to which ``budget`` grants little
    goes alone, after the others.
    """

    def __init__(
        self, values: Sequence[bytes | None], most: int, processes: int, budget: TimeBudget
    ) -> None:
        self.values = values
        self._budget = budget
        self.outcomes: dict[int, Outcome] = {}
        self._tries = [0] * len(values)
        sizes = (len(value or b"") for value in values)
        turns = ceil(len(values) / (most * processes))
        even = ceil(len(values) / (turns * processes)) if turns else 1
        self._chunks = deque(list(chunk) for chunk in chunk_ranges(sizes, CHUNK_BYTES, even))

    def take(self) -> list[int]:
        """The indices of the next chunk's messages; empty if all are taken."""
        while self._chunks:
            try:
                chunk = self._chunks.popleft()
            except IndexError:  # Another thread was quicker.
                break
            if len(chunk) == 1:
                return chunk
            short = [index for index in chunk if self._budget.is_short(self.values[index])]
            self._chunks.extend([index] for index in short)
            if together := [index for index in chunk if index not in short]:
                return together
        return []

    def seconds_of(self, chunk: list[int]) -> float:
        """Seconds of processor that each message of the chunk may use."""
        shared = SHARED_TIME_SHARE * self._budget.seconds
        if len(chunk) > 1:
            return shared
        return min(self._budget.seconds_for(self.values[chunk[0]]), self._budget.seconds - shared)

    def record_results(
        self, chunk: list[int], outcomes: Sequence[Outcome], trouble: Reason | None
    ) -> None:
        """Record a chunk's outcomes. Messages without one are tried again alone, so that only the
        culprit is rejected."""
        self.outcomes.update(zip(chunk, outcomes, strict=False))
        self._budget.note_done(len(outcomes))
        rest = chunk[len(outcomes) :]
        if trouble is None or not rest:
            return
        if len(chunk) == 1:
            self._tries[rest[0]] += 1
            if trouble is Reason.TIMED_OUT or self._tries[rest[0]] >= TRIES:
                is_short = self._budget.is_short(self.values[rest[0]])
                said = _SAID[trouble] + (_SHORT if is_short else "")
                self.outcomes[rest[0]] = Rejected(trouble, said)
                self._budget.note_trouble(self.values[rest[0]])
                return
        self._chunks.extendleft([index] for index in reversed(rest))
