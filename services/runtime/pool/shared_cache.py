"""A cache in memory that all pool processes share: one computes a value, all can read it."""

import mmap
from collections.abc import Iterator
from hashlib import blake2b
from struct import Struct
from time import monotonic_ns

_HEAD = Struct("8s16sIQ")
"""An entry's header: start of the key, digest of key and value, length, time of writing."""
_WAYS = 4
"""Places where a value may lie (n-way set-associative). With one way, a fifth of the values in a
cache that was a quarter full had displaced each other."""


class SharedCache:
    """Keeps values by key for this process and all that are forked from it later.

    There are ``places`` entries of ``room`` bytes. The key names a few places for its value; if
    none is free, the oldest entry there is replaced. A value longer than ``room`` is not kept. The
    cache has no locks. Each entry holds a digest of key and value; a half-written entry does not
    match its digest and counts as missing.
    """

    def __init__(self, places: int, room: int) -> None:
        self._places = places
        self._room = room
        # Pages that were never written take no memory.
        self._memory = mmap.mmap(-1, places * (_HEAD.size + room))

    def get(self, key: bytes) -> bytes | None:
        """The value, or None. The key has 16 to 64 bytes that look random, such as a digest."""
        for start in self._starts(key):
            begins, agreed, length, _ = _HEAD.unpack_from(self._memory, start)
            if begins == key[:8]:
                begin = start + _HEAD.size
                value = self._memory[begin : begin + min(length, self._room)]
                if _digest(key, value) == agreed:
                    return value
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep the value until newer ones need its place."""
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
