"""Carries batches through a stage: handle, deliver, count. The same for every broker.

When ``carry`` returns, all that came of the batch has been delivered, and the caller may
acknowledge it. When it raises, nothing may be acknowledged and the service must stop.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from schemas.dead_letter import (
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    DeadLetter,
    attempts_before,
    dead_headers,
    header,
)
from schemas.topics import dead_topic
from services.runtime.records import Deliver, Record, TooLarge
from services.runtime.retry import Outage, OutageMetrics, Sleep, retry_until_available
from services.runtime.stage import Failed, Message, Outcome, Published, Reason, Rejected, Stage
from services.runtime.telemetry import metrics
from services.runtime.telemetry.health import Health
from services.runtime.telemetry.trace_context import Spans, Trace, untraced

log = logging.getLogger(__name__)

T = TypeVar("T")

TRIES = 3
"""How often a message is tried that makes a stage raise something unexpected."""

ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ProcessedBatch:
    """A batch and what is to become of each of its messages, not yet delivered. ``begun`` is when
    it was taken, by ``time.perf_counter``."""

    batch: Sequence[Message]
    outcomes: list[Outcome]
    spans: Spans
    begun: float


class TooManyFailures(Exception):
    """So many messages failed in a row that the fault is ours: better stop than drain the topic."""


class StageRunner:
    """Carries batches through one stage, each delivered after the one before."""

    def __init__(
        self,
        stage: Stage,
        deliver: Deliver,
        *,
        failure_limit: int = 50,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.time,
        trace: Trace = untraced,
    ) -> None:
        self.stage = stage
        self._deliver_records = deliver
        self._failure_limit = failure_limit
        self._failures = 0
        self._sleep = sleep
        self._now = now
        self._trace = trace
        # One for each half, which wait for different things, perhaps at the same time.
        self._handling, self._delivering = OutageMetrics(stage.name), OutageMetrics(stage.name)

    async def carry(self, batch: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order, each delivered and counted.

        Waits out outages for ever. Raises TooManyFailures, or whatever shows that this code or
        the stage's is wrong.
        """
        return await self.deliver(await self.handle(batch))

    async def handle(self, batch: Sequence[Message]) -> ProcessedBatch:
        """The first half of ``carry``: what is to become of each message."""
        begun = time.perf_counter()
        service = self.stage.name
        metrics.BATCH_MESSAGES.labels(service).observe(len(batch))
        metrics.IN_FLIGHT.labels(service).inc(len(batch))
        spans = self._trace(service, batch)
        outcomes = await self._handle(batch)
        self._check_run(outcomes)
        return ProcessedBatch(batch, outcomes, spans, begun)

    async def deliver(self, handled: ProcessedBatch) -> list[Outcome]:
        """The second half, of one batch after the other, in the order in which they were handled.
        Another may be handled meanwhile."""
        service, batch, spans = self.stage.name, handled.batch, handled.spans
        outcomes = await self._deliver(batch, handled.outcomes, spans.traceparents)
        metrics.BATCH_SECONDS.labels(service).observe(time.perf_counter() - handled.begun)
        self._count(batch, outcomes)
        for message, outcome, trace in zip(batch, outcomes, spans.traceparents, strict=True):
            _log_outcome(message, outcome, trace)
        spans.end(outcomes)
        metrics.IN_FLIGHT.labels(service).dec(len(batch))
        metrics.LAST_PROGRESS.labels(service).set(self._now())
        return outcomes

    async def _handle(self, batch: Sequence[Message]) -> list[Outcome]:
        """Outcomes of a batch; one that raises is halved until only the culprit is left."""
        for attempt in range(1, TRIES + 1):
            try:
                outcomes = await self._outlast(lambda: self.stage.handle(batch), self._handling)
            except Exception as error:
                unexpected = error
            else:
                if len(outcomes) != len(batch):
                    raise RuntimeError(
                        f"{self.stage.name} gave {len(outcomes)} outcomes for {len(batch)} messages"
                    )
                return list(outcomes)
            if len(batch) > 1:
                half = len(batch) // 2
                return await self._handle(batch[:half]) + await self._handle(batch[half:])
            if attempt < TRIES:
                await self._sleep(0.1 * attempt)
        log.error("unexpected: %r", unexpected, exc_info=unexpected)
        return [Failed(Reason.UNEXPECTED, f"{type(unexpected).__name__}: {unexpected}")]

    def _check_run(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Failed):
                self._failures += 1
            elif not isinstance(outcome, Rejected):
                self._failures = 0
            if self._failures >= self._failure_limit:
                raise TooManyFailures(
                    f"{self._failures} messages failed in a row, the last with {outcome}"
                )

    async def _deliver(
        self, batch: Sequence[Message], handled: list[Outcome], traces: Sequence[bytes]
    ) -> list[Outcome]:
        """Deliver what the outcomes ask for; an output that no broker takes becomes a rejection."""
        outcomes = list(handled)
        waiting = list(range(len(batch)))

        async def attempt() -> None:
            nonlocal waiting
            records = [
                self._record(batch[index], outcomes[index], traces[index]) for index in waiting
            ]
            waiting = [index for index, record in zip(waiting, records, strict=True) if record]
            with metrics.DELIVERY_SECONDS.labels(self.stage.name).time():
                answers = await self._deliver_records([record for record in records if record])
            undelivered: list[int] = []
            trouble: Exception | None = None
            for index, answer in zip(waiting, answers, strict=True):
                if answer is None:
                    continue
                undelivered.append(index)
                if not isinstance(answer, TooLarge):
                    trouble = answer
                elif isinstance(outcomes[index], Published):
                    outcomes[index] = Rejected(Reason.OUTPUT_TOO_LARGE, str(answer))
                else:
                    raise answer
            waiting = undelivered
            if trouble is not None:
                raise Outage("kafka", trouble)

        while waiting:
            await self._outlast(attempt, self._delivering)
        return outcomes

    async def _outlast(self, attempt: Callable[[], Awaitable[T]], outages: OutageMetrics) -> T:
        result = await retry_until_available(attempt, outages, self._sleep)
        outages.over()
        return result

    def _record(self, message: Message, outcome: Outcome, trace: bytes) -> Record | None:
        match outcome:
            case Published(key, value):
                if self.stage.output is None:
                    raise RuntimeError(f"{self.stage.name} has no topic to publish to")
                schema = self.stage.output.schema_header.encode()
                return Record(
                    self.stage.output.name,
                    key,
                    value,
                    (
                        (SCHEMA_HEADER, schema),
                        (TRACE_HEADER, trace),
                        (PUBLISHED_HEADER, str(_published_at(message)).encode()),
                    ),
                )
            case Rejected(reason, error) | Failed(reason, error):
                letter = DeadLetter(
                    service=self.stage.name,
                    outcome=outcome.name,
                    reason=reason,
                    error=error[:ERROR_LENGTH],
                    attempts=1 + attempts_before(message.headers),
                    topic=message.topic,
                    partition=message.partition,
                    offset=message.offset,
                    timestamp=max(message.timestamp, 0),
                    time=datetime.fromtimestamp(self._now(), UTC),
                    version=self.stage.version,
                )
                headers = message.headers
                if header(headers, TRACE_HEADER) is None:
                    headers = (*headers, (TRACE_HEADER, trace))
                return Record(
                    dead_topic(self.stage.input).name,
                    message.key,
                    message.value,
                    tuple(dead_headers(headers, letter)),
                )
        return None

    def _count(self, batch: Sequence[Message], outcomes: Sequence[Outcome]) -> None:
        ends = Counter((one.name, getattr(one, "reason", "")) for one in outcomes)
        for (name, reason), count in ends.items():
            metrics.MESSAGES.labels(self.stage.name, name, reason).inc(count)
        age, now = metrics.AGE_SECONDS.labels(self.stage.name), self._now()
        for message in batch:
            age.observe(max(now - _published_at(message) / 1000, 0))


def _log_outcome(message: Message, outcome: Outcome, trace: bytes) -> None:
    if isinstance(outcome, Rejected | Failed):
        log.warning(
            "%s, %s: %s",
            outcome.name,
            outcome.reason,
            outcome.error[:ERROR_LENGTH],
            extra={
                "outcome": outcome.name,
                "reason": str(outcome.reason),
                "lies_at": f"{message.topic}/{message.partition}/{message.offset}",
                # From the second topic on the key is the article's id.
                "article_id": (message.key or b"").decode("utf-8", "replace")[:64] or None,
                "trace_id": trace.decode("ascii", "replace")[3:35],
            },
        )


def _published_at(message: Message) -> int:
    """When the article was published on the first topic, in milliseconds since 1970 UTC."""
    told = header(message.headers, PUBLISHED_HEADER) or b""
    return int(told) if told.isdigit() and len(told) < 16 else max(message.timestamp, 0)


PolledBatch = tuple[Sequence[Message], Callable[[], Awaitable[None]]]
"""A batch, and what acknowledges it."""


async def run_pipelined(
    batches: AsyncIterator[PolledBatch],
    carrier: StageRunner,
    health: Health,
    halt: Callable[[BaseException], None],
) -> None:
    """Carry batches until there are no more: at most one is delivered and one worked on at a time.

    Each is delivered after the one before, and acknowledged once it is. Raises what went wrong;
    ``halt`` gets what went wrong with a delivery, at once, for the next batch may be long in
    coming. It must end the process: nothing may be acknowledged after that.
    """
    in_hand: deque[float] = deque()
    delivery: asyncio.Task[None] | None = None

    async def deliver(handled: ProcessedBatch, acknowledge: Callable[[], Awaitable[None]]) -> None:
        try:
            await carrier.deliver(handled)
            await acknowledge()
        except Exception as error:
            halt(error)
            raise
        in_hand.popleft()
        health.batch_since = in_hand[0] if in_hand else None

    try:
        async for batch, acknowledge in batches:
            in_hand.append(time.monotonic())
            health.batch_since = in_hand[0]
            handled = await carrier.handle(batch)
            if delivery is not None:
                await delivery
            delivery = asyncio.create_task(deliver(handled, acknowledge))
        if delivery is not None:
            await delivery
    finally:
        if delivery is not None:
            delivery.cancel()
