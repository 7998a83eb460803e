"""Batches are bounded, a refusal is told, and a rate is kept."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Origin
from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER, header
from services.cli.errors import CommandError
from services.cli.inputs.drafts import Draft
from services.cli.messages.publisher import (
    BATCH,
    BATCH_BYTES,
    Pace,
    key_of,
    new_trace,
    publish_all,
    record,
)
from services.runtime.records import Record, TooLarge
from services.runtime.stage import Reason, Rejected
from tests.unit.cli.inputs.test_drafts import article, one_draft


def draft(where: str, size: int = 1) -> Draft:
    return Draft(where, bytes(size), Rejected(Reason.BAD_JSON, "no"), unchecked=True)


class Broker:
    """Takes everything up to the message ``refused``."""

    def __init__(self, refused: int | None = None) -> None:
        self.refused = refused
        self.records: list[Record] = []
        self.batches: list[int] = []

    async def write_all(self, records: Sequence[Record]) -> list[Origin | Exception]:
        first = len(self.records)
        self.records += records
        self.batches.append(sum(len(one.value or b"") for one in records))
        return [
            TooLarge("too much")
            if at == self.refused
            else Origin(topic="articles.raw", partition=0, offset=at, timestamp=0)
            for at in range(first, len(self.records))
        ]


@given(st.lists(st.integers(0, 2 * BATCH_BYTES // 3), max_size=12))
async def test_batches_hold_everything_in_order(sizes: list[int]) -> None:
    broker = Broker()
    drafts = [draft(str(number), size) for number, size in enumerate(sizes)]
    origins = await publish_all(broker.write_all, drafts, lambda _: new_trace())
    assert [one.value for one in broker.records] == [one.value for one in drafts]
    assert [one.offset for one in origins] == list(range(len(sizes)))
    assert all(size <= BATCH_BYTES for size in broker.batches)


async def test_what_the_broker_refuses_is_named() -> None:
    drafts = [draft("a"), draft("b")]
    with pytest.raises(CommandError, match="did not take b: too much"):
        await publish_all(Broker(1).write_all, drafts, lambda _: new_trace())


def test_each_message_has_its_schema_and_a_trace_of_its_own() -> None:
    news = one_draft(b'{"text": "news"}', "a.jsonl")
    one = record(news, new_trace())
    assert (one.topic, one.key, one.value) == (
        "articles.raw",
        article(news).article_id.encode(),
        b'{"text": "news"}',
    )
    assert header(one.headers, SCHEMA_HEADER) == b"RawArticle/1"
    assert header(one.headers, TRACE_HEADER) != header(
        record(news, new_trace()).headers, TRACE_HEADER
    )


def test_the_ledgers_key_is_known_where_intake_takes_it() -> None:
    news = article(one_draft(b'{"text": "news"}', "a.jsonl"))
    assert key_of(Draft("a", b"", news)) == f"{news.article_id}:{news.revision}"
    assert key_of(draft("a")) is None


class Clock:
    """Moves only by sleep."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def test_a_rate_is_kept() -> None:
    clock = Clock()
    pace = Pace(50, clock, clock.sleep)
    assert pace.at_once == 5
    for published in range(0, 500, 5):
        await pace.wait(published)
        assert clock.now == pytest.approx(100 + published / 50)
    clock.now += 10
    late = clock.now
    await pace.wait(500)
    assert clock.now == late


async def test_without_a_rate_nothing_is_waited_for() -> None:
    clock = Clock()
    pace = Pace(None, clock, clock.sleep)
    await pace.wait(10_000)
    assert (clock.now, pace.at_once) == (100.0, BATCH)
    assert Pace(0.5).at_once == 1


def test_a_trace_is_a_w3c_trace_context() -> None:
    version, trace, span, flags = new_trace().decode().split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "01")
