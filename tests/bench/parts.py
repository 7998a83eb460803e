"""The real parts that are measured on: Apache Kafka, the embedded store, our services."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import SecretStr
from pymongo import MongoClient

from schemas.topics import RAW
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.registration import topology
from services.runtime.settings import Settings
from tests.bench.machine import cpu_seconds, tree
from tests.integration.kafka import GOAL, LIBS, POM, ROOT, ApacheKafka
from tests.integration.services import Service
from tests.integration.store import SecantusDB

READERS = {one.name: one.inputs[0].name for one in topology().audited}
POLL_SECONDS = 0.02
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread a process, as our children have it: the processes are the parallelism."""
PUBLISH_AT_ONCE = 500


@dataclass
class Parts:
    """A broker and a store of our own, and a folder for logs."""

    folder: Path
    kafka: ApacheKafka
    store: SecantusDB

    @property
    def settings(self) -> Settings:
        return Settings(kafka=self.kafka.address, mongo=SecretStr(self.store.address))

    async def publish(self, values: Sequence[bytes], topic: str = RAW.name) -> None:
        """Put messages onto a topic. Raises AssertionError if the broker refuses one."""
        async with Producer(self.settings) as producer:
            for at in range(0, len(values), PUBLISH_AT_ONCE):
                some = values[at : at + PUBLISH_AT_ONCE]
                answers = await producer.send_all([Record(topic, None, one) for one in some])
                assert answers == [None] * len(some)


@contextmanager
def parts() -> Iterator[Parts]:
    """Start a broker and a store; end them, and forget what they hold."""
    if not list(LIBS.glob("kafka_2.13-*.jar")):
        maven = ["mvn", "-q", "-B", "-f", str(POM), GOAL, f"-DoutputDirectory={LIBS}"]
        subprocess.run(maven, check=True)
    folder = Path(tempfile.mkdtemp(prefix="wireroom-bench-"))
    (folder / "kafka").mkdir()
    kafka, store = ApacheKafka(folder / "kafka"), SecantusDB(folder / "store")
    try:
        kafka.start()
        store.start()
        yield Parts(folder, kafka, store)
    finally:
        store.end()
        kafka.end()
        shutil.rmtree(folder, ignore_errors=True)


class Ends:
    """How many messages lie on a topic."""

    def __init__(self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> None:
        self._consumer = consumer
        self._partitions = partitions

    async def count(self) -> int:
        return sum((await self._consumer.end_offsets(self._partitions)).values())

    async def at_least(self, least: int, seconds: float = 300.0) -> tuple[int, float]:
        """The count once it is as great, and when that was."""
        deadline = time.monotonic() + seconds
        while (now := await self.count()) < least:
            assert time.monotonic() < deadline, f"{now} of {least} messages"
            await asyncio.sleep(POLL_SECONDS)
        return now, time.monotonic()


@asynccontextmanager
async def ends(address: str, topic: str, partitions: int) -> AsyncIterator[Ends]:
    consumer = AIOKafkaConsumer(bootstrap_servers=address)
    await consumer.start()
    try:
        yield Ends(consumer, [TopicPartition(topic, number) for number in range(partitions)])
    finally:
        await consumer.stop()


class Program:
    """A Python process that is measured: ``module`` with arguments and environment."""

    def __init__(self, module: str, log: Path, *arguments: str, **environment: object) -> None:
        self._log = log
        with log.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**ALONE, **os.environ, **{key: str(one) for key, one in environment.items()}},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
            )

    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)

    def check(self) -> None:
        code = self.process.poll()
        assert code in (None, 0), f"ended with {code}:\n{self._log.read_text()[-2000:]}"

    def hear(self) -> bytes:
        """Its next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline() or self._fail()

    def say(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def _fail(self) -> bytes:
        self.process.wait()
        raise AssertionError(f"it said nothing:\n{self._log.read_text()[-2000:]}")

    def wait(self) -> bytes:
        """What it said, once it has ended well."""
        said, _ = self.process.communicate()
        self.check()
        return said

    def end(self) -> None:
        """With all that it began: orphans would hold its output open, and we wait for its end."""
        if self.process.poll() is None:
            for one in list(tree(self.process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
        self.process.communicate()


class Pipeline:
    """The four services as processes. Their topics have fixed names, so one at a time."""

    def __init__(self, parts: Parts, database: str = "wireroom", **settings: object) -> None:
        self.parts = parts
        self._client: MongoClient[dict[str, Any]] = MongoClient(parts.store.address)
        self.database = self._client[database]
        shared = {
            "kafka": parts.kafka.address,
            "kafka_session_timeout": 6,
            "mongo": parts.store.address,
            "mongo_database": database,
            "log_level": "WARNING",
            **settings,
        }
        self.services = {
            name: Service(
                name,
                ["-m", "services.cli.main", "run", name],
                {**shared, "instance": f"{name}-0"},
                parts.folder,
            )
            for name in READERS
        }

    async def start(self, *names: str) -> None:
        """Start services, and return when they are ready."""
        for name in names or READERS:
            self.services[name].start()
        for name in names or READERS:
            await asyncio.to_thread(self.services[name].wait_until_ready)

    def end(self) -> None:
        running = [one for one in self.services.values() if one.running()]
        for service in running:
            assert service.process is not None
            service.process.terminate()
        for service in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                service.end()
        self._client.close()

    def pid(self, name: str) -> int:
        process = self.services[name].process
        assert process is not None
        return process.pid

    def cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(self.pid(name)) for name in READERS}

    def stored(self) -> int:
        return self.database["articles"].count_documents({})

    async def stored_at_least(self, count: int, seconds: float = 600) -> None:
        deadline = time.monotonic() + seconds
        while (now := await asyncio.to_thread(self.stored)) < count:
            assert time.monotonic() < deadline, f"{now} of {count} articles were stored"
            for service in self.services.values():
                assert service.running(), service.words()
            await asyncio.sleep(POLL_SECONDS)


@asynccontextmanager
async def pipeline(parts: Parts, **settings: object) -> AsyncIterator[Pipeline]:
    """The four services, ready; ended at the exit."""
    await parts.kafka.create(list(topology().all_topics.values()))
    made = Pipeline(parts, **settings)  # type: ignore[arg-type]
    try:
        await made.start()
        yield made
    finally:
        made.end()
