"""A source's usual rhythm by hour and weekday, and what is unusual against it.

Time is counted in the source's own: one unit is as long as one arrival usually takes at that hour
of that weekday. So a night, or a weekend, in which nothing ever comes is short. The usual gap is
the longest of the last gaps, in that time; a source is silent after one and a half of it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, Field

Verdict = Literal["well", "learning", "silent", "doubled", "lacking", "failing", "paused"]

GAPS = 400
DAYS = 28
LEAST_GAPS = 20
LEAST_DAYS = 14
SILENT_AFTER = 1.5
LEAST_MISSED = 5.0
"""Arrivals: of fewer that did not come, chance is the cause. Without it, a simulated month of
twenty sources had a false alarm."""
DOUBLED_FROM = 10
"""Entries of a day: fewer are no flood, whatever was usual."""
FAILING_AFTER = 3
MOST_HOURS = 24 * 60
SLOW, FAST = 0.02, 0.2
"""How fast the usual and the recent share of a field follow what comes."""


class Rhythm(BaseModel):
    """What is remembered of a source's arrivals. An arrival is a poll that found something new."""

    since: datetime
    last: datetime
    hours: list[float] = Field(default_factory=lambda: [0.0] * 24)
    weekdays: list[float] = Field(default_factory=lambda: [0.0] * 7)
    times: list[datetime] = Field(default_factory=list)
    """The last arrivals, and before them the first poll."""
    usual_gap: float = 0.0
    """The longest of the gaps between them, in the source's own time; measured anew each day."""
    days: list[tuple[int, int]] = Field(default_factory=list)
    """Day since 1970 UTC, and how many entries were new on it."""
    usual: dict[str, float] = Field(default_factory=dict)
    recent: dict[str, float] = Field(default_factory=dict)


def begin(now: datetime) -> Rhythm:
    """The rhythm of a source that is polled for the first time; its backlog is no arrival."""
    return Rhythm(since=now, last=now, times=[now])


def elapsed(rhythm: Rhythm, start: datetime, end: datetime) -> float:
    """The time from ``start`` to ``end`` as the source counts it: arrivals that were usual."""
    total = sum(rhythm.hours)
    known = max((rhythm.last - rhythm.since) / timedelta(hours=1), 24.0)
    rate = (total + 1) / known
    spent, at = 0.0, max(start, end - timedelta(hours=MOST_HOURS))
    while at < end:
        until = min(at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), end)
        hour = (rhythm.hours[at.hour] + 1) * 24 / (total + 24)
        weekday = (rhythm.weekdays[at.weekday()] + 3) * 7 / (total + 21)
        spent += rate * hour * weekday * ((until - at) / timedelta(hours=1))
        at = until
    return spent


def arrived(rhythm: Rhythm, now: datetime, fields: Sequence[Iterable[str]]) -> Rhythm:
    """The rhythm after new entries, of which each is given by the names of the fields it has."""
    if not fields:
        return rhythm
    now = now.astimezone(UTC)
    later = rhythm.model_copy()
    later.hours, later.weekdays = list(rhythm.hours), list(rhythm.weekdays)
    later.usual, later.recent = dict(rhythm.usual), dict(rhythm.recent)
    later.times = [*later.times, now][-GAPS - 1 :]
    later.last = now
    later.hours[now.hour] += 1
    later.weekdays[now.weekday()] += 1
    today = int(now.timestamp() // 86_400)
    days = dict(later.days)
    days[today] = days.get(today, 0) + len(fields)
    later.days = sorted(days.items())[-DAYS - 1 :]
    if now.date() != rhythm.last.date():
        # By what is known of its hours now; the first gaps were measured by next to nothing.
        gaps = (elapsed(later, a, b) for a, b in pairwise(later.times))
        later.usual_gap = max(gaps, default=0.0)
    else:
        later.usual_gap = max(rhythm.usual_gap, elapsed(later, rhythm.last, now))
    for one in fields:
        there = set(one)
        for name in {*there, *later.usual}:
            has = float(name in there)
            later.usual[name] = _moved(later.usual.get(name), has, SLOW)
            later.recent[name] = _moved(later.recent.get(name), has, FAST)
    return later


def _moved(before: float | None, now: float, speed: float) -> float:
    return now if before is None else before + (now - before) * speed


def is_known(rhythm: Rhythm) -> bool:
    """Whether it has been watched for long enough to say what is usual."""
    seen = rhythm.last - rhythm.since
    return len(rhythm.times) > LEAST_GAPS and seen >= timedelta(days=LEAST_DAYS)


def is_silent(rhythm: Rhythm, now: datetime) -> bool:
    """Whether nothing has come for more than one and a half usual gaps, and five arrivals."""
    longest = max(SILENT_AFTER * rhythm.usual_gap, LEAST_MISSED)
    return is_known(rhythm) and elapsed(rhythm, rhythm.last, now.astimezone(UTC)) > longest


def is_doubled(rhythm: Rhythm, now: datetime) -> bool:
    """Whether today brought more than twice what the fullest of the days before did."""
    today = int(now.timestamp() // 86_400)
    before = [count for day, count in rhythm.days if day < today]
    count = dict(rhythm.days).get(today, 0)
    return is_known(rhythm) and count >= DOUBLED_FROM and count > 2 * max(before, default=count)


def lost_fields(rhythm: Rhythm) -> list[str]:
    """Fields that most entries used to have, and of late one in ten at most."""
    return sorted(
        name
        for name, share in rhythm.usual.items()
        if share >= 0.6 and rhythm.recent.get(name, 0.0) <= 0.1
    )


def verdict(rhythm: Rhythm | None, now: datetime, *, paused: bool, failures: int) -> Verdict:
    """How the source is, in one word: the gravest that is true."""
    if paused:
        return "paused"
    if failures >= FAILING_AFTER:
        return "failing"
    if rhythm is None or not is_known(rhythm):
        return "learning"
    if is_silent(rhythm, now):
        return "silent"
    if is_doubled(rhythm, now):
        return "doubled"
    return "lacking" if lost_fields(rhythm) else "well"
