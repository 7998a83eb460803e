"""What a publisher forges changes nothing: the article, its order and its dead letters stay so."""

import json
from collections import Counter

import pytest

from schemas.articles import AcceptedArticle, EnrichedArticle, Origin
from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    FOR_HEADER,
    ORIGIN_HEADER,
    SIGNATURE_HEADER,
    read_dead_letter,
)
from schemas.topics import ACCEPTED, ENRICHED, RAW, dead_topic
from services.cli.dead_letters.operations import parse_dead_letter, to_replay_record
from services.runtime.records import Record
from services.runtime.telemetry import metrics
from tests.pipeline.road import Road

YEAR_2100 = 4_102_444_800_000
HeaderList = tuple[tuple[str, bytes], ...]


def article(text: str) -> bytes:
    return json.dumps({"url": "https://example.com/dam", "text": f"{text} at the dam."}).encode()


def forged(timestamp: int) -> HeaderList:
    origin = Origin(topic=RAW.name, partition=0, offset=0, timestamp=timestamp)
    return ((ORIGIN_HEADER, origin.model_dump_json().encode()),)


def unsigned() -> float:
    return metrics.UNSIGNED_HEADERS.labels("intake")._value.get()


async def write(road: Road, value: bytes, headers: HeaderList = ()) -> None:
    await road.broker.deliver([Record(RAW.name, None, value, headers)])


def shown(road: Road) -> str:
    [document] = road.store.articles.values()
    return str(document["body"])


@pytest.mark.parametrize("timestamp", [1, YEAR_2100, 2**63 - 1])
async def test_the_true_publishers_later_revision_shows(timestamp: int) -> None:
    road, before = Road(), unsigned()
    await write(road, article("Water rises"))
    await write(road, article("Nothing happens"), forged(timestamp))
    await write(road, article("Water falls"))
    await road.run()
    assert shown(road) == "Water falls at the dam."
    assert unsigned() == before + 1


@pytest.mark.parametrize("timestamp", [1, YEAR_2100])
async def test_a_forged_copy_of_a_revision_to_come_does_not_hide_it(timestamp: int) -> None:
    road = Road()
    await write(road, article("Water rises"))
    await write(road, article("Water falls"), forged(timestamp))
    await write(road, article("Water falls"))
    await road.run()
    assert shown(road) == "Water falls at the dam."


async def test_the_ledgers_own_origin_sent_fifty_times_is_one_event() -> None:
    road = Road()
    await write(road, article("Water rises"))
    await road.run()
    [accepted] = road.broker.messages(ACCEPTED.name)
    origin = AcceptedArticle.model_validate_json(accepted.value or b"").origin
    for _ in range(50):
        headers = ((ORIGIN_HEADER, origin.model_dump_json().encode()),)
        await write(road, article("Water rises"), headers)
    ends = await road.run()
    assert ends == Counter({("intake", "dropped"): 50})
    assert len(road.broker.messages(ENRICHED.name)) == 1


async def test_attempts_and_a_reader_that_a_publisher_names_are_ignored() -> None:
    road = Road()
    headers = ((ATTEMPTS_HEADER, b"999999"), (FOR_HEADER, b"nobody"), ("theirs", b"x"))
    await write(road, article("Water rises"), headers)
    await write(road, b"{", headers)
    ends = await road.run()
    assert (ends["intake", "published"], ends["intake", "rejected"]) == (1, 1)
    [letter] = road.broker.messages(dead_topic(RAW).name)
    read = read_dead_letter(letter.headers)
    assert read is not None
    assert read.attempts == 1
    assert ("theirs", b"x") in letter.headers
    assert {name for name, _ in letter.headers}.isdisjoint({ATTEMPTS_HEADER, FOR_HEADER})


async def replayed(road: Road) -> Record:
    """A rejected article as ``dead replay`` puts it back, mended."""
    await write(road, b'{"url": "https://example.com/dam"}')
    await road.run()
    [letter] = road.broker.messages(dead_topic(RAW).name)
    return to_replay_record(
        parse_dead_letter(letter), road.broker.signer, {"text": "Water rises at the dam."}
    )


async def test_a_replay_keeps_its_origin_and_copies_of_it_are_duplicates() -> None:
    road = Road()
    record = await replayed(road)
    await road.broker.deliver([record] * 50)
    ends = await road.run()
    assert (ends["intake", "published"], ends["intake", "dropped"]) == (1, 49)
    [event] = road.broker.messages(ENRICHED.name)
    origin = EnrichedArticle.model_validate_json(event.value or b"").origin
    assert origin is not None
    assert (origin.partition, origin.offset) == (0, 0)
    assert shown(road) == "Water rises at the dam."
    assert not road.store.revisions


async def test_the_headers_of_a_replay_are_worth_nothing_on_another_article() -> None:
    road, before = Road(), unsigned()
    record = await replayed(road)
    await write(road, article("Water falls"), record.headers)
    await road.run()
    [event] = road.broker.messages(ENRICHED.name)
    origin = EnrichedArticle.model_validate_json(event.value or b"").origin
    assert origin is not None
    [copied] = [one for one in road.broker.messages(RAW.name) if one.headers]
    assert (origin.partition, origin.offset) == (copied.partition, copied.offset)
    ours = [name for name, _ in record.headers if name.startswith("wireroom-")]
    assert SIGNATURE_HEADER in ours
    assert unsigned() == before + len(ours)
