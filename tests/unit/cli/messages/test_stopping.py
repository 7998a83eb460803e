"""A signal ends work at once, and leaves time for an answer where that is asked for."""

import asyncio
import os
import signal

import pytest

from services.cli.messages.stopping import Stop, Stopped

HANG_SECONDS = 60.0


async def result() -> str:
    return "done"


async def never() -> str:
    await asyncio.Event().wait()
    return "never"


async def later(event: asyncio.Event) -> str:
    await event.wait()
    return "later"


async def test_without_a_signal_work_is_done() -> None:
    stop = Stop()
    with stop.listening():
        assert await stop.before(result()) == "done"
        with pytest.raises(ValueError, match="no"):
            await stop.before(fails())
    assert stop.signal is None


async def fails() -> str:
    raise ValueError("no")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_work_that_waits_and_work_that_never_does(
    number: signal.Signals,
) -> None:
    stop = Stop()
    with stop.listening():
        waiting = asyncio.ensure_future(stop.before(never()))
        await asyncio.sleep(0)
        os.kill(os.getpid(), number)
        with pytest.raises(Stopped):
            await asyncio.wait_for(waiting, HANG_SECONDS)
        with pytest.raises(Stopped):
            await stop.before(result())
    assert stop.signal is number


async def test_what_was_begun_may_have_its_grace() -> None:
    stop, event = Stop(), asyncio.Event()
    with stop.listening():
        waiting = asyncio.ensure_future(stop.before(later(event), grace=HANG_SECONDS))
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)
        event.set()
        assert await waiting == "later"
        with pytest.raises(Stopped):
            await stop.before(never(), grace=0.01)


async def test_a_second_signal_is_not_ours() -> None:
    stop = Stop()
    with stop.listening():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Stopped):
            await asyncio.wait_for(stop.before(never()), HANG_SECONDS)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
