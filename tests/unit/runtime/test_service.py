"""A service that is told to stop while it starts must end, whatever it waits for."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from schemas.topics import ACCEPTED, RAW, Topic
from services.runtime import service, shutdown
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from services.runtime.signing import Signer
from services.runtime.stage import Stage
from services.runtime.telemetry.health import Health
from services.runtime.telemetry.trace_context import untraced
from tests.conditions import HANG_SECONDS


class Exits:
    """In place of the timer that ends the process."""

    def __init__(self) -> None:
        self.after: list[float] = []

    def __call__(self, seconds: float, _exit: Any, _code: Any) -> Any:
        return SimpleNamespace(daemon=False, start=lambda: self.after.append(seconds))


@pytest.fixture
async def exits(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Exits]:
    """The loop's handler of SIGTERM goes with the loop; the worker must never be begun."""

    def build_app(*_: Any) -> NoReturn:
        raise AssertionError("the worker began")

    timer = Exits()
    monkeypatch.setattr(shutdown.threading, "Timer", timer)
    monkeypatch.setattr(service, "import_module", lambda _: SimpleNamespace(build_app=build_app))
    monkeypatch.setattr(service, "wait_for_topics", lambda *_: asyncio.sleep(0))
    yield timer
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


async def told_to_stop(*, swallow: bool) -> None:
    """Waits until the service is told to stop; like ``wait_for`` it may keep that to itself."""
    os.kill(os.getpid(), signal.SIGTERM)
    with suppress(asyncio.CancelledError if swallow else ()):
        await asyncio.Event().wait()


async def serve(before: Any) -> Health:
    @asynccontextmanager
    async def open_stages(_: Settings) -> AsyncIterator[list[Stage]]:
        await before()
        yield [Stage("intake", "1", RAW, (), lambda batch: asyncio.sleep(0, []))]

    health, settings = Health(), Settings(stop_seconds=7)
    app = SimpleNamespace(settings_class=Settings, open_stages=open_stages)
    with pytest.raises(asyncio.CancelledError):
        await service._run(app, settings, health, "intake", untraced)
    return health


@pytest.mark.parametrize("swallow", [False, True])
async def test_it_ends_where_it_is(exits: Exits, swallow: bool) -> None:
    health = await asyncio.wait_for(serve(lambda: told_to_stop(swallow=swallow)), HANG_SECONDS)
    assert health.stopping
    assert exits.after == [7]


async def test_it_ends_though_what_it_needs_stays_away(exits: Exits) -> None:
    async def away() -> None:
        await told_to_stop(swallow=True)
        raise Outage("mongo", "no answer")

    await asyncio.wait_for(serve(away), HANG_SECONDS)
    assert exits.after == [7]


def test_it_takes_the_signal_before_there_is_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        port = 0

        def __init__(self, *_: object) -> None: ...

        def start(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(service, "HealthServer", Server)
    monkeypatch.setattr(service.logs, "configure", lambda *_: None)
    before = signal.getsignal(signal.SIGTERM)
    try:
        service.run("intake", lambda _: pytest.fail("it began"), Settings())
    finally:
        signal.signal(signal.SIGTERM, before)


def stages(source: Topic) -> list[Stage]:
    return [Stage("any", "1", source, (), lambda batch: asyncio.sleep(0, []))]


SHARED = Signer([b"the key in the store"])


@pytest.mark.parametrize(
    ("name", "source", "keys", "fetches"),
    [
        ("intake", RAW, "", True),
        ("intake", RAW, "a key of the settings", True),
        ("theirs", RAW, "a key of the settings", True),
        ("theirs", RAW, "", False),
        ("cleaning", ACCEPTED, "a key of the settings", False),
    ],
)
async def test_who_reads_what_publishers_write_has_the_keys(
    name: str,
    source: Topic,
    keys: str,
    fetches: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("WIREROOM_SIGNING_KEYS", keys)
    monkeypatch.setattr(service, "open_signer", lambda _: asyncio.sleep(0, SHARED))
    caplog.set_level(logging.WARNING)
    signer = await service._signer(name, stages(source), Settings())
    assert (signer is SHARED) is fetches
    assert (signer is None) is (source is ACCEPTED)
    assert ("WIREROOM_SIGNING_KEYS" in caplog.text) is (signer is not None and not fetches)
