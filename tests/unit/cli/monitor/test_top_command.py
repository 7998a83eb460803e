"""``top`` finds the services of the running stack, prints once in a pipe, and fails for none."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from services.cli.errors import CommandError
from services.cli.main import app
from services.cli.monitor import scrape as scraping
from services.cli.running_stack import announcing
from services.runtime.telemetry.health import Health, HealthServer
from tests.conditions import HANG_SECONDS
from tests.integration.kafka import refusing_port
from tests.unit.cli.test_running_stack import stack

pytestmark = pytest.mark.processes


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[HealthServer]:
    monkeypatch.setattr(scraping, "TIMEOUT_SECONDS", HANG_SECONDS)
    server = HealthServer(Health(waiting_for=None, assigned=True), "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


def top(*words: str) -> Result:
    return CliRunner().invoke(app, ["top", "--every", "0.2", *words])


def test_beside_a_running_stack_it_needs_no_addresses(service: HealthServer) -> None:
    with announcing() as announcement, refusing_port() as gone:
        urls = {
            "intake": f"http://127.0.0.1:{service.port}",
            "storage": f"http://127.0.0.1:{gone}",
        }
        announcement.write(stack().model_copy(update={"services": urls}))
        told = [json.loads(line) for line in top("--json").stdout.splitlines()]
        printed = top()
    assert [(row["service"], row["state"]) for row in told] == [
        ("intake", "ready"),
        ("storage", "does not answer"),
    ]
    assert "Not ready: storage: does not answer." in printed.stdout
    assert "● intake" in printed.stdout


def test_addresses_that_are_named_count(service: HealthServer) -> None:
    [row] = [
        json.loads(line)
        for line in top("--json", f"127.0.0.1:{service.port}").stdout.split("\n")[:-1]
    ]
    assert row["state"] == "ready"


def test_none_that_answers_is_an_error() -> None:
    with refusing_port() as port:
        done = top(f"127.0.0.1:{port}")
    assert isinstance(done.exception, CommandError)
    assert f"no service answers at 127.0.0.1:{port}: " in str(done.exception)
    assert done.stdout == ""
