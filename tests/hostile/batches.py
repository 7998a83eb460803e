"""Record batches made by hand, so that they can hold what no client library would write."""

import gzip
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cramjam
from aiokafka.codec import lz4_encode, snappy_encode
from aiokafka.record.util import calc_crc32c

NONE, GZIP, SNAPPY, LZ4, ZSTD = CODECS = tuple(range(5))

COMPRESS: dict[int, Callable[[bytes], bytes]] = {
    NONE: bytes,
    GZIP: gzip.compress,
    SNAPPY: snappy_encode,
    LZ4: lz4_encode,
    ZSTD: lambda data: bytes(cramjam.zstd.compress(data)),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One record. The names of its headers are bytes: UTF-8 is only a custom."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[bytes, bytes | None], ...] = ()


def batch(
    records: Sequence[Written], codec: int = NONE, timestamp: int = 0, *, broken: bool = False
) -> bytes:
    """A batch of magic 2. ``broken`` gives a compressed one whose data do not expand."""
    payload = b"".join(_record(number, one) for number, one in enumerate(records))
    payload = COMPRESS[codec](payload)
    if broken:
        payload = payload[: len(payload) // 2] + b"\x00"
    count = len(records)
    covered = struct.pack(">hiqqqhii", codec, count - 1, timestamp, timestamp, -1, -1, -1, count)
    covered += payload
    head = struct.pack(">ibI", -1, 2, calc_crc32c(covered))
    return struct.pack(">qi", 0, len(head) + len(covered)) + head + covered


def varint(number: int) -> bytes:
    """A number as records hold it: zigzag, seven bits a byte."""
    left, out = (number << 1) ^ (number >> 63), bytearray()
    while left > 0x7F:
        out.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*out, left])


def _field(data: bytes | None) -> bytes:
    return varint(-1) if data is None else varint(len(data)) + data


def _record(number: int, one: Written) -> bytes:
    body = b"\x00" + varint(0) + varint(number) + _field(one.key) + _field(one.value)
    body += varint(len(one.headers))
    body += b"".join(_field(name) + _field(value) for name, value in one.headers)
    return varint(len(body)) + body
