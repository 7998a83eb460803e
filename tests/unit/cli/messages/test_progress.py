"""How each article ended is told from what can be seen, and never guessed too early."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import EnrichedArticle, Origin
from schemas.dead_letter import TRACE_HEADER, DeadLetter, dead_headers
from services.cli.messages.progress import ArticleProgress, ProgressTracker, trace_id
from services.runtime.registration import topology
from tests.unit.odd_values import dead_letter_headers


def trace(number: int) -> bytes:
    return f"00-{number:032x}-{number:016x}-01".encode()


def headers(number: int) -> list[tuple[str, bytes]]:
    return [(TRACE_HEADER, trace(number))]


def event(number: int) -> EnrichedArticle:
    return EnrichedArticle(
        article_id=f"a{number}", revision=f"r{number}", body="x", event_id=f"e{number}"
    )


def at(offset: int, timestamp: int = 1_000_000) -> Origin:
    return Origin(topic="articles.raw", partition=1, offset=offset, timestamp=timestamp)


def seen(*numbers: int) -> ProgressTracker:
    """Three articles were published; those named are tagged."""
    ends = ProgressTracker()
    for number in (1, 2, 3):
        ends.expect(trace(number), f"file{number}", f"a{number}:r{number}", at(number))
    for number in numbers:
        ends.see("articles.accepted", headers(number), b"{}")
        ends.see("articles.enriched", headers(number), event(number).model_dump_json().encode())
    return ends


def test_stored_is_what_the_store_holds() -> None:
    ends = seen(1, 2, 3)
    first, second, third = ends.ways.values()
    first.stored, second.stored = "articles", "revisions"
    assert [way.end for way in (first, second, third)] == [
        "stored as a1:r1",
        "stored as an earlier revision of a2:r2",
        "no end in time: tagged, then nothing",
    ]
    assert [way.ended_well for way in (first, second, third)] == [True, True, False]
    assert not ends.all_ended
    assert ends.counts()["stored"] == 2


def test_a_stored_article_whose_event_we_have_not_read_yet_is_waited_for() -> None:
    ends = seen(1)
    first, second, third = ends.ways.values()
    first.stored, second.stored, third.admitted = "articles", "articles", at(2)
    assert ends.all_ended
    assert not ends.all_events_read
    ends.see("articles.enriched", headers(2), event(2).model_dump_json().encode())
    assert ends.all_events_read


def test_a_duplicate_is_what_the_ledger_names_another_message_for() -> None:
    way = ArticleProgress("file", "a:r", at(3))
    way.admitted = at(3)
    assert not way.ended
    way.admitted = at(2)
    assert (way.ended_well, way.outcome) == (True, "duplicate")
    assert way.reason == "the same as articles.raw/1/2"
    assert way.end == "dropped by intake: duplicate"


@pytest.mark.parametrize(
    ("other", "is_ours"),
    [
        (at(3), True),
        (at(3, 1_000_040), True),
        (at(2), False),
        (at(3, 0), False),
        (Origin(topic="articles.raw", partition=2, offset=3, timestamp=1_000_000), False),
        (None, False),
    ],
)
def test_a_message_is_ours_if_it_lies_where_ours_lies(other: Origin | None, is_ours: bool) -> None:
    assert ArticleProgress("file", "a:r", at(3)).is_ours(other) is is_ours


def test_a_dead_letter_is_an_end() -> None:
    ends = seen(1, 2)
    letter = DeadLetter(
        service="intake",
        outcome="rejected",
        reason="bad_json",
        error="no",
        attempts=1,
        topic="articles.raw",
        partition=0,
        offset=0,
        timestamp=0,
        time=datetime(2024, 1, 1, tzinfo=UTC),
        version="1",
    )
    ends.see("articles.raw.dead", dead_headers(headers(3), letter), b"{")
    way = ends.ways[trace_id(trace(3))]
    assert (way.ended, way.ended_well, way.outcome) == (True, False, "rejected")
    assert way.end == "rejected by intake: bad_json (no)"
    assert way.reason == "bad_json: no (by intake)"


def test_what_others_published_is_not_looked_at() -> None:
    ends = seen()
    ends.see("articles.enriched", headers(9), event(9).model_dump_json().encode())
    ends.see("articles.enriched", [], None)
    assert ends.tagged == []


def test_a_trace_context_that_is_none() -> None:
    assert trace_id(b"") == trace_id(b"\xff") == ""


@given(
    st.none() | st.binary(), st.sampled_from(sorted(topology().all_topics)), dead_letter_headers()
)
def test_whatever_is_read_harms_nothing(value: bytes | None, topic: str, odd: Any) -> None:
    ends = seen(1)
    ends.see(topic, [*headers(1), *odd], value)
    ends.see(topic, odd, value)
    assert ends.counts()["admitted"] == 1
    assert all(way.end and way.outcome for way in ends.ways.values())
