"""Reading ahead is bounded, keeps the order, and never holds up whoever waits."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from services.cli.inputs.read_ahead import ReadAhead


def size(value: int) -> int:
    return value


async def every(ahead: ReadAhead[int], count: int = 3, most: int = 100) -> list[list[int]]:
    taken: list[list[int]] = []
    while some := await ahead.take(count, most):
        taken.append(some)
    return taken


async def test_everything_comes_in_order_and_in_small_parts() -> None:
    taken = await every(ReadAhead(range(1, 51), size, 20))
    assert [one for some in taken for one in some] == list(range(1, 51))
    assert all(len(some) <= 3 for some in taken)
    assert await every(ReadAhead(iter(()), size, 20)) == []


async def test_a_part_ends_once_it_is_large_enough() -> None:
    taken = await every(ReadAhead([60, 60, 60], size, 1000), count=9)
    assert all(sum(some[:-1]) < 100 for some in taken)


async def test_no_more_is_read_than_there_is_room_for() -> None:
    read: list[int] = []
    is_full = threading.Event()

    def values() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            if len(read) == 4:
                is_full.set()
            yield 10

    ahead = ReadAhead(values(), size, 30)
    await asyncio.to_thread(is_full.wait)
    assert await ahead.take(100, 1000) == [10, 10, 10]
    assert len(read) <= 8
    ahead.stop()


async def test_what_goes_wrong_comes_after_what_was_read() -> None:
    def values() -> Iterator[int]:
        yield 1
        raise OSError("torn")

    ahead = ReadAhead(values(), size, 10)
    assert await ahead.take(5, 10) == [1]
    with pytest.raises(OSError, match="torn"):
        await ahead.take(5, 10)


async def test_whoever_waits_can_be_stopped_while_the_read_goes_on() -> None:
    never = threading.Event()

    def values() -> Iterator[int]:
        never.wait()
        yield 1

    ahead = ReadAhead(values(), size, 10)
    waiting = asyncio.ensure_future(ahead.take(1, 1))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    ahead.stop()
    never.set()
