"""Memory that child processes share: what one of them has found, no other need find again."""

import mmap
from collections.abc import Iterator
from hashlib import blake2b
from struct import Struct
from time import monotonic_ns

_HEAD = Struct("8s16sIQ")
"""The beginning of the key, a digest of key and value, the value's length, when it was put."""
_WAYS = 4
"""Places where a value may lie: with one alone, a fifth of what a quarter of the shelf would hold
was lost to others."""


class SharedCache:
    """Remembers values by their keys, for this process and all that are forked from it later.

    There are ``places`` of ``room`` bytes each. A value lies in one of the few places that its key
    says; if none is free, it takes that of the oldest there. One that is longer than the room is
    not kept. Nobody waits for anybody: with each value lies a digest of it and of its key, and
    what another process has half written, or left so when it was killed, does not agree with it
    and counts as nothing.
    """

    def __init__(self, places: int, room: int) -> None:
        self._places = places
        self._room = room
        # Pages that nobody has written yet take no memory.
        self._memory = mmap.mmap(-1, places * (_HEAD.size + room))

    def get(self, key: bytes) -> bytes | None:
        """The value of a key of 16 to 64 bytes that are as good as random, such as a digest."""
        for start in self._starts(key):
            begins, agreed, length, _ = _HEAD.unpack_from(self._memory, start)
            if begins == key[:8]:
                begin = start + _HEAD.size
                value = self._memory[begin : begin + min(length, self._room)]
                if _digest(key, value) == agreed:
                    return value
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep the value for a while."""
        if len(value) > self._room:
            return

        def put_at(start: int) -> int:
            begins, _, _, then = _HEAD.unpack_from(self._memory, start)
            return 0 if begins == key[:8] else then

        start = min(self._starts(key), key=put_at)
        _HEAD.pack_into(
            self._memory, start, key[:8], _digest(key, value), len(value), monotonic_ns()
        )
        begin = start + _HEAD.size
        self._memory[begin : begin + len(value)] = value

    def _starts(self, key: bytes) -> Iterator[int]:
        first = int.from_bytes(key[8:16])
        for way in range(_WAYS):
            yield (first + way) % self._places * (_HEAD.size + self._room)


def _digest(key: bytes, value: bytes) -> bytes:
    return blake2b(value, key=key, digest_size=16).digest()
