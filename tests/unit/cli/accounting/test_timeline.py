"""One article's story reads in order, and says of each step where it can be seen."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from schemas.articles import AcceptedArticle, EnrichedArticle, Origin, StageRun
from schemas.dead_letter import ATTEMPTS_HEADER, DeadLetter, read_dead_letter
from services.cli.accounting.article_names import ArticleKey
from services.cli.accounting.explain import Subject
from services.cli.accounting.explain_command import as_table
from services.cli.accounting.standing import standing
from services.cli.accounting.timeline import (
    dead_letter_step,
    in_order,
    published_step,
    publisher_steps,
    stored_step,
)
from services.cli.tables import print_table
from services.intake.logic import admit
from tests.unit.odd_values import TIMESTAMPS, dead_letter_headers

FIRST = Origin(topic="articles.raw", partition=1, offset=7, timestamp=1_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RAW = ("articles.raw", 1, 7)


def article(origin: Origin = FIRST) -> AcceptedArticle:
    value = b'{"text": "Rain.", "url": "https://example.com/rain?utm_source=x"}'
    made = admit(value, origin, NOW)
    assert isinstance(made, AcceptedArticle)
    return made


def event() -> EnrichedArticle:
    return EnrichedArticle(
        article_id=article().article_id,
        revision=article().revision,
        origin=FIRST,
        body="Rain.",
        event_id="e" * 32,
        warnings=["no_title"],
        stages=[StageRun(name="tagging", version="3", seconds=0.25)],
    )


def letter(**change: object) -> DeadLetter:
    return DeadLetter.model_validate(
        {
            "service": "cleaning", "outcome": "failed", "reason": "timed_out", "error": "too slow",
            "attempts": 2, "topic": "articles.accepted", "partition": 0, "offset": 4,
            "timestamp": 1_500, "time": datetime.fromtimestamp(2, UTC), "version": "1", **change,
        }
    )  # fmt: skip


def test_the_whole_way_in_order() -> None:
    document = {
        "_id": "a", "revision": article().revision, "stored_at": datetime.fromtimestamp(4, UTC),
    }  # fmt: skip
    steps = in_order(
        [
            stored_step("articles", document),
            published_step(("articles.enriched", 0, 2), 3_000, (), event()),
            published_step(("articles.accepted", 0, 4), 1_000, (), article()),
            *publisher_steps(RAW, 1_000, (), article(), FIRST),
            dead_letter_step(
                ("articles.accepted.dead", 0, 0), letter(), article().revision, "replayed"
            ),
        ]
    )
    assert [(one.service, one.outcome) for one in steps] == [
        ("publisher", "published"),
        ("intake", "admitted"),
        ("cleaning", "failed"),
        ("tagging", "tagged"),
        ("storage", "stored"),
    ]
    assert [one.place for one in steps] == [
        "articles.raw/1/7",
        "articles.accepted/0/4",
        "articles.accepted.dead/0/0",
        "articles.enriched/0/2",
        "articles/a",
    ]
    assert steps[1].detail == "from articles.raw/1/7"
    assert steps[2].detail == "timed_out: too slow (was articles.accepted/0/4; replayed)"
    assert steps[2].attempts == 2
    assert steps[3].detail == f"tagging 3 took 0.250 s, 0 entities, event {'e' * 32}, no_title"
    assert steps[4].detail == "current"
    assert all(one.revision == article().revision for one in steps)


def test_a_duplicate_names_the_message_that_was_first() -> None:
    later = FIRST.model_copy(update={"offset": 9})
    [_, dropped] = publisher_steps(("articles.raw", 1, 9), 2_000, (), article(later), FIRST)
    assert (dropped.outcome, dropped.detail) == ("dropped", "duplicate of articles.raw/1/7")
    assert dropped.time == "", "nothing tells when it was dropped"
    assert dropped.as_dict["time"] is None


def test_a_drop_stands_behind_its_publication() -> None:
    later = FIRST.model_copy(update={"offset": 9})
    first = publisher_steps(RAW, 1_000, (), article(), FIRST)
    second = publisher_steps(("articles.raw", 1, 9), 2_000, (), article(later), FIRST)
    last = publisher_steps(("articles.raw", 1, 11), 3_000, (), article(), FIRST)
    assert in_order([*reversed(second), *last, *first]) == [*first, *second, *last]


def test_a_message_without_an_article_is_only_published() -> None:
    [step] = publisher_steps(RAW, 1_000, (), None, None)
    assert step.revision is None


def test_a_replay_counts_its_attempts() -> None:
    headers = ((ATTEMPTS_HEADER, b"2"),)
    [step] = publisher_steps(RAW, 1_000, headers, article(), FIRST)
    assert (step.attempts, step.detail) == (3, "replayed, after 2 attempts")
    step = published_step(("articles.accepted", 0, 9), 1_000, headers, article())
    assert (step.service, step.outcome, step.attempts) == ("dead letters", "replayed", 3)


def test_a_message_is_told_of_by_its_place_or_its_article() -> None:
    assert Subject(article().article_id).is_about(RAW, article())
    assert Subject(None, {"articles.raw/1/7"}).is_about(RAW, article())
    assert Subject(None, {"articles.raw/1/7"}).is_about(RAW, None)
    assert not Subject(article().article_id).is_about(RAW, None)
    assert not Subject(None, {"articles.raw/1/8"}).is_about(RAW, article())
    wanted = Subject(article().article_id)
    wanted.is_about(RAW, article())
    assert wanted.positions == {"articles.raw/1/7"}, "its dead letter is found by the place"


def test_what_came_at_once_is_told_in_the_same_order_always() -> None:
    steps = [
        publisher_steps(("articles.raw", 1, offset), 1_000, (), article(), FIRST)[0]
        for offset in (10, 9, 100)
    ]
    for some in (steps, steps[::-1]):
        assert [one.place for one in in_order(some)] == [
            "articles.raw/1/9",
            "articles.raw/1/10",
            "articles.raw/1/100",
        ]


def test_a_dead_letter_tells_its_reason_and_whether_it_was_handled() -> None:
    step = dead_letter_step(("articles.accepted.dead", 0, 0), letter(), None, None)
    assert (step.reason, step.handled) == ("timed_out", "")
    step = dead_letter_step(("articles.accepted.dead", 0, 0), letter(), None, "replayed")
    assert step.as_dict["handled"] == "replayed"


@given(TIMESTAMPS, dead_letter_headers(), TIMESTAMPS)
def test_whatever_lies_there_is_told(timestamp: int, headers: Any, other: int) -> None:
    key = ArticleKey(article_id="a\x1b")
    steps = [
        *publisher_steps(
            RAW, timestamp, headers, article(), FIRST.model_copy(update={"offset": 1})
        ),
        *publisher_steps(RAW, other, headers, None, None),
        published_step(("articles.enriched", 0, 2), timestamp, headers, event()),
        published_step(("articles.accepted", 0, 4), other, headers, key),
    ]
    if (forged := read_dead_letter(headers)) is not None:
        steps.append(dead_letter_step(RAW, forged, None, None))
    told = in_order(steps)
    assert set(told) == set(steps)
    print_table(*as_table(told), wrapped="what")
    if (now := standing(told)) is not None:
        assert now.words
        assert now.next_commands("a")


@pytest.mark.parametrize("timestamp", [-1, 2**63 - 1, 253_402_300_800_000])
def test_a_time_that_is_none_is_unknown_and_comes_first(timestamp: int) -> None:
    [unknown] = publisher_steps(RAW, timestamp, (), article(), None)
    [known] = publisher_steps(("articles.raw", 0, 1), 0, (), article(), None)
    assert (unknown.time, known.time) == ("unknown", "1970-01-01T00:00:00.000+00:00")
    assert in_order([known, unknown]) == [unknown, known]


@pytest.mark.parametrize(
    ("collection", "fields", "detail"),
    [
        ("articles", {}, "current"),
        ("revisions", {"standing": "current"}, "an earlier revision"),
        ("revisions", {"standing": "other_source", "source": "copier"}, "the version of copier"),
        ("revisions", {"standing": "other_source"}, "the version of a publisher without a source"),
    ],
)
def test_a_stored_step_says_what_the_document_is(
    collection: str, fields: dict[str, Any], detail: str
) -> None:
    document = {"_id": "a", "revision": "r", "stored_at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert stored_step(collection, document | fields).detail == detail
