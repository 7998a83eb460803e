"""The id of an event: how far its reader has come in every partition of the topic.

A reader that comes back with it goes on exactly there. To readers it is opaque; it is `1.` and,
in base64url, the topic's checksum and each partition's next offset as a varint.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping

VERSION = "1."
MOST_CHARACTERS = 64 * 1024
MOST_PARTITIONS = 10_000
LARGEST = 2**63 - 1


class BadPosition(ValueError):
    """No id of ours, or one of another topic; one sentence."""


def encode(topic: str, offsets: Mapping[int, int]) -> str:
    """The id that names each partition's next offset; a partition that is left out counts as 0."""
    count = max(offsets, default=-1) + 1
    raw = bytearray(zlib.crc32(topic.encode()).to_bytes(4, "big"))
    for partition in range(count):
        number = offsets.get(partition, 0)
        while number > 127:
            raw.append(number & 127 | 128)
            number >>= 7
        raw.append(number)
    return VERSION + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(topic: str, text: str) -> dict[int, int]:
    """Each partition's next offset. Raises BadPosition."""
    if not text.startswith(VERSION) or len(text) > MOST_CHARACTERS:
        raise BadPosition("no id that an event of this gateway had")
    packed = text.removeprefix(VERSION)
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadPosition("no id that an event of this gateway had") from None
    if raw[:4] != zlib.crc32(topic.encode()).to_bytes(4, "big"):
        raise BadPosition(f"no id of an event of {topic}")
    return dict(enumerate(_varints(raw[4:])))


def _varints(raw: bytes) -> list[int]:
    numbers: list[int] = []
    number = shift = 0
    for byte in raw:
        number |= (byte & 127) << shift
        shift += 7
        if number > LARGEST or shift > 70:
            raise BadPosition("it names an offset that no partition has")
        if byte < 128:
            numbers.append(number)
            number = shift = 0
    if shift or len(numbers) > MOST_PARTITIONS:
        raise BadPosition("it is cut off, or names too many partitions")
    return numbers
