"""Message values and outcomes as frames of bytes, for the sockets of a process pool."""

import json
from collections.abc import Iterable, Iterator

from services.runtime.stage import Dropped, Failed, Outcome, Published, Reason, Rejected, Stored

LENGTH_BYTES = 4


def encode_value(value: bytes | None) -> bytes:
    """A message's value as one frame."""
    return b"\x00" if value is None else b"\x01" + value


def decode_value(frame: bytes) -> bytes | None:
    """The value in a frame of ``encode_value``."""
    return frame[1:] if frame[:1] == b"\x01" else None


def encode_outcome(outcome: Outcome) -> bytes:
    """An outcome as one frame: a line of JSON, then the value of what is to be published."""
    match outcome:
        case Published(key, value, topic):
            return json.dumps(["published", key.decode(), topic]).encode() + b"\n" + value
        case Rejected(reason, error) | Failed(reason, error):
            return json.dumps([outcome.name, reason, error]).encode()
        case Dropped(reason):
            return json.dumps([outcome.name, reason]).encode()
        case Stored():
            return json.dumps([outcome.name]).encode()


def decode_outcome(frame: bytes) -> Outcome:
    """The outcome in a frame of ``encode_outcome``. Raises ValueError on anything else."""
    head, _, value = frame.partition(b"\n")
    match json.loads(head):
        case ["published", str(key), str() | None as topic]:
            return Published(key.encode(), value, topic)
        case ["rejected", str(reason), str(error)]:
            return Rejected(Reason(reason), error)
        case ["failed", str(reason), str(error)]:
            return Failed(Reason(reason), error)
        case ["dropped", str(reason)]:
            return Dropped(Reason(reason))
        case ["stored"]:
            return Stored()
        case other:
            raise ValueError(f"not an outcome: {other!r:.100}")


def bundle(frames: Iterable[bytes]) -> bytes:
    """Some frames as one."""
    return b"".join(
        part for frame in frames for part in (len(frame).to_bytes(LENGTH_BYTES, "big"), frame)
    )


def unbundle(bundled: bytes) -> Iterator[bytes]:
    """The frames in what ``bundle`` gave."""
    at = 0
    while at < len(bundled):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(bundled[at:start], "big")
        yield bundled[start:at]
