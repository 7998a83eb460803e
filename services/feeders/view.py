"""A source as people see it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.sources import SourceHealth
from services.feeders.rhythm import Rhythm, elapsed, lost_fields, verdict


def health_of(source: Mapping[str, Any], now: datetime) -> SourceHealth:
    """How a source is at ``now``, from its document."""
    known = source.get("rhythm")
    rhythm = Rhythm.model_validate(known) if known else None
    gap = rhythm.usual_gap if rhythm else 0.0
    return SourceHealth(
        source_id=source["_id"],
        url=source["url"],
        name=source["name"],
        title=source.get("title"),
        verdict=verdict(rhythm, now, paused=source["paused"], failures=source["failures"]),
        last_checked_at=source.get("last_checked_at"),
        last_new_at=rhythm.last if rhythm and len(rhythm.times) > 1 else None,
        next_at=source["next_at"],
        failures=source["failures"],
        last_error=source.get("last_error"),
        silence=round(elapsed(rhythm, rhythm.last, now) / gap, 2) if rhythm and gap else None,
        lost_fields=lost_fields(rhythm) if rhythm else [],
    )
