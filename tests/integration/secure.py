"""A broker that asks who calls: Apache Kafka over TLS with SCRAM, on certificates of ours."""

import subprocess
from pathlib import Path

from tests.integration.kafka import LIBS, Broker, free_port

USER = "wireroom"
PASSWORD = "planted-kafka-secret-7d1f"


def make_certificates(folder: Path) -> None:
    """``ca.pem`` and ``server.pem`` for 127.0.0.1 signed by it, and ``other.pem``, another CA."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    new = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    for name in ("ca", "other"):
        openssl("req", "-x509", *new, "-keyout", f"{name}.key", "-out", f"{name}.pem",
                "-subj", f"/CN={name} of the tests")  # fmt: skip
    openssl("req", *new, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.crt")  # fmt: skip
    parts = [(folder / name).read_text() for name in ("server.key", "server.crt", "ca.pem")]
    (folder / "server.pem").write_text("".join(parts))


class SecureKafka(Broker):
    """One node that takes clients only by SASL_SSL with SCRAM-SHA-512."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        make_certificates(folder)
        controller, inner = free_port(), free_port()
        login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "INNER",
            "listeners": f"SASL_SSL://{self.address},INNER://127.0.0.1:{inner},"
            f"CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"SASL_SSL://{self.address},INNER://127.0.0.1:{inner}",
            "listener.security.protocol.map": "SASL_SSL:SASL_SSL,INNER:PLAINTEXT,"
            "CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": login,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": folder / "server.pem",
            "log.dirs": folder / "data",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            "message.max.bytes": 10 * 1024 * 1024,
        }
        self._properties = folder / "server.properties"
        self._properties.write_text("\n".join(f"{key}={value}" for key, value in settings.items()))
        scram = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
        subprocess.run(
            [*self._java("kafka.tools.StorageTool"), "format", f"--config={self._properties}",
             "--cluster-id=4L6g3nShT-eMCtK--X86sw", f"--add-scram={scram}"],
            check=True, capture_output=True,
        )  # fmt: skip

    def _java(self, program: str) -> list[str]:
        return ["java", "-Xmx320m", "-cp", f"{LIBS}/*", program]

    def command(self) -> list[str]:
        return [*self._java("kafka.Kafka"), str(self._properties)]

    def environment(self, password: str = PASSWORD, authority: str = "ca.pem") -> dict[str, str]:
        """The settings of a client; by default the right ones."""
        return {
            "WIREROOM_KAFKA": self.address,
            "WIREROOM_KAFKA_SECURITY": "SASL_SSL",
            "WIREROOM_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "WIREROOM_KAFKA_USERNAME": USER,
            "WIREROOM_KAFKA_PASSWORD": password,
            "WIREROOM_KAFKA_CA_FILE": str(self.folder / authority),
        }
