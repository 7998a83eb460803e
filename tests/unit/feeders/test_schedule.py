"""When a source is asked again."""

from datetime import UTC, datetime

import pytest

from services.feeders.schedule import back_off, jittered, retry_after

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


def test_failures_double_the_pause_up_to_a_day() -> None:
    assert [back_off(900, n, 0.5) for n in (1, 2, 3)] == [1800, 3600, 7200]
    assert back_off(900, 1000, 0.5) == 86_400
    assert back_off(200_000, 3, 0.5) == 200_000


def test_jitter_is_a_tenth_either_way() -> None:
    assert (jittered(100, 0), jittered(100, 1)) == (90, pytest.approx(110))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("99999999999", 7 * 86_400),
        ("Mon, 26 Jan 2026 12:01:00 GMT", 60),
        ("Mon, 26 Jan 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, NOON) == seconds
