"""What a service says of its readiness, and how it is asked."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from services.runtime.telemetry.health import Health, HealthServer
from tests.conditions import HANG_SECONDS


def ready(**more: object) -> Health:
    return Health(**{"waiting_for": None, "assigned": True, **more})  # type: ignore[arg-type]


def test_a_service_is_ready_once_it_waits_for_nothing_and_has_partitions() -> None:
    assert Health().not_ready_because(0) == "waiting for start"
    assert ready().not_ready_because(0) is None
    assert ready(waiting_for="mongo").not_ready_because(0) == "waiting for mongo"
    assert "no partitions" in str(ready(assigned=False).not_ready_because(0))


def test_the_first_reason_is_told() -> None:
    health = Health(stall_seconds=1, stopping=True)
    health.note_batch("articles.raw", 0)
    reasons = []
    for change in ({"stopping": False}, {"waiting_for": None}, {"assigned": True}):
        reasons.append(str(health.not_ready_because(10)).split()[0])
        vars(health).update(change)
    assert [*reasons, health.not_ready_because(10)] == [
        "stopping", "waiting", "no", "no progress for 10 s"
    ]  # fmt: skip


def test_a_batch_may_take_its_time_and_no_longer() -> None:
    health = ready(stall_seconds=300)
    health.note_batch("articles.raw", 1000)
    assert health.not_ready_because(1300) is None
    assert health.not_ready_because(1300.6) == "no progress for 301 s"


def test_the_oldest_batch_of_all_stages_counts_and_a_finished_one_does_not() -> None:
    health = ready(stall_seconds=5)
    assert health.batch_since is None
    health.note_batch("a", 20)
    health.note_batch("b", 10)
    assert health.batch_since == 10
    health.note_batch("b", 30)
    assert health.batch_since == 20
    health.note_batch("a", None)
    health.note_batch("never", None)
    assert health.batch_since == 30
    health.note_batch("b", None)
    assert health.not_ready_because(1000) is None


@pytest.fixture
def server() -> Iterator[HealthServer]:
    made = HealthServer(Health(), "127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


def get(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        url = f"http://127.0.0.1:{server.port}{path}"
        with urllib.request.urlopen(url, timeout=HANG_SECONDS) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.processes
def test_pages(server: HealthServer) -> None:
    assert get(server, "/healthz") == (200, "alive\n")
    assert get(server, "/readyz") == (503, "waiting for start\n")
    server.health.waiting_for, server.health.assigned = None, True
    assert get(server, "/readyz") == (200, "ready\n")
    status, text = get(server, "/metrics")
    assert status == 200
    assert "# TYPE wireroom_messages_total counter" in text
    assert get(server, "/")[0] == 404


@pytest.mark.processes
def test_a_port_that_is_taken_is_an_error(server: HealthServer) -> None:
    with pytest.raises(OSError, match="in use"):
        HealthServer(Health(), "127.0.0.1", server.port)
