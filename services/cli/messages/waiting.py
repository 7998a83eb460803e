"""Says what a command waits for, if it waits long."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from services.cli.invocation import command

if TYPE_CHECKING:
    from services.runtime.settings import Settings

SLOW_SECONDS = 2.0
"""What is over sooner needs no word."""


@contextmanager
def told_if_slow(words: str, seconds: float = SLOW_SECONDS) -> Iterator[None]:
    """Say what we wait for if it takes longer than so many seconds. Needs a running event loop."""
    later = asyncio.get_running_loop().call_later(
        seconds, lambda: print(words, file=sys.stderr, flush=True)
    )
    try:
        yield
    finally:
        later.cancel()


_told_missing: set[str] = set()


def tell_missing(topics: Iterable[str]) -> None:
    """Say once of each topic that it is not there: a service was installed after the topics were
    made.

    Raises ReadError if an article must pass it: without that topic nothing true can be told. A
    broker that is busy may also leave one out of its answer.
    """
    from schemas.topics import dead_topic
    from services.runtime.kafka.reader import ReadError
    from services.runtime.registration import topology

    read = [topic for one in topology().audited for topic in one.inputs]
    needed = {one.name for topic in read for one in (topic, dead_topic(topic))}
    if lost := sorted(needed.intersection(topics)):
        raise ReadError(f"no topic {', '.join(lost)} there; `wireroom topics create` makes it")
    new = [topic for topic in topics if topic not in _told_missing]
    _told_missing.update(new)
    if new:
        print(
            f"left out, for it is not there: {', '.join(new)}; `{command('topics create')}` "
            "makes it",
            file=sys.stderr,
            flush=True,
        )


def waiting_for_kafka(settings: "Settings") -> AbstractContextManager[None]:
    """Say where Kafka should be if it takes its time."""
    return told_if_slow(f"waiting for Kafka at {settings.kafka} (WIREROOM_KAFKA)")
