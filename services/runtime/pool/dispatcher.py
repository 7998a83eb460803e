"""Divides a batch into chunks for pool processes, and decides about messages left undone.

Pure bookkeeping: ``pool.py`` has the processes and the clock.
"""

from collections import deque
from collections.abc import Sequence
from math import ceil

from services.runtime.stage import Failed, Outcome, Reason, chunk_ranges

TRIES = 2
"""A message alone may kill its process this often before it fails. A message that reaches its time
limit fails at once."""
CHUNK_BYTES = 512 * 1024
"""Bytes in one chunk. Larger messages go alone: within a chunk their time is short."""

_SAID = {
    Reason.TIMED_OUT: "it took longer than its time limit",
    Reason.CHILD_DIED: "the process that worked on it died or was stopped: a crash, or more memory "
    "than its limit",
}


class BatchDispatcher:
    """The chunks of one batch that no process has taken yet, shared by all threads.

    A chunk holds at most ``most`` messages. Each of ``processes`` gets the same number of chunks,
    so that none waits for another with one chunk more.
    """

    def __init__(self, values: Sequence[bytes | None], most: int, processes: int) -> None:
        self.values = values
        self.outcomes: dict[int, Outcome] = {}
        self._tries = [0] * len(values)
        sizes = (len(value or b"") for value in values)
        turns = ceil(len(values) / (most * processes))
        even = ceil(len(values) / (turns * processes)) if turns else 1
        self._chunks = deque(list(chunk) for chunk in chunk_ranges(sizes, CHUNK_BYTES, even))

    def take(self) -> list[int]:
        """The indices of the next chunk's messages; empty if all are taken."""
        try:
            return self._chunks.popleft()
        except IndexError:
            return []

    def record_results(
        self, chunk: list[int], outcomes: Sequence[Outcome], trouble: Reason | None
    ) -> None:
        """Record a chunk's outcomes. Messages without one are tried again alone, so that only the
        culprit fails."""
        self.outcomes.update(zip(chunk, outcomes, strict=False))
        rest = chunk[len(outcomes) :]
        if trouble is None or not rest:
            return
        if len(chunk) == 1:
            self._tries[rest[0]] += 1
            if trouble is Reason.TIMED_OUT or self._tries[rest[0]] >= TRIES:
                self.outcomes[rest[0]] = Failed(trouble, _SAID[trouble])
                return
        self._chunks.extendleft([index] for index in reversed(rest))
