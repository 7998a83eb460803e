"""``where`` says what is not ready, and only then that all is."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from services.cli.demo.where import look, not_ready, show
from services.cli.progress_display import Progress
from services.cli.running_stack import RunningStack, announcing
from services.runtime.telemetry.health import Health, HealthServer
from tests.integration.kafka import refusing_port
from tests.unit.cli.test_running_stack import stack


@pytest.fixture
def service() -> Iterator[HealthServer]:
    """Something that listens, and is ready once its health says so."""
    with ExitStack() as ends:
        server = HealthServer(Health(), "127.0.0.1", 0)
        server.start()
        ends.callback(server.stop)
        yield server


def of(service: HealthServer) -> RunningStack:
    """A stack all of whose addresses are this one's."""
    at = f"127.0.0.1:{service.port}"
    return stack().model_copy(
        update={
            "kafka": at,
            "mongo": f"mongodb://{at}/?directConnection=true",
            "status": f"http://{at}/",
            "services": {"intake": f"http://{at}"},
        }
    )


async def test_nothing_is_running() -> None:
    assert "nothing is running here" in await not_ready(None)


async def test_services_that_are_not_started_yet() -> None:
    early = stack().model_copy(update={"services": {}})
    assert await not_ready(early) == "not ready: broker, store and services are starting"


@pytest.mark.processes
async def test_what_is_not_ready_is_named_with_its_reason(service: HealthServer) -> None:
    running = of(service)
    assert await not_ready(running) == "not ready: intake (waiting for start)"
    with refusing_port() as port:
        gone = running.model_copy(update={"kafka": f"127.0.0.1:{port}"})
        assert "kafka (does not answer), intake (waiting" in await not_ready(gone)
    service.health.waiting_for, service.health.assigned = None, True
    assert await not_ready(running) == ""


@pytest.mark.processes
async def test_it_waits_until_all_is_ready(service: HealthServer) -> None:
    class Ready(Progress):
        """Makes the service ready once it is said to be waited for."""

        def waiting_for(
            self, words: str, done: float | None = None, total: float | None = None
        ) -> None:
            service.health.waiting_for, service.health.assigned = None, True

    with announcing() as announcement:
        announcement.write(of(service))
        assert (await look(0, Progress()))[1] == "not ready: intake (waiting for start)"
        assert await look(600, Ready()) == (of(service), "")


def test_the_object_has_the_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    show(stack(), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told.pop("pid")
    assert told == {
        "kafka": "127.0.0.1:1",
        "mongo": "mongodb://127.0.0.1:2/",
        "status": "http://127.0.0.1:3/",
        "services": {"intake": "http://127.0.0.1:4"},
        "logs": "/nowhere",
    }
    show(stack(), as_json=False)
    assert "intake      http://127.0.0.1:4\n" in capsys.readouterr().out
