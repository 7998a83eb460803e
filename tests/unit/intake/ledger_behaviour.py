"""What every ledger must do, whatever it is made of."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

from schemas.articles import Origin
from services.intake.history import History, LedgerEntry
from services.intake.ledger import Ledger


def entry(
    key: str, offset: int, timestamp: int = 0, writer: str | None = None, partition: int = 0
) -> LedgerEntry:
    """A message with an article, or with one of its revisions: ``a:1``."""
    article, _, revision = key.partition(":")
    origin = Origin(topic="articles.raw", partition=partition, offset=offset, timestamp=timestamp)
    return LedgerEntry(article, revision or "1", origin, writer=writer)


def replayed(key: str, first: int, offset: int, attempts: int) -> LedgerEntry:
    """The message that lay at offset ``first``, put back to lie at ``offset`` now."""
    now = Origin(topic="articles.raw", partition=0, offset=offset, timestamp=0)
    return replace(entry(key, first), replay=now, attempts=attempts)


async def admits(ledger: Ledger, entries: Sequence[LedgerEntry]) -> list[bool]:
    """Which of the messages it takes for revisions."""
    return [one is not None for one in await ledger.admit(entries)]


class LedgerBehaviour:
    """A test class that has a fixture ``ledger`` gets these tests."""

    async def test_the_first_message_is_admitted_and_its_copies_are_not(
        self, ledger: Ledger
    ) -> None:
        assert await admits(ledger, [entry("a:1", 1), entry("a:2", 2)]) == [True, True]
        assert await admits(ledger, [entry("a:2", 3), entry("b:1", 4)]) == [False, True]

    async def test_a_redelivered_message_is_admitted_again(self, ledger: Ledger) -> None:
        batch = [entry("a", 1), entry("b", 2)]
        for _ in range(3):
            assert await admits(ledger, batch) == [True, True]

    async def test_of_two_copies_in_a_batch_the_first_wins(self, ledger: Ledger) -> None:
        batch = [entry("a", 1), entry("a", 2), entry("a", 1)]
        for _ in range(2):
            assert await admits(ledger, batch) == [True, False, True]

    async def test_the_last_of_a_batch_is_no_first(self, ledger: Ledger) -> None:
        for _ in range(2):
            assert await admits(ledger, [entry("a", 1), entry("a", 2)]) == [True, False]

    async def test_a_copy_before_the_redelivered_message_changes_nothing(
        self, ledger: Ledger
    ) -> None:
        assert await admits(ledger, [entry("a", 5)]) == [True]
        assert await admits(ledger, [entry("a", 9), entry("a", 5)]) == [False, True]

    async def test_the_same_offset_of_a_recreated_topic_is_another_message(
        self, ledger: Ledger
    ) -> None:
        assert await admits(ledger, [entry("a", 1, timestamp=10)]) == [True]
        assert await admits(ledger, [entry("a", 1, timestamp=20)]) == [False]

    async def test_a_message_is_admitted_once_in_each_of_its_lives(self, ledger: Ledger) -> None:
        first, second, third = entry("a", 1), replayed("a", 1, 40, 1), replayed("a", 1, 50, 2)
        for life in (first, second, third):
            assert await admits(ledger, [life, entry("b", 7)]) == [True, True]
            assert await admits(ledger, [life]) == [True], "delivered again"
        assert await admits(ledger, [first, second, third]) == [False, False, True]

    async def test_copies_of_a_replay_are_not_admitted(self, ledger: Ledger) -> None:
        copies = [replayed("a", 1, offset, 1) for offset in range(40, 45)]
        assert await admits(ledger, copies) == [True, False, False, False, False]
        assert await admits(ledger, copies[::-1]) == [False, False, False, False, True]
        assert await admits(ledger, [replayed("a", 2, 60, 9)]) == [False], "another message's"

    async def test_of_many_copies_at_once_exactly_one_is_admitted(self, ledger: Ledger) -> None:
        assert await admits(ledger, [entry("a", 1)]) == [True]
        answers = await asyncio.gather(
            *(admits(ledger, [replayed("a", 1, offset, 1)]) for offset in range(40, 48))
        )
        assert sum(admitted for [admitted] in answers) == 1

    async def test_nothing_is_asked_of_it(self, ledger: Ledger) -> None:
        assert await ledger.admit([]) == []

    async def test_of_many_who_ask_at_once_exactly_one_is_admitted(self, ledger: Ledger) -> None:
        keys = [f"article{number}" for number in range(20)]

        async def ask(offset: int) -> Sequence[bool]:
            return await admits(ledger, [entry(key, offset) for key in keys])

        answers = await asyncio.gather(*(ask(offset) for offset in range(8)))
        assert [sum(column) for column in zip(*answers, strict=True)] == [1] * len(keys)

    async def test_what_is_said_again_after_something_else_is_a_revision(
        self, ledger: Ledger
    ) -> None:
        batch = [entry("a:1", 1), entry("a:2", 2), entry("a:1", 3), entry("a:1", 4)]
        for _ in range(2):
            assert await ledger.admit(batch) == ["current", "current", "current", None]

    async def test_what_was_replaced_when_it_came_is_late(self, ledger: Ledger) -> None:
        first = [
            entry("a:1", 1),
            entry("a:1", 5),
            entry("a:2", 3, partition=1),
            entry("a:2", 4, partition=1),
        ]
        for _ in range(2):
            assert await ledger.admit(first) == ["current", None, "late", None]

    async def test_who_wrote_first_owns_it(self, ledger: Ledger) -> None:
        ours, theirs = entry("a:1", 1, writer="ours"), entry("a:2", 2, writer="theirs")
        for _ in range(2):
            assert await ledger.admit([ours, theirs]) == ["current", "other_source"]
        copy = [entry("a:2", 3, writer="theirs"), entry("a:2", 4, writer="ours")]
        assert await ledger.admit(copy) == [None, "current"]
        assert await ledger.admit([entry("a:3", 5, writer="")]) == ["other_source"]
        assert await ledger.admit([entry("a:3", 6)]) == ["current"], "everybody yields to it"

    async def test_what_the_owner_said_is_a_duplicate_whoever_says_it(self, ledger: Ledger) -> None:
        batch = [entry("a:1", 1, writer="ours"), entry("a:1", 2, writer="theirs")]
        for _ in range(2):
            assert await ledger.admit(batch) == ["current", None]

    async def test_of_many_writers_at_once_one_owns_it(self, ledger: Ledger) -> None:
        answers = await asyncio.gather(
            *(ledger.admit([entry(f"a:{n}", n, writer=f"w{n}")]) for n in range(8))
        )
        assert sorted(str(one) for [one] in answers) == ["current", *["other_source"] * 7]

    async def test_it_rules_as_the_history_does(self, ledger: Ledger) -> None:
        rng = random.Random(18)
        histories: dict[str, History] = {}
        for _ in range(40):
            batch = [
                entry(
                    f"{rng.choice('ab')}:{rng.choice('12')}",
                    rng.randrange(30),
                    partition=rng.randrange(1, 3),
                )
                for _ in range(rng.randrange(1, 6))
            ]
            batch = list({one.origin: one for one in batch}.values())
            wanted = []
            for one in batch:
                before = histories.get(one.article_id, History())
                histories[one.article_id], standing = before.rule(one)
                wanted.append(standing)
            assert await ledger.admit(batch) == wanted
