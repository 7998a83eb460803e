"""Where an article stands follows from the steps of its newest revision."""

from collections.abc import Sequence

import pytest

from services.cli.accounting.standing import standing
from services.cli.accounting.timeline import Step

OLD, NEW = "a" * 64, "b" * 64


def step(second: int, service: str, outcome: str, revision: str | None = OLD, **more: str) -> Step:
    place = more.pop("place", f"topic/{second}/0")
    return Step(f"2026-03-04T00:00:{second:02d}.000+00:00", service, outcome, place, revision, 1,
                **more)  # fmt: skip


PUBLISHED = step(1, "publisher", "published", place="articles.raw/3/17")
ADMITTED = step(2, "intake", "admitted", place="articles.accepted/0/1")
REJECTED = step(
    3, "cleaning", "rejected", place="articles.accepted.dead/0/2",
    detail="no_article: error page", reason="no_article",
)  # fmt: skip
STORED = step(5, "storage", "stored", place="articles/a")


@pytest.mark.parametrize(
    ("steps", "state", "words"),
    [
        ([PUBLISHED], "in flight", "waiting for intake on articles.raw/3"),
        (
            [PUBLISHED, ADMITTED],
            "in flight",
            "in flight: last admitted by intake, on articles.accepted/0/1",
        ),
        ([PUBLISHED, ADMITTED, STORED], "stored", "stored"),
        (
            [PUBLISHED, ADMITTED, REJECTED],
            "rejected",
            "rejected by cleaning: no_article: error page",
        ),
        ([PUBLISHED, ADMITTED, REJECTED, STORED], "stored", "stored"),
        ([STORED], "stored", "stored"),
    ],
)
def test_one_revision(steps: Sequence[Step], state: str, words: str) -> None:
    found = standing(steps)
    assert found is not None
    assert (found.state, found.words) == (state, words)
    assert found.next_commands("abc")


def test_a_failure_of_ours_is_told_apart() -> None:
    found = standing([PUBLISHED, step(3, "tagging", "failed", reason="timed_out")])
    assert found is not None
    assert found.state == "failed"


def test_a_dead_letter_is_shown_tried_and_put_back() -> None:
    found = standing([PUBLISHED, REJECTED])
    assert found is not None
    assert [command for command, _ in found.next_commands("abc")] == [
        "dead show articles.accepted.dead/0/2",
        "dead replay articles.accepted.dead/0/2 --dry-run",
        "dead replay articles.accepted.dead/0/2",
    ]


def test_a_letter_that_was_handled_is_no_end() -> None:
    def handled(how: str) -> Step:
        return step(3, "cleaning", "rejected", reason="no_article", handled=how)

    replayed = step(4, "dead letters", "replayed", place="articles.accepted/0/9")
    found = standing([PUBLISHED, ADMITTED, handled("replayed"), replayed])
    assert found is not None
    assert (found.state, found.step) == ("in flight", replayed)
    found = standing([PUBLISHED, ADMITTED, handled("dropped")])
    assert found is not None
    assert found.state == "given up"
    assert found.words == "rejected by cleaning (no_article), and given up"


def test_the_newest_revision_counts() -> None:
    newer = [
        step(6, "publisher", "published", NEW),
        step(7, "cleaning", "rejected", NEW, reason="no_article"),
    ]
    found = standing([PUBLISHED, ADMITTED, STORED, *newer])
    assert found is not None
    assert found.state == "rejected"


def test_a_duplicate_that_came_later_changes_nothing() -> None:
    newer = [step(6, "publisher", "published", NEW), step(7, "intake", "admitted", NEW)]
    again = [
        step(8, "publisher", "published", OLD, place="articles.raw/3/99"),
        step(8, "intake", "dropped", OLD, place="articles.raw/3/99"),
    ]
    found = standing([PUBLISHED, STORED, *newer, *again])
    assert found is not None
    assert found.step.revision == NEW


def test_a_side_branch_does_not_count() -> None:
    beside = step(9, "scoring", "rejected", reason="unexpected")
    found = standing([PUBLISHED, STORED, beside])
    assert found is not None
    assert found.state == "stored"
    assert standing([beside]) is None
    assert standing([]) is None


def test_a_message_that_holds_no_article() -> None:
    found = standing(
        [
            step(1, "publisher", "published", None),
            step(2, "intake", "rejected", None, reason="bad_json", detail="bad_json: cut off"),
        ]
    )
    assert found is not None
    assert found.words == "rejected by intake: bad_json: cut off"
