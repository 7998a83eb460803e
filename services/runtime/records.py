"""Records to be written: outputs and dead letters, and the broker's answer to each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from schemas.dead_letter import (
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    DeadLetter,
    Headers,
    attempts_before,
    dead_headers,
    header,
)
from schemas.topics import Topic, dead_topic
from services.runtime.stage import Failed, Message, Published, Rejected, Stage, Unreadable

ERROR_LENGTH = 500
"""Characters of an error that a dead letter and a log line keep."""


PART_BYTES = 64 * 1024
"""Bytes of a value, of a key and of all headers that a dead letter keeps when it can't be whole."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message to be written. ``headers`` as Kafka takes them."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()


class TooLarge(Exception):
    """The broker will never take this record, however often it is tried."""


Deliver = Callable[[Sequence[Record]], Awaitable[Sequence[Exception | None]]]
"""Writes records; gives the broker's answer to each: None, ``TooLarge``, or what went wrong."""


def output_record(stage: Stage, message: Message, outcome: Published, trace: bytes) -> Record:
    """The record that hands an outcome on. Raises RuntimeError if the stage has no such output."""
    topic = _output(stage, outcome)
    return Record(
        topic.name,
        outcome.key,
        outcome.value,
        (
            (SCHEMA_HEADER, topic.schema_header.encode()),
            (TRACE_HEADER, trace),
            (PUBLISHED_HEADER, str(published_at(message)).encode()),
        ),
    )


def _output(stage: Stage, outcome: Published) -> Topic:
    for topic in stage.outputs:
        if outcome.topic in (None, topic.name):
            return topic
    raise RuntimeError(f"{stage.name} has no topic {outcome.topic or ''} to publish to")


def dead_letter_record(
    stage: Stage,
    message: Message,
    outcome: Rejected | Failed,
    trace: bytes,
    now: float,
    *,
    in_part: bool = False,
) -> Record:
    """The record that keeps a message which did not get through: its own key, value and headers,
    and why. ``now`` is in seconds since 1970 UTC.

    With ``in_part``, for a topic that would not take it whole, and for what can't be read, it keeps
    the first bytes, and says the size and the sum of the whole.
    """
    value, headers = message.value, message.headers
    size: int | None = None
    digest: str | None = None
    messages: int | None = None
    if isinstance(value, Unreadable):
        messages = value.messages if value.messages > 1 else None
        size, digest, value = value.size, value.sha256, bytes(value)
    elif in_part:
        size, digest = len(value or b""), sha256(value or b"").hexdigest()
    if in_part:
        value = value[:PART_BYTES] if value is not None else None
        headers = headers if _bytes_of(headers) <= PART_BYTES else ()
    if value is None and message.key is None:
        value = b""  # aiokafka sends no record without either.
    letter = DeadLetter(
        service=stage.name,
        outcome=outcome.name,
        reason=outcome.reason,
        error=outcome.error[:ERROR_LENGTH],
        attempts=1 + attempts_before(message.headers),
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=message.known_timestamp,
        time=datetime.fromtimestamp(now, UTC),
        version=stage.version,
        size=size,
        sha256=digest,
        messages=messages,
    )
    if header(headers, TRACE_HEADER) is None:
        headers = (*headers, (TRACE_HEADER, trace))
    return Record(
        dead_topic(stage.input).name,
        message.key[:PART_BYTES] if in_part and message.key else message.key,
        value,
        tuple(dead_headers(headers, letter)),
    )


def _bytes_of(headers: Headers) -> int:
    return sum(len(name.encode()) + len(value or b"") for name, value in headers)


def published_at(message: Message) -> int:
    """When the article was published on the first topic, in milliseconds since 1970 UTC."""
    stated = header(message.headers, PUBLISHED_HEADER) or b""
    return int(stated) if stated.isdigit() and len(stated) < 16 else message.known_timestamp
