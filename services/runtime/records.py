"""Records to be written, the broker's answer to each, and the record of a dead letter."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


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
"""Writes records; gives the broker's word on each: None, ``TooLarge``, or what went wrong."""
