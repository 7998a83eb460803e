"""The gateway as a process of its own, on a real broker and a real store."""

from pathlib import Path

import httpx

from tests.conditions import HANG_SECONDS
from tests.integration.kafka import Broker, free_port
from tests.integration.services import Service
from tests.integration.store import SecantusDB


class Gateway(Service):
    """``wireroom run gateway`` on a port of its own."""

    def __init__(self, broker: Broker, store: SecantusDB, folder: Path, **more: object) -> None:
        self.door = free_port()
        settings = {
            "kafka": broker.address,
            "kafka_idempotence": broker.idempotence,
            "kafka_broker_timestamps": broker.timestamps,
            "kafka_session_timeout": 6,
            "mongo": store.address,
            "gateway_port": self.door,
            **more,
        }
        command = ["-m", "services.cli.main", "run", "gateway"]
        super().__init__("gateway", command, settings, folder)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.door}"

    def client(self) -> httpx.AsyncClient:
        """A client whose paths begin at the gateway."""
        return httpx.AsyncClient(base_url=self.url, timeout=HANG_SECONDS)
