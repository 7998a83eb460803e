"""Events over HTTP: nothing is missing through restarts, and what comes twice is the same."""

import asyncio
import json
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from schemas.topics import ENRICHED, LIVE
from tests.conditions import HANG_SECONDS, wait_until
from tests.integration.kafka import Broker, Tansu, free_port
from tests.integration.services import Service
from tests.integration.store import SecantusDB

pytestmark = pytest.mark.processes

SINCE = "since=2000-01-01T00:00:00Z"


@pytest.fixture
def broker(folder: Path) -> Iterator[Broker]:
    (folder / "tansu").mkdir()
    one = Tansu(folder / "tansu")
    one.start()
    try:
        yield one
    finally:
        one.end()


class Gateway(Service):
    def __init__(self, broker: Broker, store: SecantusDB, folder: Path) -> None:
        self.door = free_port()
        settings = {
            "kafka": broker.address,
            "kafka_idempotence": broker.idempotence,
            "kafka_broker_timestamps": broker.timestamps,
            "mongo": store.address,
            "gateway_port": self.door,
            "gateway_origins": "*",
        }
        super().__init__("gateway", ["-m", "services.cli.main", "run", "gateway"], settings, folder)

    def wait_until_ready(self, seconds: float = HANG_SECONDS) -> None:
        super().wait_until_ready(seconds)

        def answers() -> bool:
            assert self.running(), self.words()
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.door)) == 0

        wait_until(answers, seconds)

    @property
    def events(self) -> str:
        return f"http://127.0.0.1:{self.door}/v1/events/articles.enriched"


@pytest.fixture
async def gateway(broker: Broker, folder: Path) -> AsyncIterator[Gateway]:
    await broker.create(LIVE)
    store = SecantusDB(folder / "store")
    await asyncio.to_thread(store.start)
    one = Gateway(broker, store, folder)
    one.start()
    try:
        await asyncio.to_thread(one.wait_until_ready)
        yield one
    finally:
        if one.running():
            await asyncio.to_thread(one.end, signal.SIGKILL)
        store.end()


def event(number: int) -> dict[str, Any]:
    return {
        "article_id": f"{number:032x}",
        "event_id": f"{number:032x}",
        "body": "A body.\nAnd more.",
        "source": "even" if number % 2 == 0 else "odd",
    }


async def send(broker: Broker, numbers: range) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.address)
    await producer.start()
    try:
        for number in numbers:
            value = json.dumps(event(number), indent=1).encode()
            await producer.send_and_wait(ENRICHED.name, value, b"%d" % number)
    finally:
        await producer.stop()


async def read(url: str, last: str | None, most: int) -> tuple[list[int], str | None]:
    """The numbers of up to ``most`` events, and the last id."""
    numbers: list[int] = []
    headers = {"Last-Event-ID": last} if last else {}
    async with (
        httpx.AsyncClient(timeout=HANG_SECONDS) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        async for line in answer.aiter_lines():
            if line.startswith("id: "):
                last = line.removeprefix("id: ")
            elif line.startswith("data: "):
                numbers.append(int(json.loads(line.removeprefix("data: "))["event_id"], 16))
                if len(numbers) == most:
                    break
    return numbers, last


async def test_server_sent_events_resume_through_a_kill(broker: Broker, gateway: Gateway) -> None:
    await send(broker, range(20))
    first, last = await read(f"{gateway.events}?{SINCE}", None, 7)
    await asyncio.to_thread(gateway.end, signal.SIGKILL)
    await send(broker, range(20, 30))
    gateway.start()
    await asyncio.to_thread(gateway.wait_until_ready)
    rest, last = await read(gateway.events, last, 23)
    assert sorted(first + rest) == list(range(30))
    await send(broker, range(30, 32))
    url = f"{gateway.events}?last_event_id={last}"
    assert sorted((await read(url, None, 2))[0]) == [30, 31]


async def test_filters_choose(broker: Broker, gateway: Gateway) -> None:
    await send(broker, range(10))
    found, _ = await read(f"{gateway.events}?{SINCE}&source=odd", None, 5)
    assert sorted(found) == [1, 3, 5, 7, 9]


async def test_curl_reads_ndjson_through_a_kill(
    broker: Broker, gateway: Gateway, folder: Path
) -> None:
    await send(broker, range(10))
    numbers: list[int] = []
    query = SINCE
    for wanted in (10, 15):
        out = folder / f"{wanted}.ndjson"
        with out.open("wb") as file:
            curl = subprocess.Popen(  # noqa: ASYNC220
                ["curl", "-sN", f"{gateway.events}?format=ndjson&{query}"], stdout=file
            )

        def lines(path: Path = out) -> list[dict[str, Any]]:
            whole = path.read_text().split("\n")[:-1]
            return [json.loads(line) for line in whole if line]

        def count() -> int:
            return len(numbers) + sum("event" in line for line in lines())  # noqa: B023

        await asyncio.to_thread(wait_until, lambda: count() >= wanted)  # noqa: B023
        await asyncio.to_thread(gateway.end, signal.SIGKILL)
        await asyncio.to_thread(curl.wait, HANG_SECONDS)
        numbers += [int(one["event"]["event_id"], 16) for one in lines() if "event" in one]
        query = f"last_event_id={lines()[-1]['id']}"
        if wanted == 10:
            await send(broker, range(10, 15))
            gateway.start()
            await asyncio.to_thread(gateway.wait_until_ready)
    assert sorted(numbers) == list(range(15))
