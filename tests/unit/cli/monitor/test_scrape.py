"""A service is asked how it is; one that gives no answer, or nonsense, is told as such."""

import pytest

from services.cli.errors import CommandError
from services.cli.monitor import scrape as scraping
from services.cli.monitor.scrape import Scrape, address, parse, scrape, scrape_all
from services.runtime.telemetry.health import Health, HealthServer
from tests.conditions import HANG_SECONDS
from tests.integration.kafka import refusing_port

PAGE = """
wireroom_build_info{service="intake",version="1"} 1.0
wireroom_messages_total{service="intake",outcome="published",reason=""} 5
wireroom_messages_total{service="intake",outcome="rejected",reason="bad_json"} 2
"""


def test_samples_are_found_by_name_and_labels() -> None:
    found = parse("http://h:1", 7.0, "ready", PAGE)
    assert (found.url, found.at, found.state, found.service) == (
        "http://h:1",
        7.0,
        "ready",
        "intake",
    )
    assert found.total("wireroom_messages_total") == 7
    assert found.total("wireroom_messages_total", outcome="rejected", reason="bad_json") == 2
    assert found.total("wireroom_messages_total", outcome="none") == 0
    assert found.of("none") == []


def test_what_gave_no_answer_has_no_name() -> None:
    assert Scrape("http://h:1", 7.0).service is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://h:9101", ("h", 9101)), ("h:1", ("h", 1)), ("http://h:1/metrics", ("h", 1)),
     ("[::1]:5", ("::1", 5))],
)  # fmt: skip
def test_an_address_is_a_host_and_a_port(url: str, expected: tuple[str, int]) -> None:
    assert address(url) == expected


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://host", "host:port"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CommandError):
        address(url)


@pytest.mark.processes
def test_a_real_service_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scraping, "TIMEOUT_SECONDS", HANG_SECONDS)
    server = HealthServer(Health(), "127.0.0.1", 0)
    server.start()
    try:
        found = scrape(f"127.0.0.1:{server.port}")
    finally:
        server.stop()
    assert found.state == "waiting for start"
    assert found.samples["process_resident_memory_bytes"][0][1] > 1e6
    with refusing_port() as port:
        assert scrape(f"http://127.0.0.1:{port}").state == "does not answer"


@pytest.mark.processes
async def test_all_are_asked_at_once_and_told_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scraping, "TIMEOUT_SECONDS", HANG_SECONDS)
    server = HealthServer(Health(), "127.0.0.1", 0)
    server.start()
    try:
        with refusing_port() as port:
            urls = [f"http://127.0.0.1:{port}", f"http://127.0.0.1:{server.port}"]
            found = await scrape_all(urls)
    finally:
        server.stop()
    assert [one.url for one in found] == urls
    assert [one.state for one in found] == ["does not answer", "waiting for start"]
