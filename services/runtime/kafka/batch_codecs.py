"""Expands compressed batches, each within a limit: a batch of 8 MiB can hold 8 GiB."""

import struct
import zlib
from collections.abc import Callable

import cramjam

from schemas.topics import MIB

MOST_BATCH_BYTES = 64 * MIB
"""Bytes that a compressed batch may expand to. Producers compress batches of 16 KiB to 1 MiB; 8 MiB
of gzip can hold 8 GiB."""
FIRST_ROOM = 64 * 1024
GROWTH = 16
"""How much more room than compressed bytes is tried first, and each time than before."""

_GZIP, _SNAPPY, _LZ4, _ZSTD = 1, 2, 3, 4
_XERIAL = b"\x82SNAPPY\x00"
_XERIAL_START = 16


class BrokenBatch(Exception):
    """Why a batch or a record can't be read, in one line."""


def expand(codec: int, data: memoryview, most: int = MOST_BATCH_BYTES) -> bytes | memoryview:
    """The records of a compressed batch.

    Raises BrokenBatch if they are more than ``most`` bytes, or the bytes are broken.
    """
    try:
        return _EXPAND[codec](data, most)
    except KeyError:
        raise BrokenBatch(f"its codec has the unknown number {codec}") from None
    except (OSError, ValueError, zlib.error, cramjam.DecompressionError) as error:
        raise BrokenBatch(
            f"its records can't be expanded within {most // MIB} MiB: {error}"
        ) from error


def _gunzip(data: memoryview, most: int) -> bytes:
    parts, size = [], 0
    while len(data):
        member = zlib.decompressobj(wbits=31)
        parts.append(member.decompress(data, most - size + 1))
        size += len(parts[-1])
        if size > most:
            raise BrokenBatch(f"it expands to more than {most // MIB} MiB")
        if not member.eof:
            raise BrokenBatch("its gzip data end too early")
        data = memoryview(member.unused_data)
    return b"".join(parts)


def _expand_into(decompress_into: Callable[..., int]) -> Callable[[memoryview, int], memoryview]:
    def expanded(data: memoryview, most: int) -> memoryview:
        compressed, size = bytes(data), max(FIRST_ROOM, GROWTH * len(data))
        # To clear all the room that a batch may take costs 40 ms.
        while size < most:
            room = bytearray(size)
            try:
                return memoryview(room)[: decompress_into(compressed, room)]
            except (OSError, ValueError, cramjam.DecompressionError):  # Too small, or broken.
                size *= GROWTH
        room = bytearray(most)
        return memoryview(room)[: decompress_into(compressed, room)]

    return expanded


def _unsnap(data: memoryview, most: int) -> bytes:
    """Raw snappy, or Java's blocks of it: a magic word, two versions, then length and block."""
    if bytes(data[: len(_XERIAL)]) != _XERIAL:
        return _unsnap_block(data, most)
    parts, size, position = [], 0, _XERIAL_START
    while position < len(data):
        length: int = struct.unpack_from(">i", data, position)[0]
        position += 4
        if not 0 < length <= len(data) - position:
            raise BrokenBatch(f"a snappy block of {length} bytes does not fit")
        parts.append(_unsnap_block(data[position : position + length], most - size))
        size += len(parts[-1])
        position += length
    return b"".join(parts)


def _unsnap_block(data: memoryview, most: int) -> bytes:
    block = bytes(data)
    if cramjam.snappy.decompress_raw_len(block) > most:
        raise BrokenBatch("it expands to more than is read")
    return bytes(cramjam.snappy.decompress_raw(block))


_EXPAND: dict[int, Callable[[memoryview, int], bytes | memoryview]] = {
    _GZIP: _gunzip,
    _SNAPPY: _unsnap,
    _LZ4: _expand_into(cramjam.lz4.decompress_into),
    _ZSTD: _expand_into(cramjam.zstd.decompress_into),
}
