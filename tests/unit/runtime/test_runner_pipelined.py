"""One batch is worked on while another is delivered; nothing is acknowledged out of turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from services.runtime.records import Record
from services.runtime.runner import PolledBatch, ProcessedBatch, StageRunner, run_pipelined
from services.runtime.stage import Message
from services.runtime.telemetry.health import Health
from tests.integration.echo import ECHO, ECHO_IN


class Broker:
    """Confirms a delivery when it is told to, and notes what happens in which order."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.confirms: asyncio.Queue[Exception | None] = asyncio.Queue()

    async def deliver(self, records: Sequence[Record]) -> Sequence[Exception | None]:
        self.seen.append(f"deliver {len(records)}")
        answer = await self.confirms.get()
        if answer is not None:
            raise answer
        return [None] * len(records)

    async def batches(self, *sizes: int) -> AsyncIterator[PolledBatch]:
        for size in sizes:
            self.seen.append(f"take {size}")
            yield [Message(b"good")] * size, self.acknowledges(size)

    def acknowledges(self, size: int) -> Callable[[], Awaitable[None]]:
        async def acknowledge() -> None:
            self.seen.append(f"acknowledge {size}")

        return acknowledge


class Halts:
    def __init__(self) -> None:
        self.why: list[BaseException] = []

    def __call__(self, error: BaseException) -> None:
        self.why.append(error)


@pytest.fixture
async def broker() -> Broker:
    return Broker()


async def all_goes_as_far_as_it_can() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


async def test_the_next_batch_is_worked_on_while_one_is_delivered(broker: Broker) -> None:
    health = Health()
    relaying = asyncio.create_task(
        run_pipelined(broker.batches(1, 2, 3), StageRunner(ECHO, broker.deliver), health, Halts())
    )
    await all_goes_as_far_as_it_can()
    assert broker.seen == ["take 1", "take 2", "deliver 1"]
    assert list(health._batches) == [ECHO_IN.name]
    since = health.batch_since
    assert since is not None
    broker.confirms.put_nowait(None)
    await all_goes_as_far_as_it_can()
    assert broker.seen[3:] == ["acknowledge 1", "take 3", "deliver 2"]
    assert health.batch_since is not None
    assert health.batch_since > since
    broker.confirms.put_nowait(None)
    broker.confirms.put_nowait(None)
    await relaying
    assert broker.seen[6:] == ["acknowledge 2", "deliver 3", "acknowledge 3"]
    assert health.batch_since is None


async def test_a_batch_is_acknowledged_though_no_other_comes(broker: Broker) -> None:
    async def one_and_no_more() -> AsyncIterator[PolledBatch]:
        async for taken in broker.batches(1):
            yield taken
        await asyncio.Event().wait()

    relaying = asyncio.create_task(
        run_pipelined(one_and_no_more(), StageRunner(ECHO, broker.deliver), Health(), Halts())
    )
    broker.confirms.put_nowait(None)
    await all_goes_as_far_as_it_can()
    assert broker.seen == ["take 1", "deliver 1", "acknowledge 1"]
    relaying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await relaying


async def test_what_goes_wrong_with_a_delivery_halts_at_once(broker: Broker) -> None:
    async def one_and_no_more() -> AsyncIterator[PolledBatch]:
        async for taken in broker.batches(1):
            yield taken
        await asyncio.Event().wait()

    halts, broken = Halts(), RuntimeError("no broker says this")
    relaying = asyncio.create_task(
        run_pipelined(one_and_no_more(), StageRunner(ECHO, broker.deliver), Health(), halts)
    )
    broker.confirms.put_nowait(broken)
    await all_goes_as_far_as_it_can()
    assert halts.why == [broken]
    assert broker.seen == ["take 1", "deliver 1"]
    relaying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await relaying


async def test_nothing_is_acknowledged_after_a_delivery_that_went_wrong(broker: Broker) -> None:
    broker.confirms.put_nowait(RuntimeError("no broker says this"))
    broker.confirms.put_nowait(None)
    runner = StageRunner(ECHO, broker.deliver)
    with pytest.raises(RuntimeError, match="no broker"):
        await run_pipelined(broker.batches(1, 2, 3), runner, Health(), Halts())
    assert not [one for one in broker.seen if one.startswith("acknowledge")]
    assert "deliver 2" not in broker.seen


async def test_told_to_stop_it_leaves_a_delivery_unfinished(broker: Broker) -> None:
    handled = asyncio.Event()

    class Slow(StageRunner):
        async def process(self, batch: Sequence[Message]) -> ProcessedBatch:
            if len(batch) == 2:
                handled.set()
                await asyncio.Event().wait()
            return await super().process(batch)

    relaying = asyncio.create_task(
        run_pipelined(broker.batches(1, 2), Slow(ECHO, broker.deliver), Health(), Halts())
    )
    await handled.wait()
    await all_goes_as_far_as_it_can()
    relaying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await relaying
    broker.confirms.put_nowait(None)
    await all_goes_as_far_as_it_can()
    assert broker.seen == ["take 1", "take 2", "deliver 1"]


async def test_nothing_of_a_failing_batch_goes_out_before_the_verdict(broker: Broker) -> None:
    verdict: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def probe() -> bool:
        broker.seen.append("probe")
        return await verdict

    async def batches() -> AsyncIterator[PolledBatch]:
        yield [Message(b"good")], broker.acknowledges(1)
        yield [Message(b"fail")] * 2, broker.acknowledges(2)

    stage = replace(ECHO, probe=probe)
    runner = StageRunner(stage, broker.deliver, failure_limit=2)
    task = asyncio.create_task(run_pipelined(batches(), runner, Health(), Halts()))
    broker.confirms.put_nowait(None)
    await all_goes_as_far_as_it_can()
    assert broker.seen == ["probe", "deliver 1", "acknowledge 1"]
    verdict.set_result(True)
    broker.confirms.put_nowait(None)
    await task
    assert broker.seen[3:] == ["deliver 2", "acknowledge 2"]
