"""Which messages are revisions, for any sequence of contents, partitions, replays, redeliveries."""

import itertools
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Origin, Standing
from services.intake.history import MOST_REVISIONS, History, LedgerEntry


def rule_all(
    history: History, entries: Iterable[LedgerEntry]
) -> tuple[History, list[Standing | None]]:
    """What becomes of each message, in turn, and what is remembered at the end."""
    standings: list[Standing | None] = []
    for entry in entries:
        history, standing = history.rule(entry)
        standings.append(standing)
    return history, standings


def message(content: str, time: int, partition: int = 0) -> LedgerEntry:
    """A message that came at ``time`` and says ``content``."""
    origin = Origin(topic="articles.raw", partition=partition, offset=time, timestamp=time)
    return LedgerEntry("a", content, origin)


def said(contents: str) -> list[LedgerEntry]:
    """One message for each letter, in order."""
    return [message(content, time) for time, content in enumerate(contents, 1)]


def test_each_change_is_a_revision() -> None:
    _, standings = rule_all(History(), said("ABAABBA"))
    assert [one is not None for one in standings] == [True, True, True, False, True, False, True]


def test_a_copy_that_came_before_the_first_is_one_too() -> None:
    history, _ = rule_all(History(), [message("A", 5)])
    assert history.rule(message("A", 2)).standing is None
    assert history.rule(message("B", 2)).standing == "current"


def test_what_stands_between_copies_is_late() -> None:
    history, _ = rule_all(History(), [message("A", 1), message("A", 9)])
    history, standings = rule_all(history, [message("B", 4), message("A", 5), message("B", 10)])
    assert standings == ["late", None, "current"]
    assert history.rule(message("B", 4)).standing == "late", "delivered again"


def test_only_the_newest_are_remembered() -> None:
    numbers = range(3 * MOST_REVISIONS)
    history, _ = rule_all(History(), [message(str(n), n) for n in numbers])
    assert [one.revision for one in history.revisions] == [str(n) for n in numbers][-32:]
    oldest = message("0", 0)
    assert history.rule(oldest) == (history, "current"), "it may have been admitted"


def test_a_deleted_article_comes_again_when_it_is_sent_again() -> None:
    history, _ = rule_all(History(), said("AA"))
    gone = replace(history, was_deleted=True)
    assert gone.rule(message("A", 2)).standing is None, "delivered again, not sent again"
    ruling = gone.rule(message("A", 3))
    assert ruling.standing == "current"
    assert not ruling.history.was_deleted


messages = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 2)), min_size=1, max_size=8
).map(lambda found: [message(content, time, part) for time, (content, part) in enumerate(found, 1)])


def any_order(found: list[LedgerEntry]) -> st.SearchStrategy[list[LedgerEntry]]:
    """These messages in any order, some of them delivered again."""
    return st.lists(st.sampled_from(found), max_size=4).flatmap(
        lambda again: st.permutations([*found, *again])
    )


def runs(found: list[LedgerEntry]) -> list[LedgerEntry]:
    """The model: in order of time, each message that says something else than the one before."""
    return [next(same) for _, same in itertools.groupby(found, key=lambda one: one.revision)]


def check(
    found: list[LedgerEntry], arriving: list[LedgerEntry], standings: list[Standing | None]
) -> None:
    """What must hold of the answers to messages that arrived in any order."""
    answers: dict[Origin, Standing | None] = {}
    for one, standing in zip(arriving, standings, strict=True):
        assert answers.setdefault(one.origin, standing) == standing, "delivered again"
    admitted = [one for one in found if answers[one.origin]]
    current = [one for one in admitted if answers[one.origin] == "current"]
    assert current[-1].revision == found[-1].revision, "what was said last is current"
    assert {one.revision for one in admitted} == {one.revision for one in found}, "none is lost"


@given(messages)
def test_in_order_the_revisions_are_the_changes(found: list[LedgerEntry]) -> None:
    _, standings = rule_all(History(), found)
    admitted = [one for one, standing in zip(found, standings, strict=True) if standing]
    assert admitted == runs(found)
    assert set(standings) <= {"current", None}


@given(messages, st.data())
def test_in_any_order_the_current_one_is_what_was_said_last(
    found: list[LedgerEntry], data: st.DataObject
) -> None:
    arriving = data.draw(any_order(found))
    history, standings = rule_all(History(), arriving)
    check(found, arriving, standings)
    assert rule_all(history, arriving) == (history, standings), "all of it, delivered again"


@given(messages, st.data())
def test_each_life_of_a_message_is_admitted_once(
    found: list[LedgerEntry], data: st.DataObject
) -> None:
    history, standings = rule_all(History(), found)
    for one, standing in zip(found, standings, strict=True):
        now = one.origin.model_copy(update={"offset": 100 + one.origin.offset})
        again = replace(one, replay=now, attempts=1)
        history, life = history.rule(again)
        assert life == standing
        assert history.rule(again).standing == standing, "delivered again"
        if standing:
            assert history.rule(one).standing is None, "its life before is over"
