"""What became of each article is told from what can be seen, and never guessed too early."""

from datetime import UTC, datetime

from schemas.articles import EnrichedArticle
from schemas.dead_letter import TRACE_HEADER, DeadLetter, dead_headers
from services.cli.demo.progress import ProgressTracker, Stored, trace_id


def trace(number: int) -> bytes:
    return f"00-{number:032x}-{number:016x}-01".encode()


def headers(number: int) -> list[tuple[str, bytes]]:
    return [(TRACE_HEADER, trace(number))]


def event(number: int) -> EnrichedArticle:
    return EnrichedArticle(
        article_id=f"a{number}", revision=f"r{number}", body="x", event_id=f"e{number}"
    )


def seen(*numbers: int) -> ProgressTracker:
    """Three articles were published; those named are tagged."""
    ends = ProgressTracker()
    for number in (1, 2, 3):
        ends.expect(trace(number), f"file{number}")
    for number in numbers:
        ends.see("articles.accepted", headers(number), b"{}")
        ends.see("articles.enriched", headers(number), event(number).model_dump_json().encode())
    return ends


def test_stored_is_what_the_store_holds() -> None:
    ends = seen(1, 2, 3)
    ends.record({("a1", "r1"): "articles", ("a2", "r2"): "revisions"}, dropped=0)
    assert [way.end for way in ends.ways.values()] == [
        "stored as a1",
        "stored as an earlier revision of a2",
        "no end in time: tagged, then nothing",
    ]
    assert not ends.all_ended
    assert ends.counts()["stored"] == 2


def test_duplicates_are_told_only_when_all_that_is_missing_was_dropped() -> None:
    ends = seen(1)
    stored: Stored = {("a1", "r1"): "articles"}
    ends.record(stored, dropped=1)
    assert not ends.all_ended
    ends.record(stored, dropped=2)
    assert ends.all_ended
    assert ends.counts()["dropped"] == 2


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
    ends.record({("a1", "r1"): "articles", ("a2", "r2"): "articles"}, dropped=0)
    assert ends.all_ended
    assert ends.ways[trace_id(trace(3))].end == "rejected by intake: bad_json (no)"


def test_what_others_published_is_not_looked_at() -> None:
    ends = seen()
    ends.see("articles.enriched", headers(9), event(9).model_dump_json().encode())
    ends.see("articles.enriched", [], None)
    assert ends.tagged == []


def test_a_trace_context_that_is_none() -> None:
    assert trace_id(b"") == trace_id(b"\xff") == ""
