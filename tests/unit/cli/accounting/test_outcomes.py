"""Every message gets exactly one end, whatever was seen of it; the sum is what was published."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import DeadLetter
from services.cli.accounting.outcomes import (
    Account,
    End,
    MessagePosition,
    StoredState,
    TopicEvidence,
    end_of,
)
from services.intake.logic import admit

HERE = Origin(topic="articles.raw", partition=1, offset=7, timestamp=5)
ELSEWHERE = HERE.model_copy(update={"offset": 3})
SPOT: MessagePosition = ("articles.raw", 1, 7)
READ = {("articles.raw", 1): 8}
UNREAD = {("articles.raw", 1): 7}
STORED = StoredState(HERE, HERE, True)
ADMITTED = StoredState(HERE)


def article() -> AcceptedArticle:
    made = admit(b'{"text": "Rain."}', HERE, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(made, AcceptedArticle)
    return made


KEY = f"{article().article_id}:{article().revision}"


@pytest.mark.parametrize(
    ("kept", "seen", "end"),
    [
        (STORED, TopicEvidence(READ), End.STORED),
        (STORED, TopicEvidence(UNREAD), End.STORED),
        (STORED, TopicEvidence(READ, dead={KEY: "failed"}), End.STORED),
        (StoredState(None, HERE, True), TopicEvidence(READ), End.STORED),
        (StoredState(ELSEWHERE, ELSEWHERE, True), TopicEvidence(READ), End.DUPLICATE),
        (StoredState(ELSEWHERE), TopicEvidence(READ), End.DUPLICATE),
        (StoredState(ELSEWHERE), TopicEvidence(UNREAD), End.IN_FLIGHT),
        (ADMITTED, TopicEvidence(READ, dead={KEY: "rejected"}), End.REJECTED),
        (ADMITTED, TopicEvidence(READ, dead={KEY: "failed"}), End.FAILED),
        (ADMITTED, TopicEvidence(READ, moving={KEY}), End.IN_FLIGHT),
        (ADMITTED, TopicEvidence(UNREAD), End.IN_FLIGHT),
        (ADMITTED, TopicEvidence(READ), End.MISSING),
        (StoredState(), TopicEvidence(READ), End.MISSING),
        (StoredState(), TopicEvidence({}), End.IN_FLIGHT),
        (StoredState(), TopicEvidence(READ, letters={SPOT: "failed"}), End.FAILED),
    ],
)
def test_the_end_of_an_article(kept: StoredState, seen: TopicEvidence, end: End) -> None:
    assert end_of(SPOT, HERE, article(), kept, seen) is end


@pytest.mark.parametrize(
    ("seen", "end"),
    [
        (TopicEvidence(READ, letters={SPOT: "rejected"}), End.REJECTED),
        (TopicEvidence(READ), End.MISSING),
        (TopicEvidence(UNREAD), End.IN_FLIGHT),
    ],
)
def test_the_end_of_a_message_without_an_article(seen: TopicEvidence, end: End) -> None:
    assert end_of(SPOT, HERE, None, StoredState(), seen) is end


def test_a_replayed_message_is_the_same_message() -> None:
    again: MessagePosition = ("articles.raw", 4, 9)
    assert (
        end_of(again, HERE, article(), STORED, TopicEvidence({("articles.raw", 4): 10}))
        is End.STORED
    )


@given(st.lists(st.sampled_from(End)))
def test_the_sum_is_what_came_in(ends: list[End]) -> None:
    account = Account()
    for number, end in enumerate(ends):
        account.add(("articles.raw", 0, number), None, end)
    assert account.counts.total() == len(ends)
    assert len(account.missing) == account.counts[End.MISSING]


def test_a_dead_letter_is_found_by_place_and_by_article() -> None:
    seen = TopicEvidence()
    letter = DeadLetter(
        service="cleaning", outcome="rejected", reason="no_article", error="", attempts=1,
        topic="articles.accepted", partition=2, offset=3, timestamp=1,
        time=datetime(2026, 1, 1, tzinfo=UTC), version="1",
    )  # fmt: skip
    seen.add_dead_letter(letter, KEY)
    assert seen.letters == {("articles.accepted", 2, 3): "rejected"}
    assert seen.dead == {KEY: "rejected"}
