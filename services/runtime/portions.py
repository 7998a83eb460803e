"""Splits a batch where its parts would grow too large, in bytes or in number."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.topics import MIB
from services.runtime.stage import Handle, Message, Outcome

PORTION_BYTES = 16 * MIB
"""Ordinary batches are a fifth of this; 40 articles of 4 MB at once took storage 1.4 GB."""


def in_portions(handle: Handle, most: int = PORTION_BYTES) -> Handle:
    """The same function, given at most ``most`` bytes of values, or one message, at a time."""

    async def handle_portions(batch: Sequence[Message]) -> list[Outcome]:
        portions = runs((len(message.value or b"") for message in batch), most, len(batch))
        return [
            outcome
            for portion in portions
            for outcome in await handle([batch[index] for index in portion])
        ]

    return handle_portions


def runs(sizes: Iterable[int], most_bytes: int, most: int) -> Iterator[range]:
    """The indices of neighbours that go together: at most ``most`` of them, and ``most_bytes`` in
    all by their sizes, or one alone."""
    run, taken = range(0), 0
    for size in sizes:
        if run and (len(run) == most or taken + size > most_bytes):
            yield run
            run, taken = range(run.stop, run.stop), 0
        run, taken = range(run.start, run.stop + 1), taken + size
    if run:
        yield run
