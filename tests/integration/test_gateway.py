"""Articles over HTTP: verdicts are what intake says, and what was accepted lies on the topic."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from aiokafka import TopicPartition
from prometheus_client.parser import text_string_to_metric_families

from schemas.dead_letter import SIGNATURE_HEADER, VOUCHED_HEADER, header
from services.gateway.access import keys
from services.runtime.kafka.reader import read_one
from services.runtime.mongo.client import connect
from services.runtime.settings import Settings
from tests.integration.gateway import Gateway
from tests.integration.kafka import Broker, Tansu
from tests.integration.pipeline import Pipeline
from tests.integration.reading import quiet
from tests.integration.store import SecantusDB, own_secantusdb
from tests.ops.prometheus import panels

__all__ = ["own_secantusdb"]

pytestmark = [pytest.mark.processes, pytest.mark.slow]

JSON = {"Content-Type": "application/json"}
NDJSON = {"Content-Type": "application/x-ndjson"}


def article(number: int, **more: object) -> dict[str, object]:
    text = f"Article {number}: a storm hit the coast on Monday, police said. Nobody was hurt."
    return {"text": text, "url": f"https://coast.example/storm-{number}", **more}


@pytest.fixture
def own_tansu(folder: Path) -> Iterator[Broker]:
    (folder / "tansu").mkdir()
    broker = Tansu(folder / "tansu")
    broker.start()
    yield broker
    broker.end()


@pytest.fixture
async def pipeline(
    own_tansu: Broker, own_secantusdb: SecantusDB, folder: Path
) -> AsyncIterator[Pipeline]:
    made = Pipeline(own_tansu, own_secantusdb, folder)
    await made.create_topics()
    yield made
    made.end()


@pytest.fixture
def gateway(pipeline: Pipeline, folder: Path) -> Iterator[Gateway]:
    made = Gateway(pipeline.broker, pipeline.store, folder)
    made.start()
    made.wait_until_ready()
    yield made
    if made.running():
        made.end()


def settings_of(pipeline: Pipeline) -> Settings:
    return pipeline.settings.model_copy(
        update={"mongo": Settings(mongo=pipeline.store.address).mongo}  # type: ignore[arg-type]
    )


async def test_each_article_gets_the_verdict_that_intake_would_give(
    pipeline: Pipeline, gateway: Gateway
) -> None:
    intake = pipeline.services["intake"].start()
    async with gateway.client() as http:
        first = await http.post(
            "/v1/articles", json=[article(1), {"title": "alone"}, 5, article(1)]
        )
        assert first.status_code == 207
        accepted, alone, number, again = first.json()["verdicts"]
        assert (accepted["verdict"], again["verdict"]) == ("accepted", "duplicate")
        assert (alone["reason"], alone["field"]) == ("no_content", "text")
        assert number["reason"] == "wrong_type"
        place = TopicPartition(accepted["topic"], accepted["partition"])
        record = await read_one(pipeline.settings, place, accepted["offset"])
        assert record is not None
        assert json.loads(record.value or b"") == article(1)

        await quiet(pipeline.broker.address, {"intake": "articles.raw"})
        assert intake.outcomes() == {"published": 1}
        lines = b"\n".join(json.dumps(one).encode() for one in (article(1), article(2))) + b"\n{"
        second = await http.post(
            "/v1/articles",
            content=gzip.compress(lines),
            headers=NDJSON | {"Content-Encoding": "gzip", "Idempotency-Key": "k"},
        )
        told = [one["verdict"] for one in second.json()["verdicts"]]
        assert told == ["duplicate", "accepted", "rejected"]
        same = await http.post("/v1/articles", content=b"", headers={"Idempotency-Key": "k"})
        assert (same.status_code, same.json()) == (second.status_code, second.json())

        for body, headers, status in (
            (b"no json", JSON, 400),
            (b"{}", JSON, 400),
            (b"", NDJSON, 400),
            (b"{}", {"Content-Type": "text/plain"}, 415),
        ):
            answer = await http.post("/v1/articles", content=body, headers=headers)
            assert answer.status_code == status, body
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await http.get("/openapi.json")).json()["openapi"].startswith("3.1")
        assert (await http.get(f"/v1/articles/{'0' * 32}")).status_code == 404


async def test_a_key_writes_for_its_source_and_intake_believes_it(
    pipeline: Pipeline, gateway: Gateway
) -> None:
    settings = settings_of(pipeline)
    async with connect(settings) as database:
        desk = await keys.create(database, "desk", ["publish:Desk"])
        slow = await keys.create(database, "slow", ["read"], rate=0.001)
    async with gateway.client() as http:
        # That there is no key is believed for five seconds.
        while (await http.get("/v1/articles/x")).status_code != 401:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        mine = {"Authorization": f"Bearer {desk}"}
        sent = [article(1), article(2, source="other")]
        answer = await http.post("/v1/articles", json=sent, headers=mine)
        accepted, refused = answer.json()["verdicts"]
        assert (refused["reason"], refused["field"]) == ("not_owner", "source")
        place = TopicPartition(accepted["topic"], accepted["partition"])
        record = await read_one(pipeline.settings, place, accepted["offset"])
        assert record is not None
        assert header(record.headers, VOUCHED_HEADER) == b"desk"
        assert header(record.headers, SIGNATURE_HEADER)
        assert json.loads(record.value or b"")["source"] == "desk"
        assert (await http.get("/v1/articles/x", headers=mine)).status_code == 403
        reader = {"Authorization": f"Bearer {slow}"}
        statuses = [(await http.get("/v1/articles/x", headers=reader)) for _ in range(2)]
        assert [one.status_code for one in statuses] == [404, 429]
        assert int(statuses[1].headers["Retry-After"]) >= 1
    pipeline.services["intake"].start()
    await quiet(pipeline.broker.address, {"intake": "articles.raw"})
    [entry] = pipeline.stored("ledger")
    assert entry["owner"] == "desk"


@pytest.mark.kafka
@pytest.mark.long
async def test_what_was_accepted_lies_on_the_topic_through_a_broker_restart(
    own_kafka: Broker, own_secantusdb: SecantusDB, folder: Path
) -> None:
    pipeline = Pipeline(own_kafka, own_secantusdb, folder)
    await pipeline.create_topics()
    gateway = Gateway(own_kafka, own_secantusdb, folder)
    gateway.start()
    try:
        gateway.wait_until_ready()
        answers: dict[int, httpx.Response] = {}

        async def send(http: httpx.AsyncClient, number: int) -> None:
            while number not in answers or answers[number].status_code == 503:
                answers[number] = await http.post("/v1/articles", json=article(number))

        async with gateway.client() as http:
            await send(http, 0)
            own_kafka.end()
            waiting = [asyncio.create_task(send(http, number)) for number in range(1, 20)]
            await asyncio.sleep(0)
            await asyncio.to_thread(own_kafka.start)
            await asyncio.gather(*waiting)
        assert {one.status_code for one in answers.values()} == {201}
        for number, answer in answers.items():
            [told] = answer.json()["verdicts"]
            place = TopicPartition(told["topic"], told["partition"])
            record = await read_one(pipeline.settings, place, told["offset"])
            assert record is not None
            assert json.loads(record.value or b"") == article(number)
    finally:
        gateway.end()


async def test_its_metrics_are_those_that_its_dashboard_asks_for(
    pipeline: Pipeline, gateway: Gateway
) -> None:
    async with gateway.client() as http:
        answer = await http.post("/v1/articles", json=[article(1), {"title": "alone"}])
    assert answer.status_code == 207
    asked = {
        name
        for title, query in panels()
        if title.startswith("gateway: ")
        for name in re.findall(r"wireroom_\w+", query)
    }
    _, page = gateway.get("/metrics")
    families = text_string_to_metric_families(page)
    told = {sample.name for family in families for sample in family.samples}
    assert asked
    assert asked <= told
