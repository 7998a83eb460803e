"""Runs everything beside a service that was added: ``python -m tests.integration.new_service``.

To be run where the package of the service is on the path. Starts the embedded stack, lets articles
through, and prints what each command says as one JSON object; ``test_new_service.py`` judges it.
"""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

from schemas.articles import EnrichedArticle
from schemas.topics import ENRICHED, RAW
from services.cli.demo.embedded import Embedded, embedded
from services.cli.demo.tracker import outcomes_in
from services.cli.processes import page
from services.runtime.kafka.lag import LagReader
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.registration import topology

COUNT = 2
SHORT = EnrichedArticle(article_id="5" * 32, revision="r", body="Rain.", event_id="e" * 32)
SECONDS = 240


def raw(number: int) -> bytes:
    """A raw article that every service lets through."""
    lines = [
        f"Harbour number {number} reopens",
        "By Maren Holt",
        "March 4, 2026",
        f"The harbour of town number {number} reopened on Wednesday after a winter of repairs, "
        "and the first ferries left for the islands before noon with some four hundred people.",
        "Breaking the ice had taken three weeks, said the harbour master, who was glad to see "
        "the boats go out now and expects a good year for the fishermen of the whole coast.",
    ]
    return json.dumps(
        {"text": "\n\n".join(lines), "url": f"https://example.com/harbour/{number}"}
    ).encode()


async def quiet(ours: Embedded) -> None:
    """Return once every service has committed all that lies on its topics."""
    async with asyncio.timeout(SECONDS), LagReader(ours.settings) as reader:
        for topic, service in topology().readings():
            while sum(one.lag for one in await reader.measure(topic, service.name)):  # noqa: ASYNC110
                await asyncio.sleep(0.2)


async def publish(ours: Embedded, topic: str, *messages: tuple[bytes | None, bytes]) -> None:
    async with Producer(ours.settings) as producer:
        answers = await producer.send_all([Record(topic, key, one) for key, one in messages])
    assert answers == [None] * len(messages)


async def command(ours: Embedded, *words: str, given: bytes = b"") -> dict[str, Any]:
    """What ``wireroom WORDS`` says and how it ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.cli.main", *words,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | ours.environment,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(given), SECONDS)
    return {"code": process.returncode, "out": out.decode(), "err": err.decode()}


async def counts(ours: Embedded) -> dict[str, int]:
    """Messages by service, outcome and reason, as the services count them."""
    found: dict[str, int] = {}
    for name in topology():
        _, metrics = await page(ours.parts[name].port, "/metrics")
        found |= {"/".join(kind): n for kind, n in outcomes_in(name, metrics).items()}
    return found


async def main() -> None:
    said: dict[str, Any] = {}
    async with embedded() as ours:
        async with asyncio.timeout(SECONDS):
            await ours.ready()
        await publish(ours, RAW.name, *((None, raw(number)) for number in range(COUNT)))
        await publish(ours, ENRICHED.name, (b"short", SHORT.model_dump_json().encode()))
        await quiet(ours)
        said["lag"] = await command(ours, "lag")
        said["counts"] = await counts(ours)
        said["events"] = await command(ours, "consume", "--limit", str(COUNT + 1))
        said["scored"] = await command(ours, "consume", "articles.scored", "--limit", str(COUNT))
        for service in ("scoring", "storage"):
            said[f"dead {service}"] = await command(ours, "dead", "list", "--service", service)
        said["dry run"] = await command(ours, "dead", "replay", "--service", "scoring", "--dry-run")
        said["replay"] = await command(ours, "dead", "replay", "--service", "scoring")
        await quiet(ours)
        said["counts after"] = await counts(ours)
        said["audit"] = await command(ours, "audit", "--json")
        said["topics"] = await command(ours, "topics", "check", "--partitions", "4")
        said["explain short"] = await command(ours, "explain", SHORT.article_id, "--json")
        article_id = json.loads(said["scored"]["out"].splitlines()[0])["article_id"]
        said["explain"] = await command(ours, "explain", article_id, "--json")
        urls = [ours.url(name) for name in topology()]
        said["top"] = await command(ours, "top", "--once", "--every", "0.2", *urls)
        events = said["events"]["out"].encode()
        said["stage"] = await command(ours, "stage", "scoring", given=events)
    said["help"] = await command(ours, "run", "--help")
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
