"""Open dead letters are summed up by topic, service and reason, with the newest as the example."""

from datetime import UTC, datetime

from schemas.dead_letter import DeadLetter, dead_headers
from services.cli.dead_letters.selection import DeadLetterId, DeadLetterMessage
from services.cli.monitor.open_letters import LetterGroup, OpenLetters, sum_up


def letter(topic: str, offset: int, reason: str | None, timestamp: int = 0) -> DeadLetterMessage:
    told = DeadLetter(
        service="intake",
        outcome="rejected",
        reason=reason or "",
        error=f"error {offset}",
        attempts=1,
        topic=topic,
        partition=0,
        offset=offset,
        timestamp=0,
        time=datetime(2024, 1, 1, tzinfo=UTC),
        version="1",
    )
    headers = tuple(dead_headers([], told)) if reason else ()
    return DeadLetterMessage(
        DeadLetterId(f"{topic}.dead", 0, offset), timestamp, None, b"", headers
    )


def test_they_are_summed_up() -> None:
    letters = [
        letter("articles.raw", 0, "bad_json", 5),
        letter("articles.raw", 1, "no_content", 1),
        letter("articles.raw", 2, "bad_json", 9),
        letter("articles.raw", 3, "bad_json", 7),
        letter("articles.cleaned", 0, None),
    ]
    groups = sum_up(letters)
    assert groups == [
        LetterGroup(
            "articles.cleaned", "?", "?", "no headers", 1, 0, "articles.cleaned.dead/0/0", ""
        ),
        LetterGroup(
            "articles.raw", "intake", "rejected", "bad_json", 3, 9, "articles.raw.dead/0/2",
            "error 2",
        ),
        LetterGroup(
            "articles.raw", "intake", "rejected", "no_content", 1, 1, "articles.raw.dead/0/1",
            "error 1",
        ),
    ]  # fmt: skip
    assert OpenLetters(groups).count == 5
