"""One or three brokers of Apache Kafka in KRaft mode, which keep their data over every end."""

import contextlib
import shutil
import signal
import subprocess
from pathlib import Path

from schemas.topics import MIB
from tests.integration.kafka import JAVA, Broker, free_port

CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw"
SMALL_JAVA = [*JAVA, "-Xmx320m"]
"""There may be three of them; of two options java takes the last."""


class Node(Broker):
    """One broker, which is also a controller."""

    def __init__(self, folder: Path, number: int, controllers: list[int]) -> None:
        folder.mkdir(parents=True)
        super().__init__(folder)
        self.number = number
        self.data = folder / "data"
        self.gone = False
        # Who connects there is told to come by ``proxy_port``, where a scenario may put a proxy.
        self.behind_port, self.proxy_port = free_port(), free_port()
        voters = ",".join(f"{i}@127.0.0.1:{port}" for i, port in enumerate(controllers, 1))
        copies = len(controllers)
        settings = {
            "process.roles": "broker,controller",
            "node.id": number,
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{self.address},BEHIND://127.0.0.1:{self.behind_port},"
            f"CONTROLLER://127.0.0.1:{controllers[number - 1]}",
            "advertised.listeners": f"PLAINTEXT://{self.address},"
            f"BEHIND://127.0.0.1:{self.proxy_port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,BEHIND:PLAINTEXT,"
            "CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": self.data,
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": min(copies, 2),
            "transaction.state.log.num.partitions": 4,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            "message.max.bytes": 10 * MIB,
            # As soon as a dead broker is noticed, its partitions get new leaders.
            "broker.session.timeout.ms": 4000,
            "broker.heartbeat.interval.ms": 1000,
        }
        self._properties = folder / "server.properties"
        self._properties.write_text("\n".join(f"{key}={value}" for key, value in settings.items()))

    def format(self, template: Path) -> None:
        """Make the empty data folder; a copy of the template where there is one: Java is slow."""
        if not template.exists():
            # It takes the log.dirs of the properties, whatever the folder.
            subprocess.run(
                [*SMALL_JAVA, "kafka.tools.StorageTool", "format", f"--cluster-id={CLUSTER_ID}",
                 f"--config={self._properties}"],
                check=True, capture_output=True,
            )  # fmt: skip
            copy = self.data.with_name("template")
            shutil.copytree(self.data, copy)
            template.parent.mkdir(exist_ok=True)
            with contextlib.suppress(OSError):  # Another scenario was as quick.
                copy.rename(template)
        else:
            shutil.copytree(template, self.data)

    def move_to(self, disk: Path) -> None:
        """Keep the data there."""
        self.data.symlink_to(shutil.move(self.data, disk / self.folder.name))

    def command(self) -> list[str]:
        return [*SMALL_JAVA, "kafka.Kafka", str(self._properties)]

    def launch(self) -> None:
        """Start it without waiting until it answers."""
        if self.gone or self.running():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, cwd=self.folder
            )

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None


class Cluster:
    """So many brokers. ``templates`` keeps formatted data folders from run to run."""

    def __init__(self, folder: Path, count: int, templates: Path) -> None:
        controllers = [free_port() for _ in range(count)]
        self.nodes = [Node(folder / f"kafka{n}", n, controllers) for n in range(1, count + 1)]
        for node in self.nodes:
            node.format(templates / f"{node.number}-of-{count}")

    @property
    def address(self) -> str:
        return ",".join(node.address for node in self.nodes)

    def launch(self) -> None:
        for node in self.nodes:
            node.launch()

    def end(self) -> None:
        for node in self.nodes:
            node.end(signal.SIGKILL)
