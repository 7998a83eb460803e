"""Batches are bounded, a refusal is told, and a rate is kept."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER, header
from services.cli.errors import CommandError
from services.cli.messages.input_files import Draft
from services.cli.messages.publisher import BATCH_BYTES, Count, batches, new_trace, publish
from services.runtime.records import Record, TooLarge


class Broker:
    """Takes everything up to the message ``refused``."""

    def __init__(self, refused: int | None = None) -> None:
        self.refused = refused
        self.records: list[Record] = []

    async def send_all(self, records: Sequence[Record]) -> list[Exception | None]:
        self.records += records
        first = len(self.records) - len(records)
        return [
            TooLarge("no") if first + at == self.refused else None for at in range(len(records))
        ]


@given(st.lists(st.integers(0, 2 * BATCH_BYTES // 3), max_size=12), st.integers(1, 5))
def test_batches_hold_everything_in_order(sizes: list[int], most: int) -> None:
    drafts = [Draft(str(number), bytes(size), b"k") for number, size in enumerate(sizes)]
    found = list(batches(drafts, most))
    assert [draft for batch in found for draft in batch] == drafts
    assert all(0 < len(batch) <= most for batch in found)
    assert all(sum(len(draft.value) for draft in batch[:-1]) < BATCH_BYTES for batch in found)


async def test_each_message_has_its_schema_and_a_trace_of_its_own() -> None:
    broker, count = Broker(), Count()
    await publish(broker.send_all, [Draft("a", b"1", b"k"), Draft("b", b"2", b"l")], count)
    assert [(one.topic, one.key, one.value) for one in broker.records] == [
        ("articles.raw", b"k", b"1"),
        ("articles.raw", b"l", b"2"),
    ]
    assert {header(one.headers, SCHEMA_HEADER) for one in broker.records} == {b"RawArticle/1"}
    assert len({header(one.headers, TRACE_HEADER) for one in broker.records}) == 2
    assert count.published == 2


async def test_what_the_broker_refuses_is_named() -> None:
    count = Count()
    with pytest.raises(CommandError, match=r"did not take b: too large.*1 were published"):
        await publish(Broker(1).send_all, [Draft("a", b"1", b"k"), Draft("b", b"2", b"k")], count)
    assert count.published == 1


async def test_a_rate_is_kept() -> None:
    count, began = Count(), time.monotonic()
    await publish(Broker().send_all, [Draft("a", b"1", b"k")] * 11, count, rate=50)
    # The last of the batches of five begins when ten messages are due.
    assert time.monotonic() - began >= 0.2
    assert count.published == 11


def test_a_trace_is_a_w3c_trace_context() -> None:
    version, trace, span, flags = new_trace().decode().split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "01")
