"""What the chaos rows publish beside the mix has the end by intake that they say."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import is_ours
from schemas.topics import MIB
from services.intake.logic import FETCHED_NOT_BELIEVED, admit
from services.runtime.stage import Rejected
from tests.chaos.mix import EXTRA, Entry, mix
from tests.chaos.shapes import (
    IN_A_ROW,
    LARGE,
    forged,
    half_aborted,
    hostile,
    impossible_dates,
    large,
)
from tests.hostile.batches import CODECS

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)
Shape = Callable[[int, int, int], list[Entry]]


def admitted(entry: Entry) -> AcceptedArticle | Rejected:
    return admit(entry.value, ORIGIN, NOW, 256 * 1024)


@pytest.mark.parametrize("shape", [hostile, forged, impossible_dates, half_aborted, large])
def test_the_same_seed_gives_the_same(shape: Shape) -> None:
    assert shape(200, 5, 0) == shape(200, 5, 0)
    assert shape(200, 5, 0) != shape(200, 6, 0)


@pytest.mark.parametrize("shape", [hostile, forged, impossible_dates, half_aborted])
def test_each_ends_at_intake_as_it_says(shape: Shape) -> None:
    for entry in shape(300, 3, 0):
        if entry.service == "intake" and not entry.is_broken:
            article = admitted(entry)
            assert isinstance(article, Rejected)
            assert article.reason == entry.reason
        elif entry.revision:
            assert isinstance(admitted(entry), AcceptedArticle)


@pytest.mark.parametrize("shape", [hostile, forged, half_aborted])
def test_the_mix_is_whole_among_what_is_not_of_it(shape: Shape) -> None:
    def content(entries: list[Entry]) -> list[tuple[object, ...]]:
        usual = [one for one in entries if not one.is_broken and (one.revision or (0,))[0] < EXTRA]
        return [(one.value, one.kind, one.revision, one.reason) for one in usual]

    assert content(shape(300, 3, 0)) == content(mix(300, 3, 0))


def test_hostile_ones_hold_some_of_everything() -> None:
    entries = hostile(300, 1)
    assert {one.codec for one in entries} == set(CODECS)
    assert sum(one.is_broken for one in entries) == 12
    headers = Counter(header for one in entries for header in one.headers)
    assert len(headers) == 4
    rejected = [one for one in entries if one.kind == "rejected" and not one.is_broken]
    assert any(("none", None) in one.headers for one in rejected)
    assert sum(b"\x1b" in (one.key or b"") for one in entries) > 200


def test_every_message_is_forged() -> None:
    assert all(
        one.headers and all(is_ours(name) for name, _ in one.headers) for one in forged(99, 1)
    )


def test_impossible_dates_stand_in_a_row() -> None:
    entries = impossible_dates(300, 1)
    articles = [admitted(one) for one in entries[:IN_A_ROW]]
    assert all(
        isinstance(one, AcceptedArticle) and FETCHED_NOT_BELIEVED in one.warnings
        for one in articles
    )
    assert all(one.headers for one in entries[IN_A_ROW : 2 * IN_A_ROW])
    assert entries[2 * IN_A_ROW :] == mix(300 - 2 * IN_A_ROW, 1, 0)


def test_a_fifth_is_aborted() -> None:
    entries = half_aborted(200, 1)
    assert sum(one.kind == "aborted" for one in entries) == 50
    assert [replace(one) for one in entries if one.kind != "aborted"] == mix(200, 1, 0)


def test_large_articles_are_within_the_usual_limits() -> None:
    sizes = [len(one.value or b"") for one in large(200, 1) if one.kind == "either"]
    assert sizes == pytest.approx([size * MIB for size in LARGE], rel=0.01)
    assert max(sizes) < 4 * MIB
