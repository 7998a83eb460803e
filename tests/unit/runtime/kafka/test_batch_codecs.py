"""A compressed batch is expanded within its limit, and takes no more room than it needs."""

import pytest

from schemas.topics import MIB
from services.runtime.kafka import batch_codecs
from services.runtime.kafka.batch_codecs import MOST_BATCH_BYTES, BrokenBatch, expand
from services.runtime.kafka.fetched_batches import HEADER
from tests.unit.runtime.kafka.test_fetched_batches import GZIP, LZ4, SNAPPY, ZSTD, built


@pytest.mark.parametrize("codec", [GZIP, SNAPPY, LZ4, ZSTD])
def test_no_batch_expands_beyond_the_limit(codec: int) -> None:
    raw = memoryview(built([bytes(4 * MIB)], codec))
    with pytest.raises(BrokenBatch):
        expand(codec, raw[HEADER.size :], MIB)
    assert len(expand(codec, raw[HEADER.size :], 5 * MIB)) > 4 * MIB


@pytest.mark.parametrize("codec", [LZ4, ZSTD])
def test_an_ordinary_batch_takes_little_room(codec: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[int] = []

    def room(size: int) -> bytearray:
        rooms.append(size)
        return bytearray(size)

    monkeypatch.setattr(batch_codecs, "bytearray", room, raising=False)
    payload = memoryview(built([b"The harbour of Oslo was closed. " * 3_000], codec))
    assert len(expand(codec, payload[HEADER.size :])) > 90_000
    assert sum(rooms) < MOST_BATCH_BYTES / 32
