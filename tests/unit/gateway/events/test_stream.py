"""What one reader gets, byte by byte, and when it is cut."""

import asyncio
import json
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any

import pytest

from schemas.filters import ArticleFilter, filter_of
from schemas.topics import ENRICHED
from services.gateway.events.positions import decode
from services.gateway.events.stream import TOO_SLOW, EventStream, Writing, chosen
from services.gateway.events.topic_feed import Batch

EVENT = {"article_id": "1", "event_id": "2", "body": "A\nbody", "source": "a"}
VALUE = json.dumps(EVENT, indent=1).encode()


def record(offset: int) -> Any:
    return SimpleNamespace(partition=0, offset=offset, value=VALUE)


async def feed(count: int) -> AsyncGenerator[Batch, None]:
    yield Batch([record(offset) for offset in range(count)], {0: 0, 1: 5}, {0: count, 1: 5})


async def sent(form: Any, wanted: ArticleFilter, pause: float = 0.0, **times: float) -> bytes:
    body = bytearray()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(pause)
        body.extend(message.get("body", b""))

    stream = EventStream(feed(3), ENRICHED, form, wanted, lambda: None, **times)
    await stream.stream_response(send)
    return bytes(body)


async def test_each_server_sent_event_has_one_line_of_data_and_the_place_after_it() -> None:
    blocks = (await sent("sse", ArticleFilter())).decode().split("\n\n")
    assert blocks[0] == "retry: 2000"
    for number, block in enumerate(blocks[1:4]):
        id, event, data = block.split("\n")
        assert decode(ENRICHED.name, id.removeprefix("id: ")) == {0: number + 1, 1: 5}
        assert (event, json.loads(data.removeprefix("data: "))) == ("event: message", EVENT)


async def test_each_line_of_ndjson_holds_its_place() -> None:
    lines = (await sent("ndjson", ArticleFilter())).decode().splitlines()
    events = [json.loads(line) for line in lines]
    assert [one["event"] for one in events[:3]] == [EVENT] * 3
    assert decode(ENRICHED.name, events[2]["id"]) == {0: 3, 1: 5}


async def test_what_a_filter_leaves_out_still_moves_the_place() -> None:
    body = await sent("sse", filter_of({"source": "b"}))
    assert b"data:" not in body
    place = body.decode().split(": heartbeat\nid: ")[1].strip()
    assert decode(ENRICHED.name, place) == {0: 3, 1: 5}


async def test_a_slow_reader_is_cut_and_told() -> None:
    body = (await sent("ndjson", ArticleFilter(), 0.02, slow_seconds=0.001)).decode()
    event, end = (json.loads(line) for line in body.splitlines())
    assert (event["event"], end) == (EVENT, {"id": event["id"], "end": TOO_SLOW})


async def test_a_reader_that_takes_nothing_is_cut() -> None:
    with pytest.raises(TimeoutError):
        await sent("sse", ArticleFilter(), 30.0, gone_seconds=0.01)


def test_until_the_broker_answers_there_is_no_place() -> None:
    assert Writing("sse", "a").heartbeat({}) == b": waiting\n\n"
    assert Writing("ndjson", "a").heartbeat({}) == b"\n"


async def test_a_message_that_cannot_be_read_passes_no_filter() -> None:
    assert not await chosen(ENRICHED, filter_of({"source": "a"}), b"{")
    assert await chosen(ENRICHED, filter_of({"source": "a"}), VALUE)
    assert await chosen(ENRICHED, ArticleFilter(), b"{")
