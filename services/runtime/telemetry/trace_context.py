"""What the runner needs of tracing: a trace context for each message of a batch, and an end."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.dead_letter import TRACE_HEADER, header
from services.runtime.stage import Message, Outcome


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of one batch. ``traceparents`` has one W3C trace context per message."""

    traceparents: Sequence[bytes]
    end: Callable[[Sequence[Outcome]], None]


Trace = Callable[[str, Sequence[Message]], Spans]
"""Begins the spans of a batch, given the service's name."""


def trace_of(message: Message) -> bytes:
    """The message's trace context; one without gets it from its origin, so that a redelivery has
    the same."""
    there = header(message.headers, TRACE_HEADER)
    if there is not None:
        return there
    digest = hashlib.sha256(message.origin.model_dump_json().encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01".encode()


def untraced(service: str, batch: Sequence[Message]) -> Spans:
    """A ``Trace`` that makes no spans: contexts are handed on as they are."""
    return Spans([trace_of(message) for message in batch], lambda outcomes: None)
