from collections.abc import AsyncIterator

import pytest

from services.runtime.kafka.faust_app import build_app
from services.runtime.kafka.faust_transport import App
from services.runtime.settings import Settings
from services.runtime.telemetry.health import Health
from tests.integration.echo import ECHO


@pytest.fixture
async def app() -> AsyncIterator[App]:
    # Async, for Faust would else make an event loop that nobody closes.
    def halt(error: BaseException) -> None:
        raise error

    built = build_app([ECHO], Settings(instance="echo-0"), Health(), halt)
    yield built
    built.consumer._thread.thread_loop.close()
