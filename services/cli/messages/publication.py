"""One run of ``wireroom publish``: reads, publishes, waits for the ends, and can be stopped."""

import asyncio
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from schemas.articles import AcceptedArticle, Origin
from schemas.topics import RAW
from services.cli.errors import CommandError, explain
from services.cli.inputs.drafts import Draft, Files, ReadOptions
from services.cli.inputs.input_files import BadInput, InputFile, PassedOver
from services.cli.inputs.read_ahead import ReadAhead
from services.cli.messages.publisher import (
    BATCH_BYTES,
    Pace,
    key_of,
    ledger_ids_of,
    new_trace,
    record,
)
from services.cli.messages.report import Report
from services.cli.messages.stopping import Stop, Stopped
from services.cli.messages.topic_admin import admin_client
from services.cli.progress_display import Progress
from services.runtime.kafka.producer import Producer
from services.runtime.records import TooLarge
from services.runtime.retry import Outage
from services.runtime.settings import Settings

if TYPE_CHECKING:
    from services.cli.messages.tracker import EndTracker

READ_AHEAD_BYTES = 2 * BATCH_BYTES
ITEM_BYTES = 1024
"""What a draft takes beside its value, about; and what is no draft."""
GRACE_SECONDS = 1.0
"""Once we are to stop, the broker has this long to answer for what it was given."""

Found = Draft | BadInput | PassedOver


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish. ``rate`` in messages a second; ``wait`` in seconds, None: do not wait."""

    reading: ReadOptions
    rate: float | None = None
    wait: float | None = None


async def publish_files(
    settings: Settings,
    files: Sequence[InputFile | BadInput | PassedOver],
    options: PublishOptions,
    report: Report,
    display: Progress,
) -> signal.Signals | None:
    """Publish what can be read and tell the report of everything; what stopped us, if anything.

    Raises CommandError, Outage or ReadError where no more can be published.
    """
    stop = Stop()
    async with AsyncExitStack() as stack:
        display.waiting_for(f"waiting for Kafka at {settings.kafka} (WIREROOM_KAFKA)")
        await _find_topic(settings)
        tracker = None
        if options.wait is not None:
            # The driver of the store takes a third of a second to load.
            from services.cli.messages.tracker import tracking

            display.waiting_for("waiting for the store (WIREROOM_MONGO) and its broker")
            tracker = await stack.enter_async_context(tracking(settings))
        stack.enter_context(stop.listening())
        with suppress(Stopped):
            await _publish(settings, files, options, report, display, stop, tracker)
            if tracker is not None and options.wait is not None:
                await _wait(tracker, options.wait, report, display, stop)
    return stop.signal


async def _find_topic(settings: Settings) -> None:
    async with admin_client(settings) as admin:
        if RAW.name not in await admin.list_topics():
            raise CommandError(
                f"no topic {RAW.name} at {settings.kafka} (WIREROOM_KAFKA); "
                "`wireroom topics create` makes it"
            )


async def _publish(
    settings: Settings,
    files: Sequence[InputFile | BadInput | PassedOver],
    options: PublishOptions,
    report: Report,
    display: Progress,
    stop: Stop,
    tracker: "EndTracker | None",
) -> None:
    reader = Files(files, options.reading)
    inputs = [file for file in files if isinstance(file, InputFile)]
    has_stdin = any(file.path is None for file in inputs)
    pace = Pace(options.rate)
    producer = Producer(settings)
    ahead = ReadAhead[Found](reader, _size, READ_AHEAD_BYTES)
    total = None if has_stdin else sum(file.size for file in inputs)
    began = time.monotonic()
    # Nothing that moves between the lines that someone types.
    words = "" if has_stdin and sys.stdin.isatty() else "publishing"
    try:
        display.waiting_for(words, 0, total)
        while found := await stop.before(ahead.take(pace.at_once, BATCH_BYTES)):
            await stop.before(pace.wait(report.published))
            await _send(producer, found, report, stop, tracker)
            report.flush()
            told = words and f"{words}: {report.published:,} confirmed by Kafka at {settings.kafka}"
            display.waiting_for(told, reader.done_bytes, total)
    finally:
        report.publishing_seconds = time.monotonic() - began
        ahead.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS if stop.signal else None):
                await producer.stop()


def _size(found: Found) -> int:
    return ITEM_BYTES + (len(found.value) if isinstance(found, Draft) else 0)


async def _send(
    producer: Producer,
    found: Sequence[Found],
    report: Report,
    stop: Stop,
    tracker: "EndTracker | None",
) -> None:
    """Publish what is to be published of it, and tell of all of it.

    Raises CommandError if the broker takes no more, and Stopped.
    """
    drafts = [(one, new_trace()) for one in found if is_published(one)]
    answers: Sequence[Origin | Exception] = []
    failure: Exception | None = None
    try:
        if drafts:
            records = [record(draft, trace) for draft, trace in drafts]
            answers = await stop.before(producer.write_all(records), GRACE_SECONDS)
    except (Stopped, Outage) as error:
        answers, failure = [error] * len(drafts), error
    told = zip(drafts, answers, strict=True)
    for one in found:
        if not is_published(one):
            report.add_other(one)
            continue
        (draft, trace), answer = next(told)
        if isinstance(answer, Origin):
            way = None
            if tracker is not None:
                way = tracker.progress.expect(
                    trace, draft.where, key_of(draft), answer, ledger_ids_of(draft)
                )
            report.add_published(draft, answer, way)
        elif isinstance(answer, Stopped):
            report.add_unconfirmed(draft)
        elif isinstance(answer, TooLarge):
            report.add_refused(draft, "too large for the broker")
        else:
            failure = failure or answer
            report.add_refused(draft, str(answer) or type(answer).__name__)
    if isinstance(failure, Stopped):
        raise failure
    if failure is not None:
        words = explain(failure) or str(failure)
        variable = "" if "WIREROOM_KAFKA" in words else " (WIREROOM_KAFKA)"
        raise CommandError(f"no more can be published: {words}{variable}")


def is_published(found: Found) -> TypeGuard[Draft]:
    """Whether it is an article that intake will take, or one that nobody is to check."""
    return isinstance(found, Draft) and (
        found.unchecked or isinstance(found.verdict, AcceptedArticle)
    )


async def _wait(
    tracker: "EndTracker", seconds: float, report: Report, display: Progress, stop: Stop
) -> None:
    """Follow all articles to their ends, or for so many seconds. Raises Stopped."""
    from services.cli.messages.tracker import AT_ONCE, POLL_MS

    ways = list(tracker.progress.ways.values())
    pending, ended = deque(ways), Counter[str]()
    deadline = time.monotonic() + seconds
    is_moving, outage = True, ""
    while pending and time.monotonic() < deadline:
        words = ", ".join(f"{count:,} {outcome}" for outcome, count in ended.items())
        told = f"waiting for the ends of {len(ways):,}: {words or 'none ended yet'}"
        display.waiting_for(told, len(ways) - len(pending), len(ways))
        # The oldest first, and all in turn: one that is stuck holds no other up.
        some = [pending.popleft() for _ in range(min(AT_ONCE, len(pending)))]
        await stop.before(tracker.read_topics(0 if is_moving else POLL_MS))
        try:
            await stop.before(tracker.read_store(some))
            outage = ""
        except Outage as error:
            outage = explain(error) or str(error)
        left = [way for way in some if not way.ended]
        pending.extend(left)
        is_moving = len(left) < len(some)
        ended.update(way.outcome for way in some if way.ended)
    if not outage and report.shows_each:
        # What was current when we looked may be an earlier revision by now.
        await stop.before(tracker.read_store(ways))
    if pending:
        report.say(
            f"{len(pending):,} of {len(ways):,} came to no end within {seconds:g} s: "
            + (outage or "`wireroom lag` says what waits, `wireroom explain ID` how far one came")
        )
