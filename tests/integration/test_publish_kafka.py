"""``wireroom publish --wait`` on Apache Kafka: many partitions, two replicas, old messages."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.generator import raw_articles
from tests.integration.kafka import Broker
from tests.integration.pipeline import Pipeline
from tests.integration.services import Service
from tests.integration.store import SecantusDB
from tests.integration.test_cli import wireroom

pytestmark = [pytest.mark.kafka, pytest.mark.long]

COUNT = 400


@pytest.fixture
async def pipeline(own_kafka: Broker, folder: Path) -> AsyncIterator[Pipeline]:
    store = SecantusDB(folder / "store")
    store.start()
    made = Pipeline(own_kafka, store, folder)
    await made.create_topics()
    yield made
    made.end()
    store.end()


async def test_every_end_is_found(pipeline: Pipeline, folder: Path) -> None:
    settings = {"WIREROOM_KAFKA": pipeline.broker.address, "WIREROOM_MONGO": pipeline.store.address}
    replica = Service(
        "second-intake",
        ["-m", "services.cli.main", "run", "intake"],
        {"kafka": pipeline.broker.address, "mongo": pipeline.store.address},
        folder,
    )
    lines = [article.model_dump_json() for article in raw_articles(COUNT)]
    pipeline.start()
    replica.start()
    try:
        # What others have published before, and its dead letter.
        await pipeline.publish([line.encode() for line in lines[:50]] + [b"{oops"])
        await pipeline.quiet()
        done = await wireroom(
            *("publish", "-", "--unchecked", "--wait", "--timeout", "300", "--json"),
            settings=settings,
            given="\n".join([*lines, "{oops"]).encode(),
        )
    finally:
        replica.end()
    ends = Counter(json.loads(line)["outcome"] for line in done.out.splitlines())
    assert ends == {"duplicate": 50, "stored": COUNT - 50, "rejected": 1}, done.said
    assert done.code == 1, "one was rejected"
