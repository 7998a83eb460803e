"""All four services as processes, on a real broker and a real store."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from schemas.topics import RAW
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.registration import topology
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS
from tests.integration.kafka import Broker
from tests.integration.reading import lag, quiet
from tests.integration.services import Service
from tests.integration.store import SecantusDB

READERS = {one.name: one.inputs[0].name for one in topology().audited}
"""Each service and the topic that it reads."""


class Pipeline:
    """``wireroom run`` of each service. The broker is this test's own: topics have fixed names."""

    def __init__(self, broker: Broker, store: SecantusDB, folder: Path) -> None:
        self.broker = broker
        self.store = store
        self.settings = Settings(
            kafka=broker.address,
            kafka_idempotence=broker.idempotence,
            kafka_broker_timestamps=broker.timestamps,
        )
        self.services = {
            name: Service(
                name,
                ["-m", "services.cli.main", "run", name],
                {
                    "kafka": broker.address,
                    "kafka_idempotence": broker.idempotence,
                    "kafka_broker_timestamps": broker.timestamps,
                    "kafka_session_timeout": 6,
                    "mongo": store.address,
                    "children": 1,
                },
                folder,
            )
            for name in READERS
        }

    async def create_topics(self) -> None:
        await self.broker.create(list(topology().all_topics.values()))

    def start(self) -> None:
        for service in self.services.values():
            service.start()

    def end(self) -> None:
        for service in self.services.values():
            if service.running():
                service.end()

    async def publish(self, values: Sequence[bytes]) -> None:
        async with Producer(self.settings) as producer:
            answers = await producer.send_all([Record(RAW.name, None, value) for value in values])
        assert answers == [None] * len(values)

    async def quiet(self, seconds: float = HANG_SECONDS) -> None:
        """Return once every service, in their order, has committed all there is."""
        for name, topic in READERS.items():
            await quiet(self.broker.address, {name: topic}, seconds)

    async def until_halfway(self, name: str, total: int) -> None:
        """Return once the service has committed some of its messages and not all."""
        while lag_now := await lag(self.broker.address, name, READERS[name]):
            done = sum(self.services[name].outcomes().values())
            if 0 < done < total:
                return
            assert self.services[name].running(), self.services[name].words()
            assert lag_now >= 0
            await asyncio.sleep(0.05)

    def outcomes(self) -> dict[str, Counter[str]]:
        return {name: Counter(service.outcomes()) for name, service in self.services.items()}

    def stored(self, collection: str = "articles") -> list[dict[str, Any]]:
        with MongoClient[dict[str, Any]](self.store.address) as client:
            return list(client.wireroom[collection].find())
