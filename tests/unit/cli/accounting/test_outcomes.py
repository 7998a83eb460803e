"""Every message gets exactly one end, whatever was seen of it; the sum is what was published."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import DeadLetter
from services.cli.accounting.outcomes import (
    MISSING_KEPT,
    Account,
    DeadLetterKind,
    End,
    Ended,
    MessagePosition,
    StoredState,
    TopicEvidence,
    Verdict,
    end_of,
)
from services.intake.logic import admit

HERE = Origin(topic="articles.raw", partition=1, offset=7, timestamp=5)
SPOT: MessagePosition = ("articles.raw", 1, 7)
READ = {("articles.raw", 1): 8}
UNREAD = {("articles.raw", 1): 7}
FAILED = DeadLetterKind("failed", "cleaning", "timed_out")
REJECTED = DeadLetterKind("rejected", "intake", "bad_json")
LYING_FAILED = {("articles.raw", 1): {7: FAILED}}
LYING_REJECTED = {("articles.raw", 1): {7: REJECTED}}
STORED = StoredState(is_admitted=True, is_stored=True, is_repeat=True, is_known=True)
ADMITTED = StoredState(is_admitted=True, is_known=True)
UNCHANGED = StoredState(is_admitted=True, is_repeat=True, is_known=True)


def article() -> AcceptedArticle:
    made = admit(b'{"text": "Rain."}', HERE, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(made, AcceptedArticle)
    return made


KEY = f"{article().article_id}:{article().revision}"


@pytest.mark.parametrize(
    ("kept", "seen", "end"),
    [
        (STORED, TopicEvidence(committed=READ), End.STORED),
        (STORED, TopicEvidence(committed=UNREAD), End.STORED),
        (STORED, TopicEvidence(committed=READ, dead={KEY: FAILED}), End.STORED),
        (StoredState(is_stored=True), TopicEvidence(committed=READ), End.STORED),
        (StoredState(is_known=True, is_repeat=True), TopicEvidence(committed=READ), End.DUPLICATE),
        (StoredState(is_known=True), TopicEvidence(committed=READ), End.DUPLICATE),
        (StoredState(is_known=True), TopicEvidence(committed=UNREAD), End.IN_FLIGHT),
        # The owner's own text from somebody who may not write there.
        (
            StoredState(is_known=True),
            TopicEvidence(committed=READ, letters=LYING_REJECTED),
            End.REJECTED,
        ),
        (ADMITTED, TopicEvidence(committed=READ, dead={KEY: REJECTED}), End.REJECTED),
        (ADMITTED, TopicEvidence(committed=READ, dead={KEY: FAILED}), End.FAILED),
        (ADMITTED, TopicEvidence(committed=READ, moving={KEY}), End.IN_FLIGHT),
        (ADMITTED, TopicEvidence(committed=UNREAD), End.IN_FLIGHT),
        (ADMITTED, TopicEvidence(committed=READ), End.MISSING),
        (UNCHANGED, TopicEvidence(committed=READ), End.DUPLICATE),
        (UNCHANGED, TopicEvidence(committed=READ, moving={KEY}), End.IN_FLIGHT),
        (UNCHANGED, TopicEvidence(committed=READ, dead={KEY: FAILED}), End.FAILED),
        (StoredState(), TopicEvidence(committed=READ), End.MISSING),
        (StoredState(), TopicEvidence(), End.IN_FLIGHT),
        (StoredState(), TopicEvidence(committed=READ, letters=LYING_FAILED), End.FAILED),
    ],
)
def test_the_end_of_an_article(kept: StoredState, seen: TopicEvidence, end: End) -> None:
    verdict = end_of(SPOT, article(), kept, seen)
    assert verdict.end is end
    letter = {End.REJECTED: REJECTED, End.FAILED: FAILED}.get(end)
    assert verdict.letter == letter, "the service and the reason are the dead letter's"


@pytest.mark.parametrize(
    ("seen", "end"),
    [
        (TopicEvidence(committed=READ, letters=LYING_REJECTED), End.REJECTED),
        (TopicEvidence(committed=READ), End.MISSING),
        (TopicEvidence(committed=UNREAD), End.IN_FLIGHT),
    ],
)
def test_the_end_of_a_message_without_an_article(seen: TopicEvidence, end: End) -> None:
    assert end_of(SPOT, None, StoredState(), seen).end is end


def test_a_replayed_message_is_the_same_message() -> None:
    again: MessagePosition = ("articles.raw", 4, 9)
    seen = TopicEvidence(committed={("articles.raw", 4): 10})
    assert end_of(again, article(), STORED, seen) == Verdict(End.STORED)


@given(st.lists(st.sampled_from(End)))
def test_the_sum_is_what_came_in(ends: list[End]) -> None:
    account = Account()
    for number, end in enumerate(ends):
        letter = REJECTED if end is End.REJECTED else None
        account.add(Ended(("articles.raw", 0, number), None, end, letter))
    assert account.counts.total() == len(ends)
    assert len(account.missing) == account.counts[End.MISSING]
    assert account.dead.total() == account.counts[End.REJECTED]


def test_an_account_stays_small() -> None:
    account = Account()
    for number in range(MISSING_KEPT + 5):
        account.add(Ended(("articles.raw", 0, number), None, End.MISSING))
    assert account.counts[End.MISSING] == MISSING_KEPT + 5
    assert len(account.missing) == MISSING_KEPT


def test_what_was_deleted_unread_is_counted_and_is_no_dead_letter_of_a_message() -> None:
    seen = TopicEvidence(frozenset({"intake"}))
    gap = letter("intake").model_copy(update={"reason": "deleted_unread", "messages": 6})
    seen.add_dead_letter(gap, None)
    seen.add_dead_letter(gap.model_copy(update={"messages": None}), None)
    assert seen.deleted == {("articles.accepted", 2): 7}
    assert seen.letter_of(("articles.accepted", 2, 3)) is None


def letter(service: str, outcome: str = "rejected", offset: int = 3) -> DeadLetter:
    return DeadLetter(
        service=service, outcome=outcome, reason="no_article", error="", attempts=1,
        topic="articles.accepted", partition=2, offset=offset, timestamp=1,
        time=datetime(2026, 1, 1, tzinfo=UTC), version="1",
    )  # fmt: skip


def test_a_dead_letter_is_found_by_place_and_by_article() -> None:
    seen = TopicEvidence(frozenset({"cleaning"}))
    seen.add_dead_letter(letter("cleaning"), KEY)
    seen.add_dead_letter(letter("cleaning", offset=4), None)
    kind = DeadLetterKind("rejected", "cleaning", "no_article")
    assert seen.letter_of(("articles.accepted", 2, 3)) == kind
    assert seen.letter_of(("articles.accepted", 2, 4)) is seen.letter_of(
        ("articles.accepted", 2, 3)
    ), "a million of a kind are one object"
    assert seen.letter_of(("articles.accepted", 2, 5)) is None
    assert seen.dead == {KEY: kind}


def test_a_dead_letter_of_a_side_branch_is_no_end() -> None:
    seen = TopicEvidence(frozenset({"intake", "storage"}), committed=READ)
    seen.add_branches(["scoring"])
    for service in ("scoring", "not-installed-here"):
        one = letter(service).model_copy(
            update={"topic": "articles.raw", "partition": 1, "offset": 7}
        )
        seen.add_dead_letter(one, KEY)
    seen.add_dead_letter(letter("scoring", "failed"), KEY)
    assert end_of(SPOT, article(), STORED, seen) == Verdict(End.STORED)
    assert end_of(SPOT, article(), ADMITTED, seen) == Verdict(End.MISSING)
    assert end_of(SPOT, None, StoredState(), seen) == Verdict(End.MISSING)
    assert [(one.service, one.rejected, one.failed) for one in seen.branches.values()] == [
        ("scoring", 1, 1),
        ("not-installed-here", 1, 0),
    ]


@pytest.mark.parametrize("outcome", ["stored", "published", "", "\x1b[31m", "missing"])
def test_a_forged_outcome_is_a_failure(outcome: str) -> None:
    seen = TopicEvidence(frozenset({"intake"}), committed={("articles.accepted", 2): 9})
    seen.add_dead_letter(letter("intake", outcome), None)
    ended = end_of(
        ("articles.accepted", 2, 3),
        None,
        StoredState(),
        seen,
    )
    assert ended.end is End.FAILED
