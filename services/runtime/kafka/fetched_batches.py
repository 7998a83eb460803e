"""Reads fetched batches so that none ends the consumer: neither a codec, a size, nor broken bytes.

aiokafka 0.14 raises out of the consumer over a header's name that is not UTF-8, a compressed batch
whose bytes are broken, and a checksum; it expands a batch of any size. Ordinary batches still go
through its compiled reader.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import KafkaError
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch

from schemas.topics import MIB
from services.runtime.kafka.batch_codecs import BrokenBatch, expand
from services.runtime.stage import Unreadable

MOST_POLLED_BYTES = 16 * MIB
"""Values that one poll hands over for a partition: 500 messages of 4 MiB would take 2 GiB."""
FIRST_BYTES = 1024
"""Bytes of something unreadable that are kept."""

HEADER = struct.Struct(">qiibIhiqqqhii")
"""The header of a batch, magic 2: https://kafka.apache.org/documentation/#recordbatch."""
_OVERHEAD = struct.calcsize(">qi")
_MAGIC_OFFSET = struct.calcsize(">qii")
_CODEC_MASK, _APPEND_TIME, _TRANSACTIONAL, _CONTROL = 0x07, 0x08, 0x10, 0x20


@dataclass(frozen=True, slots=True)
class FetchedRecord:
    """A record as aiokafka's own readers give it. ``timestamp`` is in milliseconds since 1970."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()
    checksum: None = None


class FetchedBatch:
    """One batch, magic 2, whole or cut off by the fetch's size. Iterating never raises."""

    def __init__(self, raw: memoryview, is_whole: bool = True) -> None:
        self.raw = raw
        self._is_whole = is_whole
        (
            base_offset, _, _, _, _, self._attributes, self._last_delta, self._first_timestamp,
            self._max_timestamp, self.producer_id, _, _, self._count,
        ) = HEADER.unpack_from(raw)  # fmt: skip
        self.base_offset = int(base_offset)

    @property
    def next_offset(self) -> int:
        """One past the batch's last offset."""
        return self.base_offset + max(int(self._last_delta), 0) + 1

    @property
    def is_transactional(self) -> bool:
        return bool(self._attributes & _TRANSACTIONAL)

    @property
    def is_control_batch(self) -> bool:
        return bool(self._attributes & _CONTROL)

    def __iter__(self) -> Iterator[Any]:
        seen = self.base_offset - 1
        try:
            for record in self._records():
                yield record
                seen = record.offset
        except Exception as error:
            # Whatever it is: an error that leaves the consumer ends the service, again and again.
            yield from self._unreadable(seen + 1, f"{type(error).__name__}: {error}")

    def control_key(self) -> bytes:
        """The key of a control batch's only record. Raises BrokenBatch."""
        for record in self._records():
            return record.key or b""
        raise BrokenBatch("a control batch without a record")

    def _records(self) -> Iterator[Any]:
        if not self._is_whole:
            raise BrokenBatch(f"the broker gave {len(self.raw)} bytes of a larger batch")
        compiled = DefaultRecordBatch(self.raw)
        if not compiled.validate_crc():
            raise BrokenBatch("its checksum is wrong")
        codec = self._attributes & _CODEC_MASK
        if codec:
            yield from self._parsed(memoryview(expand(codec, self.raw[HEADER.size :])))
            return
        seen = -1
        try:
            for record in compiled:
                yield record
                seen = record.offset
        except Exception:
            # One record has what the compiled reader can't take; ours says which, and reads on.
            for record in self._parsed(self.raw[HEADER.size :]):
                if record.offset > seen:
                    yield record

    def _parsed(self, payload: memoryview) -> Iterator[FetchedRecord]:
        position, offset = 0, self.base_offset - 1
        for _ in range(self._count):
            length, start = varint(payload, position)
            end = start + length
            if length < 0 or end > len(payload):
                raise BrokenBatch(f"a record of {length} bytes does not fit")
            try:
                record = self._record(payload[start:end])
            except (BrokenBatch, IndexError) as error:
                found = Unreadable.of(payload[start:end], str(error), FIRST_BYTES)
                record = self._stand_in(offset + 1, found)
            position, offset = end, record.offset
            yield record

    def _record(self, payload: memoryview) -> FetchedRecord:
        delta, position = varint(payload, 1)  # The first byte holds attributes that nobody uses.
        offset, position = varint(payload, position)
        key, position = _take(payload, position)
        value, position = _take(payload, position)
        count, position = varint(payload, position)
        headers: list[tuple[str, bytes | None]] = []
        for _ in range(count):
            name, position = _take(payload, position)
            content, position = _take(payload, position)
            headers.append(((name or b"").decode("utf-8", "backslashreplace"), content))
        return FetchedRecord(
            self.base_offset + offset,
            self._timestamp(delta),
            int(bool(self._attributes & _APPEND_TIME)),
            key,
            value,
            tuple(headers),
        )

    def _timestamp(self, delta: int) -> int:
        if self._attributes & _APPEND_TIME:
            return int(self._max_timestamp)
        return int(self._first_timestamp + delta)

    def _stand_in(self, offset: int, found: Unreadable) -> FetchedRecord:
        kind = int(bool(self._attributes & _APPEND_TIME))
        return FetchedRecord(offset, self._max_timestamp, kind, None, found)

    def _unreadable(self, start: int, error: str) -> Iterator[FetchedRecord]:
        """A stand-in for each record from the offset ``start`` on."""
        found = Unreadable.of(self.raw, error, FIRST_BYTES)
        for offset in range(start, min(self.base_offset + max(self._count, 1), self.next_offset)):
            yield self._stand_in(offset, found)


class FetchedBatches:
    """The batches of one partition in the answer to a fetch: stands in for ``MemoryRecords``."""

    def __init__(self, raw: bytes) -> None:
        self._raw = memoryview(raw)
        self._position = 0

    def size_in_bytes(self) -> int:
        """0: the start of a batch too short for its header is fetched again, and no error."""
        return 0

    def has_next(self) -> bool:
        return self._end() is not None

    def next_batch(self) -> Any:
        """The next batch. Raises CorruptRecordException for one of Kafka before 0.11 that breaks
        its format."""
        start, end = self._position, self._end()
        assert end is not None
        raw = self._raw[start:end]
        self._position = end
        magic = raw[_MAGIC_OFFSET]
        if magic < 2:
            return LegacyRecordBatch(raw, magic)
        return FetchedBatch(raw, _OVERHEAD + _length(raw) == len(raw))

    def _end(self) -> int | None:
        """Where the next batch ends. A batch that the fetch cut off counts if it is the first: no
        later fetch would hold more of it."""
        left = self._raw[self._position :]
        if len(left) < HEADER.size:
            return None
        size = _OVERHEAD + _length(left)
        if HEADER.size <= size <= len(left) or left[_MAGIC_OFFSET] < 2:
            return self._position + min(size, len(left))
        return len(self._raw) if self._position == 0 else None


def _length(raw: memoryview) -> int:
    length: int = struct.unpack_from(">i", raw, 8)[0]
    return length


def varint(data: memoryview, position: int) -> tuple[int, int]:
    """A zigzag-encoded integer of up to 64 bits, and the position behind it.

    Raises BrokenBatch, or IndexError at the end of the data.
    """
    value, shift = 0, 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), position
        shift += 7
        if shift > 63:
            raise BrokenBatch("an integer is longer than 64 bits")


def _take(data: memoryview, position: int) -> tuple[bytes | None, int]:
    length, position = varint(data, position)
    if length < 0:
        return None, position
    end = position + length
    if end > len(data):
        raise BrokenBatch(f"a field of {length} bytes does not fit")
    return bytes(data[position:end]), end


class PartitionRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """aiokafka's iterator over a partition's fetched records, on our batches."""

    def _unpack_records(self) -> Iterator[Any]:
        while self._records.has_next():
            batch = self._records.next_batch()
            if self._is_left_out(batch):
                self.next_fetch_offset = batch.next_offset
                continue
            for record in batch:
                # Compacted batches have gaps, and a fetch begins with the batch of its offset.
                if record.offset >= self.next_fetch_offset:
                    self.next_fetch_offset = record.offset + 1
                    yield self._consumer_record(self._tp, record)
            # The last record may have been compacted away.
            self.next_fetch_offset = batch.next_offset

    def _is_left_out(self, batch: Any) -> bool:
        """Whether a batch holds a transaction's end, or records of one that was aborted."""
        if batch.producer_id is not None and self._isolation_level == fetcher.READ_COMMITTED:
            self._consume_aborted_up_to(batch.base_offset)
            if batch.is_control_batch and _is_abort(batch):
                self._aborted_producers.discard(batch.producer_id)
            if batch.is_transactional and batch.producer_id in self._aborted_producers:
                return True
        return bool(batch.is_control_batch)


def _is_abort(batch: FetchedBatch) -> bool:
    try:
        return bool(fetcher.ControlRecord.parse(batch.control_key()) == fetcher.ABORT_MARKER)
    except (BrokenBatch, KafkaError, ValueError, struct.error):
        return False


class FetchResult(fetcher.FetchResult):  # type: ignore[misc]
    """aiokafka's fetched data of a partition, handed over with a limit on bytes too."""

    def getall(self, max_records: int | None = None) -> list[Any]:
        if not self.check_assignment(self._topic_partition) or not self.has_more():
            return []
        taken: list[Any] = []
        size = 0
        for record in self._partition_records:
            taken.append(record)
            size += max(record.serialized_value_size, 0)
            if size >= MOST_POLLED_BYTES or len(taken) == max_records:
                self._update_position()
                return taken
        self._update_position()
        self._partition_records: Any = None
        return taken


def install() -> None:
    """Let every consumer of this process read by these classes."""
    fetcher.MemoryRecords = FetchedBatches
    fetcher.PartitionRecords = PartitionRecords
    fetcher.FetchResult = FetchResult
