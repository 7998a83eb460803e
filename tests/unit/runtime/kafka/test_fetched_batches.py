"""Whatever lies in a fetched batch comes out as records, and never as an error."""

import gzip
import hashlib
import struct
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import cramjam
import pytest
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c
from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import MIB
from services.runtime.kafka import fetched_batches
from services.runtime.kafka.batch_codecs import BrokenBatch, expand
from services.runtime.kafka.fetched_batches import (
    HEADER,
    FetchedBatch,
    FetchedBatches,
    FetchResult,
    PartitionRecords,
    varint,
)
from services.runtime.stage import Unreadable

NONE, GZIP, SNAPPY, LZ4, ZSTD = range(5)
CODECS = [NONE, GZIP, SNAPPY, LZ4, ZSTD]
Headers = Sequence[tuple[str, bytes | None]]


def built(
    values: Sequence[bytes | None], codec: int = NONE, base: int = 0, headers: Headers = ()
) -> bytes:
    """A batch as aiokafka's producer writes it, with the broker's base offset."""
    builder = DefaultRecordBatchBuilder(2, codec, 0, -1, -1, -1, 100 * MIB)
    for offset, value in enumerate(values):
        assert builder.append(offset, 1_000 + offset, b"k", value, list(headers)) is not None
    return with_base(bytes(builder.build()), base)


def with_base(batch: bytes, base: int) -> bytes:
    return struct.pack(">q", base) + batch[8:]


def enclosed(payload: bytes, count: int, codec: int = NONE, attributes: int = 0) -> bytes:
    """A batch around bytes of one's own, its length and its checksum right."""
    covered = (
        struct.pack(">hiqqqhii", codec | attributes, count - 1, 1, 2, 7, 0, 0, count) + payload
    )
    head = struct.pack(">ibI", 0, 2, calc_crc32c(covered))
    return struct.pack(">qi", 0, len(head) + len(covered)) + head + covered


def zigzag(number: int) -> bytes:
    left, out = (number << 1) ^ (number >> 63), bytearray()
    while left > 0x7F:
        out.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*out, left])


def record(offset: int, value: bytes | None, *names: bytes) -> bytes:
    """A record of one's own: no key, and headers of these names with the value ``v``."""
    body = b"\x00" + zigzag(0) + zigzag(offset) + zigzag(-1)
    body += zigzag(-1) if value is None else zigzag(len(value)) + value
    body += zigzag(len(names))
    for name in names:
        body += zigzag(len(name)) + name + zigzag(1) + b"v"
    return zigzag(len(body)) + body


def read(raw: bytes, start: int = 0, isolation: int = 0, aborted: Any = ()) -> list[Any]:
    records = PartitionRecords(
        SimpleNamespace(topic="t", partition=3),
        FetchedBatches(raw), aborted, start, None, None, True, isolation,
    )  # fmt: skip
    found = list(records)
    read.next = records.next_fetch_offset  # type: ignore[attr-defined]
    return found


def next_offset() -> int:
    return int(read.next)  # type: ignore[attr-defined]


@pytest.mark.parametrize("codec", CODECS)
def test_every_codec_is_read(codec: int) -> None:
    headers: Headers = (("a", b"1"), ("a", b"2"), ("null", None))
    raw = built([b"x" * 1000, None, b""], codec, base=5, headers=headers)
    found = read(raw, start=5)
    assert [(one.offset, one.value) for one in found] == [(5, b"x" * 1000), (6, None), (7, b"")]
    assert [one.timestamp for one in found] == [1_000, 1_001, 1_002]
    assert found[0].headers == tuple(headers)
    assert (found[0].key, found[0].topic, found[0].partition) == (b"k", "t", 3)
    assert next_offset() == 8


@pytest.mark.parametrize("codec", CODECS)
def test_a_fetch_begins_in_the_midst_of_a_batch(codec: int) -> None:
    raw = built([b"a", b"b", b"c"], codec, base=5) + built([b"d"], codec, base=8)
    assert [one.value for one in read(raw, start=7)] == [b"c", b"d"]


def test_raw_snappy_and_java_blocks_of_it_are_both_read() -> None:
    payload = record(0, b"v" * 50)
    raw = enclosed(bytes(cramjam.snappy.compress_raw(payload)), 1, SNAPPY)
    assert [one.value for one in read(raw)] == [b"v" * 50]


def test_gzip_in_several_members_is_read() -> None:
    one, two = record(0, b"a"), record(1, b"b")
    raw = enclosed(gzip.compress(one) + gzip.compress(two), 2, GZIP)
    assert [found.value for found in read(raw)] == [b"a", b"b"]


def test_a_header_name_that_is_not_utf8_is_escaped_and_the_message_lives() -> None:
    raw = enclosed(record(0, b"a", b"ok") + record(1, b"b", b"\xff!") + record(2, b"c"), 3)
    found = read(raw)
    assert [one.value for one in found] == [b"a", b"b", b"c"]
    assert [one.headers for one in found] == [(("ok", b"v"),), (("\\xff!", b"v"),), ()]


def test_a_broken_record_costs_only_itself() -> None:
    broken = zigzag(3) + b"\x00\x00\x02"
    raw = enclosed(record(0, b"a") + broken + record(2, b"c"), 3)
    first, stand_in, last = read(raw)
    assert (first.value, last.value) == (b"a", b"c")
    assert isinstance(stand_in.value, Unreadable)
    assert (stand_in.offset, stand_in.value.size) == (1, 3)
    assert stand_in.value.sha256 == hashlib.sha256(broken[1:]).hexdigest()


@pytest.mark.parametrize("codec", [GZIP, SNAPPY, LZ4, ZSTD, 5, 7])
def test_what_does_not_expand_is_told_by_each_of_its_offsets(codec: int) -> None:
    raw = enclosed(b"no such data", 3, codec)
    found = read(raw + built([b"next"], base=3))
    assert [one.offset for one in found] == [0, 1, 2, 3]
    assert all(isinstance(one.value, Unreadable) for one in found[:3])
    assert found[0].value.size == len(raw)
    assert found[0].value == raw[:1024]
    assert found[3].value == b"next"


def test_a_batch_whose_checksum_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bytearray(built([b"a", b"b"]))
    raw[-3] ^= 1
    found = read(bytes(raw))
    assert [one.value.error for one in found] == ["BrokenBatch: its checksum is wrong"] * 2


def test_a_batch_that_the_fetch_cut_off_is_passed_over_if_it_is_the_first() -> None:
    large, small = built([b"x" * 5000], base=9), built([b"a"], base=8)
    [stand_in] = read(large[:3000], start=9)
    assert isinstance(stand_in.value, Unreadable)
    assert (stand_in.offset, stand_in.value.size, next_offset()) == (9, 3000, 10)
    assert [one.value for one in read(small + large[:3000], start=8)] == [b"a"]
    assert next_offset() == 9
    assert read(large[:20], start=9) == []


def test_markers_are_no_messages_and_aborted_ones_are_left_out() -> None:
    transactional, control = 0x10, 0x20
    ours = with_base(enclosed(record(0, b"gone"), 1, attributes=transactional), 4)
    key = struct.pack(">hh", 0, 0)
    body = b"\x00" + zigzag(0) + zigzag(0) + zigzag(4) + key + zigzag(-1) + zigzag(0)
    marker = enclosed(zigzag(len(body)) + body, 1, attributes=transactional | control)
    raw = ours + with_base(marker, 5) + built([b"kept"], base=6)
    committed = read(raw, start=4, isolation=fetcher.READ_COMMITTED, aborted=[(7, 4)])
    assert [one.value for one in committed] == [b"kept"]
    assert [one.value for one in read(raw, start=4)] == [b"gone", b"kept"]
    after = with_base(enclosed(record(0, b"again"), 1, attributes=transactional), 6)
    again = read(ours + with_base(marker, 5) + after, 4, fetcher.READ_COMMITTED, aborted=[(7, 4)])
    assert [one.value for one in again] == [b"again"]


@given(st.binary(max_size=200), st.integers(1, 4), st.sampled_from([*CODECS, 6]))
def test_no_bytes_raise(payload: bytes, count: int, codec: int) -> None:
    found = read(enclosed(payload, count, codec) + built([b"good"], base=count))
    assert found[-1].value == b"good"
    assert [one.offset for one in found] == sorted({one.offset for one in found})


@pytest.mark.slow
@given(st.lists(st.binary(max_size=50) | st.none(), min_size=1), st.sampled_from(CODECS))
def test_ours_and_the_compiled_reader_agree(values: list[bytes | None], codec: int) -> None:
    batch = FetchedBatch(memoryview(built(values, codec, base=7)))
    payload: Any = batch.raw[HEADER.size :]
    parsed = list(batch._parsed(memoryview(expand(codec, payload)) if codec else payload))
    found = [(one.offset, one.timestamp, one.key, one.value) for one in batch]
    assert [(one.offset, one.timestamp, one.key, one.value) for one in parsed] == found
    assert [one[3] for one in found] == values


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_integer_comes_back(number: int) -> None:
    data = memoryview(zigzag(number) + b"rest")
    assert varint(data, 0) == (number, len(data) - 4)


def test_an_integer_without_end_is_broken() -> None:
    with pytest.raises(BrokenBatch):
        varint(memoryview(b"\xff" * 20), 0)


class Assignment(SimpleNamespace):
    """One partition's place, as aiokafka's assignment keeps it."""

    def state_value(self, _: Any) -> Any:
        return self.state


def test_a_poll_is_bounded_in_bytes_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched_batches, "MOST_POLLED_BYTES", 250)
    part = SimpleNamespace(topic="t", partition=0)
    state = SimpleNamespace(paused=False, position=0)
    state.consumed_to = lambda offset: setattr(state, "position", offset)
    raw = built([bytes(100)] * 7)
    records = PartitionRecords(part, FetchedBatches(raw), (), 0, None, None, True, 0)
    result = FetchResult(
        part, assignment=Assignment(active=True, state=state), partition_records=records, backoff=0
    )
    sizes = []
    while result.has_more():
        sizes.append(len(result.getall(max_records=500)))
    assert sizes == [3, 3, 1]
    assert state.position == 7
    records = PartitionRecords(part, FetchedBatches(raw), (), 7, None, None, True, 0)
    assert not list(records)


def test_every_consumer_of_this_process_reads_so() -> None:
    assert fetcher.MemoryRecords is FetchedBatches
    assert fetcher.PartitionRecords is PartitionRecords
    assert issubclass(fetcher.FetchResult, FetchResult)
