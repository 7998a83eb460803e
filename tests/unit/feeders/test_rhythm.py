"""A simulated month: silent sources are told in time, and the others never."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from services.feeders.rhythm import (
    Rhythm,
    arrived,
    begin,
    is_doubled,
    is_silent,
    lost_fields,
    verdict,
)

START = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
FIELDS = ["title", "author"]


def busy(at: datetime) -> float:
    """How much of its usual work an outlet does then: little at night, half at weekends."""
    return (1.6 if 7 <= at.hour < 21 else 0.05) * (0.5 if at.weekday() >= 5 else 1.0)


def work_between(start: datetime, end: datetime) -> float:
    """Its work in that time; a weekday holds some 90."""
    steps = int((end - start) / QUARTER)
    return sum(busy(start + (step + 1) * QUARTER) for step in range(steps))


def arrivals(chance: random.Random, until: datetime) -> list[datetime]:
    """Of an outlet that sleeps at night and does less at weekends."""
    a_day = chance.choice([8, 15, 30, 60])
    found, at, owed = [], START, chance.gammavariate(4, 0.25)
    while at < until:
        at += timedelta(minutes=15)
        owed -= a_day / 96 * busy(at)
        if owed <= 0:
            found.append(at)
            owed = chance.gammavariate(4, 0.25)
    return found


def usual(days: int, each: int = 1) -> Rhythm:
    rhythm = begin(START)
    for hour in range(0, days * 24, 2):
        rhythm = arrived(rhythm, START + timedelta(hours=hour), [FIELDS] * each)
    return rhythm


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_of_twenty_sources_three_fall_silent_in_a_month(seed: int) -> None:
    chance = random.Random(seed)
    known, end = START + 21 * DAY, START + 51 * DAY
    for number in range(20):
        times = arrivals(chance, end)
        stops = known + chance.random() * 20 * DAY if number < 3 else None
        rhythm = begin(START)
        kept = [at for at in times if stops is None or at < stops]
        for at in kept:
            if at > known:
                just_before = at - timedelta(minutes=15)
                assert not is_silent(rhythm, just_before), f"a false alarm of {number}"
            rhythm = arrived(rhythm, at, [FIELDS])
        if stops is not None:
            told = next(
                hours for hours in range(24 * 20)
                if is_silent(rhythm, rhythm.last + timedelta(hours=hours))
            )  # fmt: skip
            # By the rhythm that made it, and not by the one that was learned.
            longest = max(work_between(a, b) for a, b in pairwise(kept))
            silence = work_between(kept[-1], kept[-1] + timedelta(hours=told))
            assert silence <= 3 * longest


def test_a_new_source_is_learned_first() -> None:
    assert verdict(None, START, paused=False, failures=0) == "learning"
    assert verdict(usual(2), START + 16 * DAY, paused=False, failures=0) == "learning"
    assert verdict(usual(16), START + 16 * DAY, paused=False, failures=0) == "well"
    assert verdict(usual(16), START + 27 * DAY, paused=False, failures=0) == "silent"
    assert verdict(usual(16), START + 27 * DAY, paused=False, failures=3) == "failing"
    assert verdict(usual(16), START + 27 * DAY, paused=True, failures=3) == "paused"


def test_twice_the_fullest_day_is_doubled() -> None:
    now = START + 16 * DAY + timedelta(hours=1)
    assert not is_doubled(arrived(usual(16), now, [FIELDS] * 23), now)
    assert is_doubled(arrived(usual(16), now, [FIELDS] * 30), now)


def test_a_field_that_goes_is_told() -> None:
    rhythm = usual(16)
    assert lost_fields(rhythm) == []
    later = arrived(rhythm, START + 16 * DAY, [["title"]] * 12)
    assert lost_fields(later) == ["author"]
    assert verdict(later, START + 16 * DAY, paused=False, failures=0) == "lacking"


def test_nothing_new_is_no_arrival() -> None:
    rhythm = usual(16)
    assert arrived(rhythm, START + 17 * DAY, []) is rhythm
