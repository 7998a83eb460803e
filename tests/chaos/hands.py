"""What people do to a rig by hand: replay, delete, run the command line."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from pymongo import MongoClient

from schemas.dead_letter import read_dead_letter
from schemas.topics import ENRICHED, RAW
from services.cli.accounting.audit import audit
from services.runtime.kafka.lag import LagReader
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record
from services.runtime.stage import Message
from tests.chaos.rig import Rig, log
from tests.integration.reading import read


async def echo(made: Rig) -> None:
    """All events come again, the last first, as after a replay of everything."""
    events = await read(made.cluster.address, ENRICHED.name)
    async with Producer(made.settings) as producer:
        records = [Record(one.topic, one.key, one.value, one.headers) for one in events]
        assert not any(await producer.send_all(records[::-1]))


async def replay(made: Rig) -> None:
    """Much has failed in cleaning, which is mended now: replay its dead letters, twice."""
    made.mend_cleaning()
    those = ("--service", "cleaning", "--reason", "unexpected")
    assert await wireroom(made, "dead", "replay", *those) == 0
    with MongoClient[Any](made.store.address) as client:
        # The memory of what was replayed is lost, so that the second round is a real one.
        client.wireroom.dead_letters_handled.delete_many({})
    assert await wireroom(made, "dead", "replay", *those) == 0


async def deletions_are_noticed(made: Rig) -> list[str]:
    """Take away one document, then one dead letter: audit must miss each."""
    faults: list[str] = []
    with MongoClient[Any](made.store.address) as client:
        victim = client.wireroom.articles.find_one_and_delete({})
        if not (await audit(made.settings)).missing:
            faults.append("audit did not miss a deleted document")
        client.wireroom.articles.insert_one(victim)
    if (await audit(made.settings)).missing:
        faults.append("audit still misses a document that is back")
    await _delete(made, await _only_copy(made))
    if not (await audit(made.settings)).missing:
        faults.append("audit did not miss a deleted dead letter")
    return faults


async def _only_copy(made: Rig) -> Message:
    """A dead letter that lies first in its partition, and nowhere else: after a crash some do."""
    letters = await read(made.cluster.address, f"{RAW.name}.dead")
    places = Counter(_buried(one) for one in letters)
    first = {one.partition: one for one in reversed(letters)}
    return next(one for one in first.values() if places[_buried(one)] == 1)


def _buried(letter: Message) -> tuple[str, int, int]:
    told = read_dead_letter(letter.headers)
    assert told is not None
    return (told.topic, told.partition, told.offset)


async def _delete(made: Rig, message: Message) -> None:
    async with administration(made) as admin:
        place = TopicPartition(message.topic, message.partition)
        await admin.delete_records({place: RecordsToDelete(message.offset + 1)})


async def delete_unread(made: Rig) -> None:
    """Delete all but the last message of each partition of ``articles.raw``, while intake is away,
    and note what is gone."""
    there = await read(made.cluster.address, RAW.name)
    async with LagReader(made.settings) as lag:
        places = await lag.measure(RAW, "intake")
    for place in places:
        *gone, _ = [one for one in there if one.partition == place.partition]
        made.gone += gone
        unread = {(one.partition, one.offset) for one in gone if one.offset >= place.committed}
        made.deleted_unread |= unread
        await _delete(made, gone[-1])
    log(f"{len(made.deleted_unread)} messages deleted unread")
    assert made.deleted_unread


async def make_anew(made: Rig) -> None:
    """Delete ``articles.raw``, all of which is read, and make it again."""
    made.gone += await read(made.cluster.address, RAW.name)
    async with administration(made) as admin:
        await admin.delete_topics([RAW.name])
        while RAW.name in await admin.list_topics():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    await made.create_topics()


@contextlib.asynccontextmanager
async def administration(made: Rig) -> AsyncIterator[AIOKafkaAdminClient]:
    """Kafka's administration."""
    admin = AIOKafkaAdminClient(bootstrap_servers=made.cluster.address)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def wireroom(made: Rig, *arguments: str) -> int:
    """Run the command line as its users do; the exit code."""
    environment = {
        **os.environ,
        "WIREROOM_KAFKA": made.cluster.address,
        "WIREROOM_MONGO": made.store.address,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.cli.main", *arguments,
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    words, _ = await process.communicate()
    if process.returncode:
        log(f"  wireroom {' '.join(arguments)}: {words.decode()[-600:]}")
    assert process.returncode is not None
    return process.returncode
