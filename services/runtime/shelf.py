"""Memory that child processes share: what one of them has found, no other need find again."""

import mmap
from hashlib import blake2b
from struct import Struct

_HEAD = Struct("16sI")


class Shelf:
    """Remembers values by their keys, for this process and all that are forked from it later.

    There are ``places`` of ``room`` bytes each. A value lies in the place that its key says, in
    place of what lay there before; one that is longer than the room is not kept. Nobody waits for
    anybody: with each value lies a digest of it and of its key, and what another process has half
    written, or left so when it was killed, does not agree with it and counts as nothing.
    """

    def __init__(self, places: int, room: int) -> None:
        self._places = places
        self._size = _HEAD.size + room
        # Pages that nobody has written yet take no memory.
        self._memory = mmap.mmap(-1, places * self._size)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key of 8 to 64 bytes that are as good as random, such as a digest."""
        start = self._start(key)
        agreed, length = _HEAD.unpack_from(self._memory, start)
        if not length:
            return None
        begin = start + _HEAD.size
        value = self._memory[begin : begin + min(length - 1, self._size - _HEAD.size)]
        return value if _digest(key, value) == agreed else None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep the value for a while."""
        if len(value) > self._size - _HEAD.size:
            return
        start = self._start(key)
        _HEAD.pack_into(self._memory, start, _digest(key, value), len(value) + 1)
        begin = start + _HEAD.size
        self._memory[begin : begin + len(value)] = value

    def _start(self, key: bytes) -> int:
        return int.from_bytes(key[:8]) % self._places * self._size


def _digest(key: bytes, value: bytes) -> bytes:
    return blake2b(value, key=key, digest_size=16).digest()
