"""A broker in memory, for tests: the same promises as Kafka, and faults on demand."""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from zlib import crc32

from services.runtime.records import Record
from services.runtime.runner import StageRunner
from services.runtime.signing import Signer
from services.runtime.stage import Message, Outcome, Stage

SIGNER = Signer([b"only the tests know it"])


class Crash(Exception):
    """The service dies here, as by kill -9: what was delivered stays, nothing is acknowledged."""


class MemoryBroker:
    """Topics of ``partitions`` partitions each, and how far each group has come in them.

    ``refuse`` is asked about each record before it is written: an exception that it returns is
    the broker's answer, and the record is not written.
    """

    def __init__(
        self,
        partitions: int = 4,
        refuse: Callable[[Record], Exception | None] = lambda record: None,
        now: Callable[[], float] = time.time,
        signer: Signer = SIGNER,
    ) -> None:
        self.partitions = partitions
        self.refuse = refuse
        self._now = now
        self.signer = signer
        self._logs: dict[str, list[list[Message]]] = defaultdict(
            lambda: [[] for _ in range(partitions)]
        )
        self._committed: dict[tuple[str, str, int], int] = defaultdict(int)
        self._turns = itertools.count()

    async def deliver(self, records: Sequence[Record]) -> list[Exception | None]:
        """A ``records.Deliver``."""
        answers = []
        for record in records:
            answers.append(self.refuse(record))
            if answers[-1] is None:
                self._append(record)
        return answers

    def _append(self, record: Record) -> None:
        turn = next(self._turns) if record.key is None else crc32(record.key)
        partition = turn % self.partitions
        log = self._logs[record.topic][partition]
        log.append(
            Message(
                value=record.value,
                key=record.key,
                headers=record.headers,
                topic=record.topic,
                partition=partition,
                offset=len(log),
                timestamp=int(self._now() * 1000),
            )
        )

    def messages(self, topic: str) -> list[Message]:
        """All messages of a topic, partition by partition."""
        return [message for log in self._logs[topic] for message in log]

    def lag(self, stage: Stage) -> int:
        """Messages of the stage's input that it has not acknowledged."""
        logs = self._logs[stage.input.name]
        return sum(
            len(log) - self._committed[stage.name, stage.input.name, partition]
            for partition, log in enumerate(logs)
        )

    def rewind(self, stage: Stage) -> None:
        """Forget how far the stage has come: it will see every message again."""
        for partition in range(self.partitions):
            self._committed[stage.name, stage.input.name, partition] = 0

    async def run(
        self,
        stage: Stage,
        *,
        batch_size: int = 100,
        failure_limit: int = 50,
        crash_before_ack: bool = False,
        sleep: Callable[[float], object] | None = None,
    ) -> list[Outcome]:
        """Run all that waits through the stage, and return when nothing does.

        Raises Crash after the first delivery if told to, and whatever ``StageRunner.run`` raises.
        """
        waits: list[float] = []

        async def pretend_to_sleep(seconds: float) -> None:
            waits.append(seconds)
            if sleep is not None:
                sleep(seconds)

        runner = StageRunner(
            stage,
            self.deliver,
            failure_limit=failure_limit,
            sleep=pretend_to_sleep,
            now=self._now,
            signer=self.signer,
        )
        outcomes: list[Outcome] = []
        while batch := self._next_batch(stage, batch_size):
            outcomes += await runner.run(batch)
            if crash_before_ack:
                raise Crash
            for message in batch:
                self._committed[stage.name, message.topic, message.partition] = message.offset + 1
        return outcomes

    def _next_batch(self, stage: Stage, size: int) -> list[Message]:
        logs = self._logs[stage.input.name]
        waiting = (
            log[self._committed[stage.name, stage.input.name, partition] :]
            for partition, log in enumerate(logs)
        )
        return list(itertools.islice(itertools.chain.from_iterable(waiting), size))
