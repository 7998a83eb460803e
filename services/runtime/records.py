"""Records to be written: outputs and dead letters, and the broker's answer to each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.dead_letter import (
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    DeadLetter,
    attempts_before,
    dead_headers,
    header,
)
from schemas.topics import Topic, dead_topic
from services.runtime.stage import Failed, Message, Published, Rejected, Stage

ERROR_LENGTH = 500
"""Characters of an error that a dead letter and a log line keep."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message to be written. ``headers`` as Kafka takes them."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


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
    stage: Stage, message: Message, outcome: Rejected | Failed, trace: bytes, now: float
) -> Record:
    """The record that keeps a message which did not get through: its own key, value and headers,
    and why. ``now`` is in seconds since 1970 UTC."""
    letter = DeadLetter(
        service=stage.name,
        outcome=outcome.name,
        reason=outcome.reason,
        error=outcome.error[:ERROR_LENGTH],
        attempts=1 + attempts_before(message.headers),
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=max(message.timestamp, 0),
        time=datetime.fromtimestamp(now, UTC),
        version=stage.version,
    )
    headers = message.headers
    if header(headers, TRACE_HEADER) is None:
        headers = (*headers, (TRACE_HEADER, trace))
    return Record(
        dead_topic(stage.input).name,
        message.key,
        message.value,
        tuple(dead_headers(headers, letter)),
    )


def published_at(message: Message) -> int:
    """When the article was published on the first topic, in milliseconds since 1970 UTC."""
    stated = header(message.headers, PUBLISHED_HEADER) or b""
    return int(stated) if stated.isdigit() and len(stated) < 16 else max(message.timestamp, 0)
