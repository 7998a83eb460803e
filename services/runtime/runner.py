"""Runs batches through a stage: process, deliver, count. The same for every broker.

When ``run`` returns, every output of the batch has been delivered, and the caller may acknowledge
the batch. When it raises, nothing may be acknowledged and the service must stop.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from schemas.dead_letter import FOR_HEADER, header
from services.runtime.records import (
    ERROR_LENGTH,
    Deliver,
    Record,
    TooLarge,
    dead_letter_record,
    output_record,
    published_at,
)
from services.runtime.retry import Outage, OutageMetrics, Sleep, retry_until_available
from services.runtime.signing import Signer
from services.runtime.stage import (
    Dropped,
    Failed,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
    Unreadable,
    WrongOutcomes,
    is_perhaps_ours,
    outcome_of,
)
from services.runtime.telemetry import metrics
from services.runtime.telemetry.health import Health
from services.runtime.telemetry.trace_context import Spans, Trace, untraced

log = logging.getLogger(__name__)

T = TypeVar("T")

TRIES = 3
"""Tries of a message for which a stage raises something unexpected."""


@dataclass(frozen=True, slots=True)
class ProcessedBatch:
    """A batch and the outcome of each of its messages, not yet delivered.

    ``begun`` is when the batch was taken, by ``time.perf_counter``.
    """

    batch: Sequence[Message]
    outcomes: list[Outcome]
    spans: Spans
    begun: float


class TooManyFailures(Exception):
    """Many messages failed in a row, and what the stage carries with it failed too, so the fault is
    ours: stop and do not drain the topic."""


OURS, THEIRS = "ours", "theirs"


class StageRunner:
    """Runs batches through one stage, each delivered after the one before."""

    def __init__(
        self,
        stage: Stage,
        deliver: Deliver,
        *,
        failure_limit: int = 50,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.time,
        trace: Trace = untraced,
        signer: Signer | None = None,
    ) -> None:
        """Without a ``signer`` nothing that publishers write is believed to be ours."""
        self.stage = stage
        self._deliver_records = deliver
        self._failure_limit = failure_limit
        self._failures = 0
        self._sleep = sleep
        self._now = now
        self._trace = trace
        self._signer = signer or Signer()
        self._told_of_timestamps = False
        self._readers = (None, stage.name.encode())
        # One for each half: they wait for different things, perhaps at the same time.
        self._processing, self._delivering = OutageMetrics(stage.name), OutageMetrics(stage.name)
        for verdict in (OURS, THEIRS):  # From the start: an increase needs a zero before it.
            metrics.FAILURE_RUNS.labels(stage.name, verdict)
        if stage.input.from_publishers:
            metrics.UNSIGNED_HEADERS.labels(stage.name)

    async def run(self, batch: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order, each delivered and counted.

        Waits out outages for ever. Raises TooManyFailures, or whatever shows that this code or
        the stage's is wrong.
        """
        return await self.deliver(await self.process(batch))

    def has_outage(self) -> bool:
        """Whether something that it needs was unavailable at its last try."""
        return self._processing.any_away or self._delivering.any_away

    async def process(self, batch: Sequence[Message]) -> ProcessedBatch:
        """The first half of ``run``: the outcome of each message, not yet delivered."""
        begun = time.perf_counter()
        service = self.stage.name
        metrics.BATCH_MESSAGES.labels(service).observe(len(batch))
        metrics.IN_FLIGHT.labels(service).inc(len(batch))
        if self.stage.input.from_publishers:
            batch = [self._believed(message) for message in batch]
        spans = self._trace(service, batch)
        outcomes = await self._process_own(batch)
        await self._check_failures(outcomes)
        return ProcessedBatch(batch, outcomes, spans, begun)

    async def deliver(self, processed: ProcessedBatch) -> list[Outcome]:
        """The second half, one batch after the other, in the order in which they were processed.
        Another batch may be processed meanwhile."""
        service, batch, spans = self.stage.name, processed.batch, processed.spans
        outcomes = await self._deliver(batch, processed.outcomes, spans.traceparents)
        metrics.BATCH_SECONDS.labels(service).observe(time.perf_counter() - processed.begun)
        self._count(batch, outcomes)
        for message, outcome, trace in zip(batch, outcomes, spans.traceparents, strict=True):
            _log_outcome(message, outcome, trace)
        spans.end(outcomes)
        metrics.IN_FLIGHT.labels(service).dec(len(batch))
        metrics.LAST_PROGRESS.labels(service).set(self._now())
        return outcomes

    def _believed(self, message: Message) -> Message:
        """The message without what only we may say, unless we said it."""
        believed = self._signer.believed(message)
        if unsigned := len(message.headers) - len(believed.headers):
            metrics.UNSIGNED_HEADERS.labels(self.stage.name).inc(unsigned)
        if believed.timestamp != message.timestamp and not self._told_of_timestamps:
            self._told_of_timestamps = True
            log.warning(
                "%s has publishers' timestamps, which order nothing: see docs/publishers.md",
                message.topic,
            )
        return believed

    async def _process_own(self, batch: Sequence[Message]) -> list[Outcome]:
        """Process what is for the stage: not what can't be read, nor is for another reader."""
        known = [self._outcome_before(message) for message in batch]
        own = [one for one, outcome in zip(batch, known, strict=True) if outcome is None]
        outcomes = iter(await self._process(own) if own else ())
        return [outcome or next(outcomes) for outcome in known]

    def _outcome_before(self, message: Message) -> Outcome | None:
        """The outcome of a message that the stage need not see, else None."""
        if isinstance(message.value, Unreadable):
            return Rejected(message.value.reason, message.value.error)
        if header(message.headers, FOR_HEADER) not in self._readers:
            return Dropped(Reason.OTHER_READER)
        return None

    async def _process(self, batch: Sequence[Message]) -> list[Outcome]:
        """Outcomes of a batch; one that raises is halved until only the culprit is left."""
        for attempt in range(1, TRIES + 1):
            try:
                outcomes = await self._retry(lambda: self.stage.process(batch), self._processing)
            except WrongOutcomes:
                raise
            except Exception as error:
                unexpected, ended = error, outcome_of(error)
            else:
                return outcomes
            if len(batch) > 1:
                half = len(batch) // 2
                return await self._process(batch[:half]) + await self._process(batch[half:])
            if attempt < TRIES:
                await self._sleep(0.1 * attempt)
        log.error("unexpected: %r", unexpected, exc_info=unexpected)
        return [ended]

    async def _check_failures(self, outcomes: Sequence[Outcome]) -> None:
        """Judge the run of failures once it is too long. Other rejections neither count nor end it.

        Raises TooManyFailures if the fault is ours.
        """
        for outcome in outcomes:
            if is_perhaps_ours(outcome):
                self._failures += 1
            elif not isinstance(outcome, Rejected):
                self._failures = 0
            if self._failures >= self._failure_limit:
                await self._judge_run(outcome)
                return  # One trial for each batch is enough: the count starts again after it.

    async def _judge_run(self, last: Outcome) -> None:
        """Tell whose fault a run of failures is by trying what the stage carries with it."""
        run = f"{self._failures} messages failed in a row, the last with {last}"
        verdict = THEIRS if await self._passes_probe() else OURS
        metrics.FAILURE_RUNS.labels(self.stage.name, verdict).inc()
        if verdict == OURS:
            raise TooManyFailures(run)
        log.error("%s; our own articles pass, so the fault is theirs", run)
        self._failures = 0

    async def _passes_probe(self) -> bool:
        if self.stage.probe is None:
            return False
        try:
            return await self._retry(self.stage.probe, self._processing)
        except Exception as error:
            log.error("our own articles can't be tried: %r", error, exc_info=error)
            return False

    async def _deliver(
        self, batch: Sequence[Message], processed: list[Outcome], traces: Sequence[bytes]
    ) -> list[Outcome]:
        """Deliver what the outcomes ask for; an output that no broker takes becomes a rejection."""
        outcomes = list(processed)
        waiting = list(range(len(batch)))
        in_part: set[int] = set()

        async def attempt() -> None:
            nonlocal waiting
            records = [
                self._record(batch[index], outcomes[index], traces[index], index in in_part)
                for index in waiting
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
                elif index not in in_part:
                    in_part.add(index)
                else:
                    raise answer
            waiting = undelivered
            if trouble is not None:
                raise Outage("kafka", trouble)

        while waiting:
            await self._retry(attempt, self._delivering)
        return outcomes

    async def _retry(self, attempt: Callable[[], Awaitable[T]], outages: OutageMetrics) -> T:
        result = await retry_until_available(attempt, outages, self._sleep)
        outages.over()
        return result

    def _record(
        self, message: Message, outcome: Outcome, trace: bytes, in_part: bool
    ) -> Record | None:
        match outcome:
            case Published():
                return output_record(self.stage, message, outcome, trace)
            case Rejected() | Failed():
                record = dead_letter_record(
                    self.stage, message, outcome, trace, self._now(), in_part=in_part
                )
                if self.stage.input.from_publishers:
                    return replace(record, headers=self._signer.signed_headers(record))
                return record
        return None

    def _count(self, batch: Sequence[Message], outcomes: Sequence[Outcome]) -> None:
        ends = Counter((one.name, getattr(one, "reason", "")) for one in outcomes)
        for (name, reason), count in ends.items():
            metrics.MESSAGES.labels(self.stage.name, name, reason).inc(count)
        age, now = metrics.AGE_SECONDS.labels(self.stage.name), self._now()
        for message in batch:
            if published := published_at(message):  # 0 where nobody knows it.
                age.observe(max(now - published / 1000, 0))


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


PolledBatch = tuple[Sequence[Message], Callable[[], Awaitable[None]]]
"""A batch, and the function that acknowledges it."""


async def run_pipelined(
    batches: AsyncIterator[PolledBatch],
    runner: StageRunner,
    health: Health,
    halt: Callable[[BaseException], None],
) -> None:
    """Process one batch while the previous batch's output is delivered, until there are no more.

    On two cores a broker takes 25 ms to confirm the output of 200 articles; without this the
    processes of a pool stood idle meanwhile. Batches are delivered in order, each acknowledged
    once it is. Raises what went wrong. ``halt`` gets an error of a delivery at once, for the next
    batch may be long in coming; it must end the process: nothing may be acknowledged after that.
    """
    source = runner.stage.input.name
    health.ask_for_outage(runner.has_outage)
    in_hand: deque[float] = deque()
    delivery: asyncio.Task[None] | None = None

    async def deliver(
        processed: ProcessedBatch, acknowledge: Callable[[], Awaitable[None]]
    ) -> None:
        try:
            await runner.deliver(processed)
            await acknowledge()
        except Exception as error:
            halt(error)
            raise
        in_hand.popleft()
        health.note_batch(source, in_hand[0] if in_hand else None)

    try:
        async for batch, acknowledge in batches:
            in_hand.append(time.monotonic())
            health.note_batch(source, in_hand[0])
            processed = await runner.process(batch)
            if delivery is not None:
                await delivery
            delivery = asyncio.create_task(deliver(processed, acknowledge))
        if delivery is not None:
            await delivery
    finally:
        if delivery is not None:
            delivery.cancel()
