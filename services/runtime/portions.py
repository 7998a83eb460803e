"""Bounds the memory that a batch takes while it is worked on."""

from collections.abc import Iterator, Sequence

from schemas.topics import MIB
from services.runtime.stage import Handle, Message, Outcome

PORTION_BYTES = 16 * MIB
"""Ordinary batches are a fifth of this; 40 articles of 4 MB at once took storage 1.4 GB."""


def in_portions(handle: Handle, most: int = PORTION_BYTES) -> Handle:
    """The same function, given at most ``most`` bytes of values, or one message, at a time."""

    async def handle_portions(batch: Sequence[Message]) -> list[Outcome]:
        return [outcome for portion in _portions(batch, most) for outcome in await handle(portion)]

    return handle_portions


def _portions(batch: Sequence[Message], most: int) -> Iterator[list[Message]]:
    portion: list[Message] = []
    size = 0
    for message in batch:
        more = len(message.value or b"")
        if portion and size + more > most:
            yield portion
            portion, size = [], 0
        portion.append(message)
        size += more
    if portion:
        yield portion
