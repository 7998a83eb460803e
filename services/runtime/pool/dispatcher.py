"""Shares a batch out among child processes, and says what becomes of what a child did not do.

Pure bookkeeping: ``children.py`` has the processes and the clock.
"""

from collections import deque
from collections.abc import Sequence
from math import ceil

from services.runtime.stage import Failed, Outcome, Reason, chunk_ranges

TRIES = 2
"""So often, alone, a message may lose its child. That which computes to its limit has one try."""
CHUNK_BYTES = 512 * 1024
"""Messages of more are sent with fewer others, or alone: in company their time is short."""

_SAID = {
    Reason.TIMED_OUT: "it took longer than its time limit",
    Reason.CHILD_DIED: "the process that worked on it died or was stopped: a crash, or more memory "
    "than its limit",
}


class BatchDispatcher:
    """The messages of one batch that are still to be worked off, shared by all threads.

    Chunks hold ``most`` messages at most, and are as many for each of ``children``: none is to
    wait for another that has one chunk more.
    """

    def __init__(self, values: Sequence[bytes | None], most: int, children: int) -> None:
        self.values = values
        self.outcomes: dict[int, Outcome] = {}
        self._tries = [0] * len(values)
        sizes = (len(value or b"") for value in values)
        rounds = ceil(len(values) / (most * children))
        even = ceil(len(values) / (rounds * children)) if rounds else 1
        self._chunks = deque(list(chunk) for chunk in chunk_ranges(sizes, CHUNK_BYTES, even))

    def take(self) -> list[int]:
        """The indices of the messages that a child is to get next; none if all are taken."""
        try:
            return self._chunks.popleft()
        except IndexError:
            return []

    def record_results(
        self, chunk: list[int], outcomes: Sequence[Outcome], trouble: Reason | None
    ) -> None:
        """Note what came of a chunk. What was not reached is tried alone, so that only the one
        message that makes trouble pays for it."""
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
