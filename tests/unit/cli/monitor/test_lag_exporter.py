"""What the exporter tells of places is what the broker said of them."""

import pytest
from pydantic import SecretStr

from schemas.topics import CLEANED
from services.cli.monitor.lag_exporter import LagRow, _asked, lag_row, lag_rows, set_lag
from services.runtime.kafka.lag import PartitionLag
from services.runtime.kafka.reader import ReadError
from services.runtime.mongo.client import connect, outages
from services.runtime.retry import OutageMetrics
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics
from tests.integration.kafka import refusing_port

NOW = 1_700_000_000.0


def places() -> list[PartitionLag]:
    long_ago = round((NOW - 90) * 1000)
    return [
        PartitionLag(CLEANED.name, 0, first=5, committed=10, end=17, waiting_since=long_ago),
        PartitionLag(CLEANED.name, 1, first=0, committed=4, end=4, waiting_since=None),
    ]


def test_gauges_are_set_for_each_partition() -> None:
    set_lag(CLEANED, "tagging", places(), NOW)
    assert metrics.LAG.labels("tagging", CLEANED.name, "0")._value.get() == 7
    assert metrics.LAG.labels("tagging", CLEANED.name, "1")._value.get() == 0
    assert metrics.WAITING_SECONDS.labels("tagging", CLEANED.name, "0")._value.get() == 90
    assert metrics.WAITING_SECONDS.labels("tagging", CLEANED.name, "1")._value.get() == 0
    assert metrics.COMMITTED.labels("tagging", CLEANED.name, "0")._value.get() == 10


def test_a_place_that_was_committed_past_its_end_has_no_lag() -> None:
    """A topic that was made anew."""
    assert PartitionLag("t", 0, first=0, committed=100, end=3, waiting_since=None).lag == 0


def test_the_row_says_how_many_wait_and_since_when() -> None:
    row = lag_row(CLEANED, "tagging", places(), NOW)
    assert row == LagRow("tagging", CLEANED.name, 7, 90.0, 2, 1)
    assert list(row.cells()) == ["tagging", CLEANED.name, "7", "90 s", "1 of 2"]
    gone = lag_row(CLEANED, "tagging", [], NOW)
    assert list(gone.cells()) == ["tagging", f"{CLEANED.name} (not there)", "0", "", "0 of 0"]


@pytest.mark.processes
async def test_without_a_broker_the_variable_is_named() -> None:
    with (
        refusing_port() as port,
        pytest.raises(ReadError, match=r"no Kafka broker answers at .* \(WIREROOM_KAFKA\)"),
    ):
        await lag_rows(Settings(kafka=f"127.0.0.1:{port}"))


@pytest.mark.processes
async def test_what_is_away_is_named_and_counted_once() -> None:
    away = OutageMetrics("test-lag")
    with refusing_port() as port:
        nobody = SecretStr(f"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS=100")

        async def ask() -> None:
            async with connect(Settings(mongo=nobody)) as database:
                with outages():
                    await database["articles"].estimated_document_count()

        assert await _asked(away, ask) == "mongo"
        assert await _asked(away, ask) == "mongo"
    assert metrics.OUTAGES.labels("test-lag", "mongo")._value.get() == 1


@pytest.mark.parametrize("since", [-1, 0, 2**63 - 1])
def test_a_timestamp_that_names_no_time_is_no_wait(since: int) -> None:
    place = PartitionLag(CLEANED.name, 0, first=5, committed=10, end=17, waiting_since=since)
    row = lag_row(CLEANED, "tagging", [place], NOW)
    assert (row.waiting, row.oldest_seconds) == (7, None)
    assert list(row.cells()) == ["tagging", CLEANED.name, "7", "unknown", "1 of 1"]
    set_lag(CLEANED, "tagging", [place], NOW)
    assert metrics.WAITING_SECONDS.labels("tagging", CLEANED.name, "0")._value.get() == 0
    both = lag_row(CLEANED, "tagging", [place, *places()], NOW)
    assert both.oldest_seconds == 90
