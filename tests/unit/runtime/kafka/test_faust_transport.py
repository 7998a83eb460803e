"""Taking from Faust's queue: what is in hand is known to be so, and what is stale is left."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from services.runtime.kafka.faust_transport import start_eagerly, take_batches

END = object()


class Queue(asyncio.Queue[Any]):
    async def __anext__(self) -> Any:
        one = await self.get()
        if one is END:
            raise StopAsyncIteration
        return one

    @property
    def queue(self) -> "Queue":
        return self


def stream(active: bool = True) -> Any:
    in_hand: list[Any] = []
    return SimpleNamespace(
        channel=Queue(),
        in_hand=in_hand,
        app=SimpleNamespace(
            consumer_generation_id=2,
            flow_control=SimpleNamespace(is_active=lambda: active),
            consumer=SimpleNamespace(track_message=in_hand.append),
        ),
    )


def event(number: int, generation: int = 2) -> Any:
    message = SimpleNamespace(generation_id=generation, tracked=False)
    return SimpleNamespace(number=number, message=message)


async def test_a_batch_is_what_lies_there_and_no_more_than_asked_for() -> None:
    source = stream()
    for number in range(5):
        source.channel.put_nowait(event(number))
    taken = take_batches(source, 3)
    assert [one.number for one in await anext(taken)] == [0, 1, 2]
    assert [one.number for one in await anext(taken)] == [3, 4]
    source.channel.put_nowait(event(5))
    assert [one.number for one in await anext(taken)] == [5]
    await taken.aclose()


async def test_what_is_taken_is_in_hand() -> None:
    source = stream()
    source.channel.put_nowait(event(0))
    taken = take_batches(source, 3)
    [one] = await anext(taken)
    assert source.in_hand == [one.message]
    assert one.message.tracked
    await taken.aclose()


async def test_what_was_fetched_before_a_rebalance_is_left() -> None:
    source = stream()
    for one in (event(0, generation=1), event(1), event(2, generation=1)):
        source.channel.put_nowait(one)
    taken = take_batches(source, 10)
    assert [one.number for one in await anext(taken)] == [1]
    assert len(source.in_hand) == 1
    await taken.aclose()


async def test_nothing_is_taken_while_partitions_are_handed_over() -> None:
    source = stream(active=False)
    source.channel.put_nowait(event(0))
    waiting = asyncio.ensure_future(anext(take_batches(source, 3)))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert source.in_hand == []
    waiting.cancel()


async def test_it_ends_when_faust_says_so() -> None:
    source = stream()
    source.channel.put_nowait(END)
    assert [batch async for batch in take_batches(source, 3)] == []


async def test_begin_runs_to_the_end_what_need_not_wait() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    assert start_eagerly(work()) is None
    assert done == [1]


async def test_begin_leaves_the_rest_of_what_must_wait() -> None:
    steps: list[str] = []
    gate, second = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        steps.append("begun")
        await gate.wait()
        steps.append("gate")
        await second.wait()
        steps.append("end")

    rest = start_eagerly(work())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    assert steps == ["begun"]
    gate.set()
    second.set()
    await task
    assert steps == ["begun", "gate", "end"]


async def test_the_rest_can_be_cancelled_and_tidies_up() -> None:
    steps: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("tidied")

    rest = start_eagerly(work())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["tidied"]


@pytest.mark.parametrize("waits", [False, True])
async def test_an_error_is_raised_wherever_it_happens(waits: bool) -> None:
    async def work() -> None:
        if waits:
            await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await (start_eagerly(work()) or asyncio.sleep(0))
