"""The best that Faust does with raw bytes: batches taken and sent on, nothing decoded, no rules.

It loses messages when it is killed (``take`` acknowledges too soon); it is here for its speed.
``python -m tests.bench.programs.faust_bytes KAFKA IN OUT GROUP``
"""

import asyncio
import sys
from typing import Any

import faust
from aiokafka import AIOKafkaProducer


def main(kafka: str, source: str, target: str, group: str) -> None:
    app = faust.App(
        group,
        broker=f"kafka://{kafka}",
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        web_enabled=False,
    )
    raw: dict[str, Any] = {
        "key_type": bytes,
        "value_type": bytes,
        "key_serializer": "raw",
        "value_serializer": "raw",
    }

    async def send_on(stream: Any) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=kafka, acks="all", linger_ms=5, max_batch_size=256 * 1024
        )
        await producer.start()
        async for values in stream.take(500, within=0.05):
            sent = [await producer.send(target, value) for value in values]
            await asyncio.gather(*sent)

    app.agent(app.topic(source, **raw))(send_on)

    async def serve() -> None:
        worker = faust.Worker(app, loop=asyncio.get_running_loop(), quiet=True, loglevel="WARN")
        await worker.start()
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
