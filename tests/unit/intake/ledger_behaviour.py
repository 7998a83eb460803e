"""What every ledger must do, whatever it is made of."""

import asyncio
from collections.abc import Sequence

from schemas.articles import Origin
from services.intake.ledger import Ledger, LedgerEntry


def entry(key: str, offset: int, timestamp: int = 0) -> LedgerEntry:
    return LedgerEntry(
        key, Origin(topic="articles.raw", partition=0, offset=offset, timestamp=timestamp)
    )


def replayed(key: str, first: int, offset: int, attempts: int) -> LedgerEntry:
    """The message that lay at offset ``first``, put back to lie at ``offset`` now."""
    now = Origin(topic="articles.raw", partition=0, offset=offset, timestamp=0)
    return LedgerEntry(key, entry(key, first).origin, now, attempts)


class LedgerBehaviour:
    """A test class that has a fixture ``ledger`` gets these tests."""

    async def test_the_first_message_is_admitted_and_its_copies_are_not(
        self, ledger: Ledger
    ) -> None:
        assert await ledger.admit([entry("a:1", 1), entry("a:2", 2)]) == [True, True]
        assert await ledger.admit([entry("a:1", 3), entry("b:1", 4)]) == [False, True]

    async def test_a_redelivered_message_is_admitted_again(self, ledger: Ledger) -> None:
        batch = [entry("a", 1), entry("b", 2)]
        for _ in range(3):
            assert await ledger.admit(batch) == [True, True]

    async def test_of_two_copies_in_a_batch_the_first_wins(self, ledger: Ledger) -> None:
        batch = [entry("a", 1), entry("a", 2), entry("a", 1)]
        for _ in range(2):
            assert await ledger.admit(batch) == [True, False, True]

    async def test_the_last_of_a_batch_is_no_first(self, ledger: Ledger) -> None:
        for _ in range(2):
            assert await ledger.admit([entry("a", 1), entry("a", 2)]) == [True, False]

    async def test_a_copy_before_the_redelivered_message_changes_nothing(
        self, ledger: Ledger
    ) -> None:
        assert await ledger.admit([entry("a", 5)]) == [True]
        assert await ledger.admit([entry("a", 9), entry("a", 5)]) == [False, True]

    async def test_the_same_offset_of_a_recreated_topic_is_another_message(
        self, ledger: Ledger
    ) -> None:
        assert await ledger.admit([entry("a", 1, timestamp=10)]) == [True]
        assert await ledger.admit([entry("a", 1, timestamp=20)]) == [False]

    async def test_a_message_is_admitted_once_in_each_of_its_lives(self, ledger: Ledger) -> None:
        first, second, third = entry("a", 1), replayed("a", 1, 40, 1), replayed("a", 1, 50, 2)
        for life in (first, second, third):
            assert await ledger.admit([life, entry("b", 7)]) == [True, True]
            assert await ledger.admit([life]) == [True], "delivered again"
        assert await ledger.admit([first, second, third]) == [False, False, True]

    async def test_copies_of_a_replay_are_not_admitted(self, ledger: Ledger) -> None:
        copies = [replayed("a", 1, offset, 1) for offset in range(40, 45)]
        assert await ledger.admit(copies) == [True, False, False, False, False]
        assert await ledger.admit(copies[::-1]) == [False, False, False, False, True]
        assert await ledger.admit([replayed("a", 2, 60, 9)]) == [False], "another message's"

    async def test_of_many_copies_at_once_exactly_one_is_admitted(self, ledger: Ledger) -> None:
        assert await ledger.admit([entry("a", 1)]) == [True]
        answers = await asyncio.gather(
            *(ledger.admit([replayed("a", 1, offset, 1)]) for offset in range(40, 48))
        )
        assert sum(admitted for [admitted] in answers) == 1

    async def test_nothing_is_asked_of_it(self, ledger: Ledger) -> None:
        assert await ledger.admit([]) == []

    async def test_of_many_who_ask_at_once_exactly_one_is_admitted(self, ledger: Ledger) -> None:
        keys = [f"article:{number}" for number in range(20)]

        async def ask(offset: int) -> Sequence[bool]:
            return await ledger.admit([entry(key, offset) for key in keys])

        answers = await asyncio.gather(*(ask(offset) for offset in range(8)))
        assert [sum(column) for column in zip(*answers, strict=True)] == [1] * len(keys)
