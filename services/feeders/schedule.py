"""When a source is asked again: interval, back-off with jitter, and what its server asks for."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

DAY = 86_400.0
RETRY_AFTER_CAP = 7 * DAY


def jittered(seconds: float, chance: float) -> float:
    """``seconds`` give or take a tenth; ``chance`` is uniform in 0 to 1."""
    return seconds * (0.9 + 0.2 * chance)


def back_off(interval: float, failures: int, chance: float) -> float:
    """Seconds until the next try after so many failures in a row: doubled, to a day at most."""
    return jittered(min(interval * 2 ** min(failures, 20), max(DAY, interval)), chance)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for, a week at most; None if it says nothing usable."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), RETRY_AFTER_CAP)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), RETRY_AFTER_CAP)
